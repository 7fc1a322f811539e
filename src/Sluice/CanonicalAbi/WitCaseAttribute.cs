namespace Sluice;

/// <summary>Marks a nested record of an abstract record as one case of the WIT <c>variant</c> that the latter stands for.</summary>
/// <param name="index">The case's position in the variant, from 0.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WitCaseAttribute(int index) : Attribute
{
    /// <summary>The case's position in the variant, from 0.</summary>
    public int Index { get; } = index;
}
