using System.Text;

namespace Sluice.Bindgen.Emission;

/// <summary>C# text with indentation.</summary>
internal sealed class SourceWriter
{
    private readonly StringBuilder text = new();
    private int depth;

    public SourceWriter Line(string line = "")
    {
        if (line.Length > 0) text.Append(' ', depth * 4).Append(line);
        text.Append('\n');
        return this;
    }

    public SourceWriter Open(string line)
    {
        Line(line).Line("{");
        depth++;
        return this;
    }

    public SourceWriter Close(string suffix = "")
    {
        depth--;
        return Line("}" + suffix);
    }

    /// <summary>An XML summary from WIT's documentation; <paramref name="fallback"/> where it has none.</summary>
    public SourceWriter Summary(string? docs, string fallback)
    {
        var lines = (string.IsNullOrWhiteSpace(docs) ? fallback : Escape(docs!.Trim())).Split('\n');
        if (lines.Length == 1) return Line($"/// <summary>{lines[0].Trim()}</summary>");
        Line("/// <summary>");
        foreach (var line in lines) Line(("/// " + line.TrimEnd()).TrimEnd());
        return Line("/// </summary>");
    }

    public static string Escape(string docs) => docs.Replace("\r", "").Replace("&", "&amp;").Replace("<", "&lt;").Replace(">", "&gt;");

    public override string ToString() => text.ToString();
}
