namespace Sluice;

/// <summary>The type with one value: the payload of a <c>result</c> case that carries nothing, as in WIT's <c>result&lt;_, E&gt;</c>.</summary>
public readonly record struct Unit
{
    /// <summary>The only value.</summary>
    public static Unit Value => default;

    /// <inheritdoc/>
    public override string ToString() => "()";
}
