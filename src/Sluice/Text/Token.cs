namespace Sluice.Text;

internal enum TokenKind : byte
{
    LeftParen,
    RightParen,
    /// <summary>An unsigned integer.</summary>
    Natural,
    /// <summary>An integer with a sign.</summary>
    Integer,
    Float,
    String,
    /// <summary><c>$name</c> or <c>$"name"</c>.</summary>
    Identifier,
    Keyword,
    /// <summary>Any other run of token characters; no grammar rule takes one, only annotations may hold them.</summary>
    Reserved,
    /// <summary><c>(@name</c>; its <see cref="Token.Match"/> is the closing parenthesis. The reader steps over it.</summary>
    Annotation,
    /// <summary>A lexical error; nothing follows it but <see cref="End"/>.</summary>
    Error,
    End,
}

/// <param name="Start">Byte offset in the source.</param>
/// <param name="Match">For parentheses and annotations, the index of the partner's token; -1 for a closing one without partner, the
/// index of the last token for an opening one without. For errors, the index of the message.</param>
internal readonly record struct Token(TokenKind Kind, int Start, int Length, int Match);
