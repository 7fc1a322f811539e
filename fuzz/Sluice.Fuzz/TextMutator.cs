using System.Text;

namespace Sluice.Fuzz;

/// <summary>Changes a text: characters, stretches of it, whole parenthesized expressions, and how deep they nest.</summary>
internal static class TextMutator
{
    private static readonly string[] Snippets =
        ["(", ")", "\"", "(;", ";;", "$a", "(@name \"x\")", "0x1p9999", "-0", "18446744073709551616", "nan:0x1", "\\u{110000}", "(module)", "(type 0)", "\0", "é", "(func)", "(param i32)", "(result f64)"];

    public static byte[] Mutate(Random random, byte[][] corpus)
    {
        var text = corpus[random.Next(corpus.Length)].ToList();
        for (var changes = random.Next(1, 5); changes > 0 && text.Count > 0; changes--) Change(random, text, corpus);
        return [.. text];
    }

    private static void Change(Random random, List<byte> text, byte[][] corpus)
    {
        var at = random.Next(text.Count);
        switch (random.Next(8))
        {
            case 0:
                text[at] = (byte)random.Next(256);
                break;
            case 1:
                text.RemoveRange(at, Math.Min(text.Count - at, random.Next(1, 30)));
                break;
            case 2:
                text.InsertRange(at, Encoding.UTF8.GetBytes(Snippets[random.Next(Snippets.Length)]));
                break;
            case 3:
                var deep = random.Next(2) == 0 ? 300 : 100_000;
                var unit = new[] { "(", "(block ", "(component ", "(type (list ", "(if (i32.const 0) (then " }[random.Next(5)];
                text.InsertRange(at, Encoding.UTF8.GetBytes(new StringBuilder().Insert(0, unit, deep).ToString()));
                break;
            case 4:
                var other = corpus[random.Next(corpus.Length)];
                text.InsertRange(at, Expression(other, random.Next(other.Length)));
                break;
            case 5:
                text.InsertRange(at, Expression([.. text], random.Next(text.Count)));
                break;
            case 6:
                text.RemoveRange(at, Math.Min(text.Count - at, Expression([.. text], at).Length));
                break;
            default:
                text.RemoveRange(at, text.Count - at);
                break;
        }
    }

    /// <summary>The parenthesized expression that starts at or behind a position.</summary>
    private static byte[] Expression(byte[] text, int at)
    {
        var start = Array.IndexOf(text, (byte)'(', at);
        if (start < 0) return text[at..];
        var depth = 0;
        for (var i = start; i < text.Length; i++)
        {
            if (text[i] == '(') depth++;
            if (text[i] == ')' && --depth == 0) return text[start..(i + 1)];
        }
        return text[start..];
    }
}
