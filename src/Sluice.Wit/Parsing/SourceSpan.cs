namespace Sluice.Wit.Parsing;

/// <summary>A piece of a WIT file.</summary>
/// <param name="Source">The file.</param>
/// <param name="Start">The index of its first character.</param>
/// <param name="End">The index after its last character.</param>
public readonly record struct SourceSpan(SourceText Source, int Start, int End)
{
    /// <summary>The line, from 1.</summary>
    public int Line => Source.Locate(Start).Line;

    /// <summary>The column, from 1, in UTF-16 code units.</summary>
    public int Column => Source.Locate(Start).Column;

    /// <inheritdoc/>
    public override string ToString() => $"{Source.Path}:{Line}:{Column}";
}
