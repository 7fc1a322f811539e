// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#lexical-structure

using System.Globalization;
using System.Text;

namespace Sluice.Wit.Parsing;

/// <summary>Splits a WIT text into tokens, and collects the documentation comments before each of them.</summary>
internal sealed class Lexer
{
    private static readonly HashSet<string> Keywords = new(StringComparer.Ordinal)
    {
        "as", "async", "bool", "borrow", "char", "constructor", "enum", "error-context", "export", "f32", "f64", "flags", "from",
        "func", "future", "import", "include", "interface", "list", "map", "option", "own", "package", "record", "resource",
        "result", "s16", "s32", "s64", "s8", "static", "stream", "string", "tuple", "type", "u16", "u32", "u64", "u8", "use",
        "variant", "with", "world", "_",
    };

    private readonly SourceText source;
    private readonly string text;
    private readonly List<Token> tokens = [];
    private readonly List<string> docs = [];
    private int at;

    private Lexer(SourceText source)
    {
        this.source = source;
        text = source.Text;
    }

    /// <summary>Whether a word cannot be an identifier unless it is escaped.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>All tokens of a file; the last one is its end.</summary>
    public static List<Token> Read(SourceText source)
    {
        var lexer = new Lexer(source);
        lexer.CheckCharacters();
        lexer.Run();
        return lexer.tokens;
    }

    private void Run()
    {
        if (text.Length > 0 && text[0] == '\uFEFF') at = 1;
        while (at < text.Length)
        {
            var start = at;
            var c = text[at++];
            switch (c)
            {
                case ' ' or '\t' or '\n' or '\r':
                    break;
                case '/' when Eat('/'):
                    LineComment(start);
                    break;
                case '/' when Eat('*'):
                    BlockComment(start);
                    break;
                case '=' or ',' or ':' or ';' or '(' or ')' or '{' or '}' or '<' or '>' or '*' or '/' or '.' or '@' or '+':
                    Add(TokenKind.Operator, c.ToString(), start);
                    break;
                case '-':
                    Add(TokenKind.Operator, Eat('>') ? "->" : "-", start);
                    break;
                case '%':
                    Word();
                    if (at == start + 1) throw Error(start, "expected an identifier after `%`");
                    Add(TokenKind.ExplicitId, text.Substring(start + 1, at - start - 1), start);
                    break;
                case '"':
                    Add(TokenKind.String, String(start), start);
                    break;
                case >= '0' and <= '9':
                    while (at < text.Length && text[at] is >= '0' and <= '9') at++;
                    Add(TokenKind.Integer, text.Substring(start, at - start), start);
                    break;
                default:
                    if (!IsWord(c)) throw Error(start, $"unexpected character {Show(c)}");
                    Word();
                    var word = text.Substring(start, at - start);
                    Add(IsKeyword(word) ? TokenKind.Keyword : TokenKind.Id, word, start);
                    break;
            }
        }
        Add(TokenKind.End, "", text.Length);
    }

    // Characters that could make a text look like something that it is not.
    private void CheckCharacters()
    {
        for (var i = 0; i < text.Length; i++)
        {
            var c = text[i];
            if (c is '\n' or '\r' or '\t' || (c >= ' ' && c < '\u007F')) continue;
            var rule = c switch
            {
                < ' ' or (>= '\u007F' and <= '\u009F') => "control characters other than line ends and tabs are not allowed",
                (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069') => "bidirectional overrides are not allowed",
                '\u0149' or '\u0673' or '\u0F77' or '\u0F79' or '\u17A3' or '\u17A4' or '\u17B4' or '\u17B5' => "Unicode deprecates this character",
                _ => null,
            };
            if (rule is not null) throw Error(i, $"character {Show(c)}: {rule}");
            if (char.IsSurrogate(c))
            {
                if (!char.IsSurrogatePair(text, i)) throw Error(i, "the text has half of a surrogate pair");
                i++;
            }
        }
    }

    private void LineComment(int start)
    {
        var end = text.IndexOf('\n', at);
        at = end < 0 ? text.Length : end;
        var comment = text.Substring(start, at - start);
        if (comment.StartsWith("///", StringComparison.Ordinal)) docs.Add(DocLine(comment.Substring(3)));
    }

    private void BlockComment(int start)
    {
        var depth = 1;
        while (depth > 0)
        {
            if (at >= text.Length) throw Error(start, "the block comment does not end");
            var c = text[at++];
            if (c == '/' && Eat('*')) depth++;
            else if (c == '*' && Eat('/')) depth--;
        }
        var comment = text.Substring(start, at - start);
        if (comment.Length < 5 || !comment.StartsWith("/**", StringComparison.Ordinal)) return;
        var lines = comment.Substring(3, comment.Length - 5).Split('\n').Select(DocLine).ToList();
        while (lines.Count > 0 && lines[0].Trim().Length == 0) lines.RemoveAt(0);
        while (lines.Count > 0 && lines[lines.Count - 1].Trim().Length == 0) lines.RemoveAt(lines.Count - 1);
        docs.AddRange(lines);
    }

    private static string DocLine(string line) => (line.StartsWith(" ", StringComparison.Ordinal) ? line.Substring(1) : line).TrimEnd();

    private string String(int start)
    {
        var bytes = new List<byte>();
        while (true)
        {
            if (this.at >= text.Length) throw Error(start, "the string does not end");
            var at = this.at;
            var c = text[this.at++];
            if (c == '"') break;
            if (c is '\n' or '\r' or '\t') throw Error(at, "a string cannot hold line ends and tabs as such; write them as `\\n`, `\\r` and `\\t`");
            if (c != '\\')
            {
                var length = char.IsHighSurrogate(c) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(text.Substring(at, length)));
                this.at = at + length;
                continue;
            }
            c = this.at < text.Length ? text[this.at++] : throw Error(start, "the string does not end");
            switch (c)
            {
                case '"' or '\'' or '\\':
                    bytes.Add((byte)c);
                    break;
                case 't':
                    bytes.Add((byte)'\t');
                    break;
                case 'n':
                    bytes.Add((byte)'\n');
                    break;
                case 'r':
                    bytes.Add((byte)'\r');
                    break;
                case 'u':
                    bytes.AddRange(Encoding.UTF8.GetBytes(CodePoint(at)));
                    break;
                default:
                    if (HexDigit(c) is not { } high || this.at >= text.Length || HexDigit(text[this.at]) is not { } low)
                        throw Error(at, "unknown escape in a string");
                    this.at++;
                    bytes.Add((byte)(high * 16 + low));
                    break;
            }
        }
        try
        {
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString([.. bytes]);
        }
        catch (ArgumentException)
        {
            throw new WitException(new SourceSpan(source, start, at), "the string is not valid UTF-8");
        }
    }

    private string CodePoint(int escape)
    {
        var end = text.IndexOf('}', at);
        if (!Eat('{') || end < 0) throw Error(escape, "expected `{`, hexadecimal digits and `}` after `\\u`");
        var digits = text.Substring(at, end - at);
        at = end + 1;
        var wellFormed = digits.Length > 0 && digits[0] != '_' && digits[digits.Length - 1] != '_' && !digits.Contains("__");
        if (!wellFormed || !int.TryParse(digits.Replace("_", ""), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value)
            || value is < 0 or > 0x10FFFF or (>= 0xD800 and <= 0xDFFF))
            throw Error(escape, $"`{digits}` is not a Unicode scalar value in hexadecimal");
        return char.ConvertFromUtf32(value);
    }

    private static int? HexDigit(char c) => c switch
    {
        >= '0' and <= '9' => c - '0',
        >= 'a' and <= 'f' => c - 'a' + 10,
        >= 'A' and <= 'F' => c - 'A' + 10,
        _ => null,
    };

    // Letters and digits of any script: the parser says what is wrong with a word that is not an identifier.
    private static bool IsWord(char c) => char.IsLetter(c) || c == '_' || char.IsSurrogate(c);

    private void Word()
    {
        while (at < text.Length)
        {
            var c = text[at];
            // An arrow ends a word.
            if (c == '-' && at + 1 < text.Length && text[at + 1] == '>') return;
            if (!IsWord(c) && !char.IsDigit(c) && c != '-') return;
            at++;
        }
    }

    private bool Eat(char c)
    {
        if (at >= text.Length || text[at] != c) return false;
        at++;
        return true;
    }

    private void Add(TokenKind kind, string text, int start)
    {
        tokens.Add(new Token(kind, text, start, at, docs.Count == 0 ? null : string.Join("\n", docs)));
        docs.Clear();
    }

    private WitException Error(int at, string reason) => new(new SourceSpan(source, at, at + 1), reason);

    private static string Show(char c) => string.Format(CultureInfo.InvariantCulture, c > ' ' && c < '\u007F' ? "`{1}`" : "U+{0:X4}", (int)c, c);
}
