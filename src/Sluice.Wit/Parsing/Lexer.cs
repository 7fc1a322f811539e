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

    private readonly SourceText _source;
    private readonly string _text;
    private readonly List<Token> _tokens = [];
    private readonly List<string> _docs = [];
    private int _at;

    private Lexer(SourceText source)
    {
        _source = source;
        _text = source.Text;
    }

    /// <summary>Whether a word cannot be an identifier unless it is escaped.</summary>
    public static bool IsKeyword(string word) => Keywords.Contains(word);

    /// <summary>All tokens of a file; the last one is its end.</summary>
    public static List<Token> Read(SourceText source)
    {
        var lexer = new Lexer(source);
        lexer.CheckCharacters();
        lexer.Run();
        return lexer._tokens;
    }

    private void Run()
    {
        if (_text.Length > 0 && _text[0] == '\uFEFF') _at = 1;
        while (_at < _text.Length)
        {
            var start = _at;
            var c = _text[_at++];
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
                    if (_at == start + 1) throw Error(start, "expected an identifier after `%`");
                    Add(TokenKind.ExplicitId, _text.Substring(start + 1, _at - start - 1), start);
                    break;
                case '"':
                    Add(TokenKind.String, String(start), start);
                    break;
                case >= '0' and <= '9':
                    while (_at < _text.Length && _text[_at] is >= '0' and <= '9') _at++;
                    Add(TokenKind.Integer, _text.Substring(start, _at - start), start);
                    break;
                default:
                    if (!IsWord(c)) throw Error(start, $"unexpected character {Show(c)}");
                    Word();
                    var word = _text.Substring(start, _at - start);
                    Add(IsKeyword(word) ? TokenKind.Keyword : TokenKind.Id, word, start);
                    break;
            }
        }
        Add(TokenKind.End, "", _text.Length);
    }

    // Characters that could make a text look like something that it is not.
    private void CheckCharacters()
    {
        for (var i = 0; i < _text.Length; i++)
        {
            var c = _text[i];
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
                if (!char.IsSurrogatePair(_text, i)) throw Error(i, "the text has half of a surrogate pair");
                i++;
            }
        }
    }

    private void LineComment(int start)
    {
        var end = _text.IndexOf('\n', _at);
        _at = end < 0 ? _text.Length : end;
        var comment = _text.Substring(start, _at - start);
        if (comment.StartsWith("///", StringComparison.Ordinal)) _docs.Add(DocLine(comment.Substring(3)));
    }

    private void BlockComment(int start)
    {
        var depth = 1;
        while (depth > 0)
        {
            if (_at >= _text.Length) throw Error(start, "the block comment does not end");
            var c = _text[_at++];
            if (c == '/' && Eat('*')) depth++;
            else if (c == '*' && Eat('/')) depth--;
        }
        var comment = _text.Substring(start, _at - start);
        if (comment.Length < 5 || !comment.StartsWith("/**", StringComparison.Ordinal)) return;
        var lines = comment.Substring(3, comment.Length - 5).Split('\n').Select(DocLine).ToList();
        while (lines.Count > 0 && lines[0].Trim().Length == 0) lines.RemoveAt(0);
        while (lines.Count > 0 && lines[lines.Count - 1].Trim().Length == 0) lines.RemoveAt(lines.Count - 1);
        _docs.AddRange(lines);
    }

    private static string DocLine(string line) => (line.StartsWith(" ", StringComparison.Ordinal) ? line.Substring(1) : line).TrimEnd();

    private string String(int start)
    {
        var bytes = new List<byte>();
        while (true)
        {
            if (_at >= _text.Length) throw Error(start, "the string does not end");
            var at = _at;
            var c = _text[_at++];
            if (c == '"') break;
            if (c is '\n' or '\r' or '\t') throw Error(at, "a string cannot hold line ends and tabs as such; write them as `\\n`, `\\r` and `\\t`");
            if (c != '\\')
            {
                var length = char.IsHighSurrogate(c) ? 2 : 1;
                bytes.AddRange(Encoding.UTF8.GetBytes(_text.Substring(at, length)));
                _at = at + length;
                continue;
            }
            c = _at < _text.Length ? _text[_at++] : throw Error(start, "the string does not end");
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
                    if (HexDigit(c) is not { } high || _at >= _text.Length || HexDigit(_text[_at]) is not { } low)
                        throw Error(at, "unknown escape in a string");
                    _at++;
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
            throw new WitException(new SourceSpan(_source, start, _at), "the string is not valid UTF-8");
        }
    }

    private string CodePoint(int escape)
    {
        var end = _text.IndexOf('}', _at);
        if (!Eat('{') || end < 0) throw Error(escape, "expected `{`, hexadecimal digits and `}` after `\\u`");
        var digits = _text.Substring(_at, end - _at);
        _at = end + 1;
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
        while (_at < _text.Length)
        {
            var c = _text[_at];
            // An arrow ends a word.
            if (c == '-' && _at + 1 < _text.Length && _text[_at + 1] == '>') return;
            if (!IsWord(c) && !char.IsDigit(c) && c != '-') return;
            _at++;
        }
    }

    private bool Eat(char c)
    {
        if (_at >= _text.Length || _text[_at] != c) return false;
        _at++;
        return true;
    }

    private void Add(TokenKind kind, string text, int start)
    {
        _tokens.Add(new Token(kind, text, start, _at, _docs.Count == 0 ? null : string.Join("\n", _docs)));
        _docs.Clear();
    }

    private WitException Error(int at, string reason) => new(new SourceSpan(_source, at, at + 1), reason);

    private static string Show(char c) => string.Format(CultureInfo.InvariantCulture, c > ' ' && c < '\u007F' ? "`{1}`" : "U+{0:X4}", (int)c, c);
}
