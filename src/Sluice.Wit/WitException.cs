using System.Globalization;
using Sluice.Wit.Parsing;

namespace Sluice.Wit;

/// <summary>A WIT text that breaks a rule of the format.</summary>
public sealed class WitException : Exception
{
    // Longer lines are cut around the error.
    private const int MaxExcerpt = 120;

    /// <summary>An error at a place in a file.</summary>
    /// <param name="span">The place.</param>
    /// <param name="reason">The item and the rule that it breaks.</param>
    public WitException(SourceSpan span, string reason) : base(Render(span, reason))
    {
        Reason = reason;
        Path = span.Source.Path;
        (Line, Column) = span.Source.Locate(span.Start);
        Length = span.End - span.Start;
    }

    /// <summary>An error of a file or folder as a whole.</summary>
    /// <param name="path">The file or folder.</param>
    /// <param name="reason">What is wrong with it.</param>
    public WitException(string path, string reason) : base($"{path}: {reason}")
    {
        Reason = reason;
        Path = path;
    }

    /// <summary>What is wrong, without place and excerpt.</summary>
    public string Reason { get; }

    /// <summary>The path of the file or folder.</summary>
    public string Path { get; }

    /// <summary>The line, from 1; 0 if the error has no place in the text.</summary>
    public int Line { get; }

    /// <summary>The column, from 1, in UTF-16 code units; 0 if the error has no place in the text.</summary>
    public int Column { get; }

    /// <summary>How many UTF-16 code units the wrong piece has.</summary>
    public int Length { get; }

    private static string Render(SourceSpan span, string reason)
    {
        var (line, column) = span.Source.Locate(span.Start);
        var excerpt = span.Source.LineAt(span.Start);
        var caret = Math.Min(column - 1, excerpt.Length);
        if (excerpt.Length > MaxExcerpt)
        {
            var from = Math.Max(0, Math.Min(caret - MaxExcerpt / 2, excerpt.Length - MaxExcerpt));
            excerpt = excerpt.Substring(from, MaxExcerpt);
            caret -= from;
        }
        var width = Math.Max(1, Math.Min(span.End - span.Start, excerpt.Length - caret));
        var number = line.ToString(CultureInfo.InvariantCulture);
        var margin = new string(' ', number.Length);
        // Tabs stay tabs below the line, so that the carets stand where the eye expects them.
        var indent = new string([.. excerpt.Substring(0, caret).Select(static c => c == '\t' ? '\t' : ' ')]);
        return $"{span.Source.Path}:{line}:{column}: {reason}\n{margin} |\n{number} | {excerpt}\n{margin} | {indent}{new string('^', width)}";
    }
}
