using System.Text;

namespace Sluice.Text;

/// <summary>
/// A position in a source's tokens, for the parsers of modules, components and scripts alike. Steps over annotations; they can be
/// asked for where they mean something.
/// </summary>
internal sealed class TokenReader
{
    private readonly ReadOnlyMemory<byte> source;
    private readonly Token[] tokens;
    private readonly string[] errors;
    private int index;
    private List<int>? lineStarts;

    public TokenReader(ReadOnlyMemory<byte> source)
    {
        this.source = source;
        (tokens, errors) = Lexer.Run(source.Span);
        SkipAnnotations();
    }

    /// <summary>The index of the current token; may be set to go back or ahead.</summary>
    public int Position
    {
        get => index;
        set => index = value;
    }

    public Token Current => tokens[index];
    public TokenKind Kind => tokens[index].Kind;
    public bool AtEnd => Kind == TokenKind.End;
    public bool AtLeft => Kind == TokenKind.LeftParen;
    public bool AtRight => Kind == TokenKind.RightParen;
    public ReadOnlySpan<byte> Text => TextOf(tokens[index]);
    public ReadOnlySpan<byte> TextOf(Token token) => source.Span.Slice(token.Start, token.Length);
    public Token this[int position] => tokens[position];

    public void Advance()
    {
        index++;
        SkipAnnotations();
    }

    /// <summary>Goes behind the parenthesis that the current token opens.</summary>
    public void SkipParenthesized()
    {
        index = tokens[index].Match;
        if (Kind != TokenKind.RightParen) throw Unexpected();
        Advance();
    }

    private void SkipAnnotations()
    {
        while (Kind == TokenKind.Annotation)
        {
            index = tokens[index].Match;
            if (Kind == TokenKind.RightParen) index++;
        }
    }

    /// <summary>The index of the token after the current one.</summary>
    public int NextPosition
    {
        get
        {
            int saved = index;
            Advance();
            int next = index;
            index = saved;
            return next;
        }
    }

    /// <summary>The nearest annotation of that name between the previous token and the current one: the index of its first inner token, or -1.</summary>
    public int AnnotationBefore(ReadOnlySpan<byte> name)
    {
        int position = index;
        while (position > 0 && tokens[position - 1] is { Kind: TokenKind.RightParen, Match: >= 0 and var open } && tokens[open].Kind == TokenKind.Annotation)
        {
            if (TextOf(tokens[open])[2..].SequenceEqual(name)) return open + 1;
            position = open;
        }
        return -1;
    }

    // Keywords

    public bool IsKeyword(ReadOnlySpan<byte> keyword) => Kind == TokenKind.Keyword && Text.SequenceEqual(keyword);

    /// <summary>Whether the current token opens a parenthesis that begins with that keyword.</summary>
    public bool IsOpen(ReadOnlySpan<byte> keyword)
    {
        if (Kind != TokenKind.LeftParen) return false;
        var next = tokens[NextPosition];
        return next.Kind == TokenKind.Keyword && TextOf(next).SequenceEqual(keyword);
    }

    public bool TryKeyword(ReadOnlySpan<byte> keyword)
    {
        if (!IsKeyword(keyword)) return false;
        Advance();
        return true;
    }

    public bool TryOpen(ReadOnlySpan<byte> keyword)
    {
        if (!IsOpen(keyword)) return false;
        Advance();
        Advance();
        return true;
    }

    public void Keyword(ReadOnlySpan<byte> keyword)
    {
        if (!TryKeyword(keyword)) throw Unexpected();
    }

    public void Open(ReadOnlySpan<byte> keyword)
    {
        if (!AtLeft) throw Unexpected();
        Advance();
        Keyword(keyword);
    }

    public void Left()
    {
        if (!AtLeft) throw Unexpected();
        Advance();
    }

    public void Close()
    {
        if (!AtRight) throw Unexpected();
        Advance();
    }

    public bool TryClose()
    {
        if (!AtRight) return false;
        Advance();
        return true;
    }

    /// <summary>The current keyword as a string, stepped over.</summary>
    public string AnyKeyword()
    {
        if (Kind != TokenKind.Keyword) throw Unexpected();
        string keyword = Encoding.ASCII.GetString(Text);
        Advance();
        return keyword;
    }

    /// <summary>The keyword of the parenthesis that the current token opens, or the empty string.</summary>
    public string PeekOpen()
    {
        if (Kind != TokenKind.LeftParen) return "";
        var next = tokens[NextPosition];
        return next.Kind == TokenKind.Keyword ? Encoding.ASCII.GetString(TextOf(next)) : "";
    }

    // Literals

    public byte[] String()
    {
        if (Kind != TokenKind.String) throw Unexpected();
        byte[] bytes = StringLiteral.Decode(Text);
        Advance();
        return bytes;
    }

    /// <summary>All strings that follow, joined.</summary>
    public byte[] Strings()
    {
        using var bytes = new MemoryStream();
        while (Kind == TokenKind.String) bytes.Write(String());
        return bytes.ToArray();
    }

    /// <summary>A string that is a name: well-formed UTF-8.</summary>
    public string Name()
    {
        var at = Current;
        byte[] bytes = String();
        return System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Error("malformed UTF-8 encoding", at);
    }

    /// <summary>An identifier without its <c>$</c>, or null if the current token is none.</summary>
    public string? TryIdentifier()
    {
        if (Kind != TokenKind.Identifier) return null;
        var text = Text[1..];
        string name;
        if (text[0] == '"')
        {
            byte[] bytes = StringLiteral.Decode(text);
            name = System.Text.Unicode.Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Error("malformed UTF-8 encoding", Current);
        }
        else
        {
            name = Encoding.ASCII.GetString(text);
        }
        Advance();
        return name;
    }

    public uint Natural32()
    {
        if (Kind != TokenKind.Natural) throw Unexpected();
        if (!NumberLiteral.TryNatural(Text, out ulong value) || value > uint.MaxValue) throw Error("i32 constant out of range", Current);
        Advance();
        return (uint)value;
    }

    public ulong Natural64()
    {
        if (Kind != TokenKind.Natural) throw Unexpected();
        if (!NumberLiteral.TryNatural(Text, out ulong value)) throw Error("i64 constant out of range", Current);
        Advance();
        return value;
    }

    public bool IsNumber => Kind is TokenKind.Natural or TokenKind.Integer or TokenKind.Float;

    /// <summary>The two's complement of a number token of that many bits.</summary>
    public ulong Integer(int bits)
    {
        if (!IsNumber) throw Unexpected();
        if (Kind == TokenKind.Float || !NumberLiteral.TryInteger(Text, bits, out ulong value)) throw Error("constant out of range", Current);
        Advance();
        return value;
    }

    public uint Float32()
    {
        if (!IsNumber) throw Unexpected();
        if (!NumberLiteral.TryFloat32(Text, out uint bits)) throw Error("constant out of range", Current);
        Advance();
        return bits;
    }

    public ulong Float64()
    {
        if (!IsNumber) throw Unexpected();
        if (!NumberLiteral.TryFloat64(Text, out ulong bits)) throw Error("constant out of range", Current);
        Advance();
        return bits;
    }

    // Errors

    /// <summary>The error for a current token that no rule takes here.</summary>
    public MalformedException Unexpected()
    {
        var token = Current;
        return token.Kind switch
        {
            TokenKind.Error => Error(errors[token.Match], token),
            TokenKind.Reserved => Error($"unknown operator {Encoding.UTF8.GetString(Text)}", token),
            TokenKind.Keyword when !Keywords.IsKnown(Text) => Error($"unknown operator {Encoding.UTF8.GetString(Text)}", token),
            _ => Error("unexpected token", token),
        };
    }

    public MalformedException Error(string message, Token at)
    {
        var (line, column) = Locate(at.Start);
        return new MalformedException(message, line, column);
    }

    public MalformedException Error(string message) => Error(message, Current);

    public int Line(Token token) => Locate(token.Start).Line;

    /// <summary>Line and column of a byte offset, both from 1, the column in UTF-16 code units.</summary>
    private (int Line, int Column) Locate(int offset)
    {
        lineStarts ??= FindLineStarts();
        int line = lineStarts.BinarySearch(offset);
        if (line < 0) line = ~line - 1;
        return (line + 1, Encoding.UTF8.GetCharCount(source.Span[lineStarts[line]..offset]) + 1);
    }

    private List<int> FindLineStarts()
    {
        List<int> starts = [0];
        var bytes = source.Span;
        for (int i = 0; i < bytes.Length; i++)
        {
            if (bytes[i] == '\n') starts.Add(i + 1);
        }
        return starts;
    }
}
