namespace Sluice.Wit.Types;

/// <summary>The core WebAssembly types into which component values are flattened.</summary>
public enum CoreType : byte
{
    /// <summary>A 32-bit integer.</summary>
    I32,

    /// <summary>A 64-bit integer.</summary>
    I64,

    /// <summary>A 32-bit float.</summary>
    F32,

    /// <summary>A 64-bit float.</summary>
    F64,
}

/// <summary>The signature of the core function behind a lifted or lowered one.</summary>
/// <param name="Params">The core parameters.</param>
/// <param name="Results">The core results: none or one.</param>
public sealed record CoreFuncType(Seq<CoreType> Params, Seq<CoreType> Results)
{
    /// <inheritdoc/>
    public override string ToString() => $"({string.Join(" ", Params)}) -> ({string.Join(" ", Results)})";
}
