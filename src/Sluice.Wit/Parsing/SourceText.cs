namespace Sluice.Wit.Parsing;

/// <summary>A WIT file: its path, to show, and its text.</summary>
/// <param name="path">The path as messages show it.</param>
/// <param name="text">The whole text.</param>
public sealed class SourceText(string path, string text)
{
    /// <summary>The path as messages show it.</summary>
    public string Path { get; } = path;

    /// <summary>The whole text.</summary>
    public string Text { get; } = text;

    /// <summary>Line and column, both from 1, of an index into the text.</summary>
    public (int Line, int Column) Locate(int index)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < index && i < Text.Length; i++)
        {
            if (Text[i] != '\n') continue;
            line++;
            start = i + 1;
        }
        return (line, index - start + 1);
    }

    /// <summary>The line that an index lies in, without its end.</summary>
    public string LineAt(int index)
    {
        var start = index == 0 ? 0 : Text.LastIndexOf('\n', Math.Min(index, Text.Length) - 1) + 1;
        var end = Text.IndexOf('\n', start);
        return Text.Substring(start, (end < 0 ? Text.Length : end) - start).TrimEnd('\r');
    }
}
