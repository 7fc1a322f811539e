using Sluice.CanonicalAbi.Compiled;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>
/// The types of component functions that a delegate is known to fit. Each instance of a component has types of its own, which differ in
/// their resources only, and these do not matter. Thread-safe.
/// </summary>
internal sealed class FittingTypes
{
    // Types come from guests: there must not be too many.
    private const int MaxKnown = 256;

    private readonly HashSet<string> known = [];

    /// <summary>Runs <paramref name="check"/>, which throws if the type does not fit, unless a type like it is known to.</summary>
    public void Check(FuncType type, Action<FuncType> check)
    {
        var shape = $"{TypeShape.Write(type.Params.Map(static parameter => parameter.Type))}->{(type.Result is { } result ? TypeShape.Write([result]) : "")}";
        lock (known)
            if (known.Contains(shape)) return;
        check(type);
        lock (known)
            if (known.Count < MaxKnown) known.Add(shape);
    }
}
