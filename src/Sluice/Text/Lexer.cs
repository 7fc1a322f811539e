// WebAssembly 3.0, "Text Format: Lexical Format". https://webassembly.github.io/spec/core/text/lexical.html

using System.Buffers;
using System.Text;

namespace Sluice.Text;

/// <summary>
/// Cuts a source into tokens and pairs up its parentheses. Errors become tokens, so that whoever reads in order meets the first
/// error of the source first, be it lexical or not.
/// </summary>
internal ref struct Lexer
{
    private static readonly SearchValues<byte> IdentifierCharacters = SearchValues.Create(
        "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&'*+-./:<=>?@\\^_`|~"u8);

    private readonly ReadOnlySpan<byte> source;
    private readonly List<Token> tokens;
    private readonly List<string> errors;
    private readonly Stack<int> open = new();
    private int position;
    private int openAnnotations;

    private Lexer(ReadOnlySpan<byte> source, List<Token> tokens, List<string> errors)
    {
        this.source = source;
        this.tokens = tokens;
        this.errors = errors;
    }

    /// <summary>All tokens of a source, <see cref="TokenKind.End"/> last, and the messages of its <see cref="TokenKind.Error"/>s.</summary>
    public static (Token[] Tokens, string[] Errors) Run(ReadOnlySpan<byte> source)
    {
        var tokens = new List<Token>(source.Length / 6 + 16);
        var errors = new List<string>();
        var lexer = new Lexer(source, tokens, errors);
        while (lexer.Next()) { }
        lexer.Finish();
        return ([.. tokens], [.. errors]);
    }

    private void Finish()
    {
        // An annotation is stepped over as a whole: what it lacks has to be said where it ends.
        foreach (int index in open)
        {
            if (tokens[index].Kind == TokenKind.Annotation && errors.Count == 0) Error("unclosed annotation", tokens[index].Start);
        }
        int last = errors.Count > 0 ? tokens.Count - 1 : tokens.Count;
        foreach (int index in open) tokens[index] = tokens[index] with { Match = last };
        tokens.Add(new(TokenKind.End, source.Length, 0, -1));
    }

    private void Add(TokenKind kind, int start, int match = -1) => tokens.Add(new(kind, start, position - start, match));

    private bool Error(string message, int start)
    {
        errors.Add(message);
        tokens.Add(new(TokenKind.Error, start, 0, errors.Count - 1));
        return false;
    }

    /// <summary>Reads up to and including the next token; false at the end or after an error.</summary>
    private bool Next()
    {
        while (position < source.Length)
        {
            int start = position;
            byte c = source[position];
            switch (c)
            {
                case (byte)' ' or (byte)'\t' or (byte)'\n' or (byte)'\r':
                    position++;
                    continue;
                case (byte)';' when Peek(1) == ';':
                    if (!LineComment()) return false;
                    continue;
                case (byte)'(' when Peek(1) == ';':
                    if (!BlockComment()) return false;
                    continue;
                // Inside of an annotation anything goes that is made of tokens.
                case (byte)'(' when Peek(1) == '@' && (openAnnotations == 0 || Peek(2) == '"' || (Peek(2) >= 0 && IdentifierCharacters.Contains((byte)Peek(2)))):
                    return AnnotationStart();
                case (byte)'(':
                    position++;
                    open.Push(tokens.Count);
                    Add(TokenKind.LeftParen, start);
                    return true;
                case (byte)')':
                    position++;
                    Close(start);
                    return true;
                case (byte)',' or (byte)';' or (byte)'[' or (byte)']' or (byte)'{' or (byte)'}':
                    position++;
                    Add(TokenKind.Reserved, start);
                    return true;
                case (byte)'"':
                    return Word();
                default:
                    if (IdentifierCharacters.Contains(c)) return Word();
                    if (openAnnotations > 0 && (c < 0x80 || Utf8Length() > 0)) return Error("illegal character", start);
                    if (c < 0x80) return Error(c < 0x20 || c == 0x7f ? "misplaced control character" : "illegal character", start);
                    return Error(Utf8Length() > 0 ? "misplaced unicode character" : "malformed UTF-8 encoding", start);
            }
        }
        return false;
    }

    private readonly int Peek(int ahead) => position + ahead < source.Length ? source[position + ahead] : -1;

    private void Close(int start)
    {
        if (!open.TryPop(out int partner))
        {
            Add(TokenKind.RightParen, start);
            return;
        }
        if (tokens[partner].Kind == TokenKind.Annotation) openAnnotations--;
        tokens[partner] = tokens[partner] with { Match = tokens.Count };
        Add(TokenKind.RightParen, start, partner);
    }

    private bool AnnotationStart()
    {
        int start = position;
        position += 2;
        if (Peek(0) == '"')
        {
            int nameStart = position;
            if (!IsString()) return Error("empty annotation id", start);
            String();
            if (position - nameStart == 2) return Error("empty annotation id", start);
            if (!IsUtf8(StringLiteral.Decode(source[nameStart..position]))) return Error("malformed UTF-8 encoding", nameStart);
        }
        else
        {
            int length = IdentifierLength();
            if (length == 0) return Error("empty annotation id", start);
            position += length;
        }
        open.Push(tokens.Count);
        openAnnotations++;
        Add(TokenKind.Annotation, start);
        return true;
    }

    private static bool IsUtf8(ReadOnlySpan<byte> bytes) => System.Text.Unicode.Utf8.IsValid(bytes);

    private readonly int IdentifierLength()
    {
        int length = source[position..].IndexOfAnyExcept(IdentifierCharacters);
        return length < 0 ? source.Length - position : length;
    }

    /// <summary>The length of the valid UTF-8 sequence at the position, or 0.</summary>
    private readonly int Utf8Length() =>
        Rune.DecodeFromUtf8(source[position..], out _, out int consumed) == OperationStatus.Done ? consumed : 0;

    private bool LineComment()
    {
        int length = source[position..].IndexOfAny((byte)'\n', (byte)'\r');
        if (length < 0) length = source.Length - position;
        var comment = source.Slice(position, length);
        if (!IsUtf8(comment)) return Error("malformed UTF-8 encoding", position);
        position += length;
        return true;
    }

    private bool BlockComment()
    {
        int start = position;
        int depth = 0;
        do
        {
            int length = source[position..].IndexOfAny((byte)'(', (byte)';');
            if (length < 0 || position + length + 1 >= source.Length) return Error(IsUtf8(source[start..]) ? "unclosed comment" : "malformed UTF-8 encoding", start);
            position += length;
            if (source[position] == '(' && source[position + 1] == ';')
            {
                depth++;
                position += 2;
            }
            else if (source[position] == ';' && source[position + 1] == ')')
            {
                depth--;
                position += 2;
            }
            else
            {
                position++;
            }
        }
        while (depth > 0);
        return IsUtf8(source[start..position]) || Error("malformed UTF-8 encoding", start);
    }

    /// <summary>A maximal run of token characters and strings: a token of some kind.</summary>
    private bool Word()
    {
        int start = position;
        int strings = 0;
        int parts = 0;
        while (position < source.Length)
        {
            if (source[position] == '"')
            {
                if (parts == 1 && source[start..position].SequenceEqual("$"u8) && !IsString()) return Error("empty identifier", start);
                if (!String()) return false;
                strings++;
            }
            else
            {
                int length = IdentifierLength();
                if (length == 0) break;
                position += length;
            }
            parts++;
        }

        var text = source[start..position];
        if (strings == 1 && parts == 1)
        {
            Add(TokenKind.String, start);
            return true;
        }
        if (text[0] == '$')
        {
            if (text.Length == 1 || (strings == 1 && parts == 2 && text.Length == 3)) return Error("empty identifier", start);
            // $"…" is an identifier; $a"…" and $"…"a are not.
            Add(strings == 0 || (strings == 1 && parts == 2 && text[1] == '"') ? TokenKind.Identifier : TokenKind.Reserved, start);
            return true;
        }
        Add(strings > 0 ? TokenKind.Reserved : NumberLiteral.Classify(text), start);
        return true;
    }

    /// <summary>Whether a well-formed string literal starts here.</summary>
    private bool IsString()
    {
        int saved = position;
        bool ok = String();
        position = saved;
        if (ok) return true;
        errors.Clear();
        tokens.RemoveAt(tokens.Count - 1);
        return false;
    }

    /// <summary>Steps over a string literal.</summary>
    private bool String()
    {
        int start = position++;
        while (true)
        {
            if (position >= source.Length) return Error("unclosed string literal", start);
            byte c = source[position];
            if (c == '"')
            {
                position++;
                return true;
            }
            if (c == '\\')
            {
                if (!Escape()) return false;
            }
            else if (c is (byte)'\n' or (byte)'\r')
            {
                return Error("unclosed string literal", start);
            }
            else if (c < 0x20 || c == 0x7f)
            {
                return Error("illegal control character in string literal", position);
            }
            else if (c < 0x80)
            {
                position++;
            }
            else
            {
                int length = Utf8Length();
                if (length == 0) return Error("malformed UTF-8 encoding", position);
                position += length;
            }
        }
    }

    private bool Escape()
    {
        int start = position++;
        int c = Peek(0);
        if (c is 'n' or 'r' or 't' or '\\' or '\'' or '"')
        {
            position++;
            return true;
        }
        if (char.IsAsciiHexDigit((char)Math.Max(c, 0)) && char.IsAsciiHexDigit((char)Math.Max(Peek(1), 0)))
        {
            position += 2;
            return true;
        }
        if (c != 'u' || Peek(1) != '{') return Error("illegal escape", start);
        int end = source[position..].IndexOf((byte)'}');
        if (end < 0 || !StringLiteral.TryScalar(source.Slice(position + 2, end - 2), out _)) return Error("illegal escape", start);
        position += end + 1;
        return true;
    }
}
