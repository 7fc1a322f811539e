namespace Sluice.Components.Validation;

/// <summary>
/// Bounds the work of type checking. Types share their parts, and so a few kilobytes can describe a type whose tree has more
/// nodes than there is time for; honest components stay far below these limits.
/// </summary>
internal sealed class TypeBudget
{
    public const int MaxDepth = 100;
    public const int MaxNodes = 100_000;

    private const int MaxSteps = 3_000_000;

    /// <summary>How many resources one type may bind: each use of the type makes as many new ones.</summary>
    public const int MaxResources = 10_000;

    private int steps = MaxSteps;

    public void Spend(int count = 1)
    {
        steps -= count;
        if (steps < 0) throw new InvalidException("the component's types are too complex to check");
    }
}
