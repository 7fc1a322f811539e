namespace Sluice.Wit.Parsing;

internal enum TokenKind : byte
{
    /// <summary>The end of the file.</summary>
    End,

    /// <summary>An operator, such as <c>-></c>.</summary>
    Operator,

    /// <summary>A word that is reserved.</summary>
    Keyword,

    /// <summary>A word that is not reserved.</summary>
    Id,

    /// <summary>A word after a percent sign.</summary>
    ExplicitId,

    /// <summary>Digits.</summary>
    Integer,

    /// <summary>A string in quotes.</summary>
    String,
}

/// <summary>A token.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Text">Its text: without the percent sign of an explicit identifier, and a string's value.</param>
/// <param name="Start">The index of its first character.</param>
/// <param name="End">The index after its last character.</param>
/// <param name="Docs">The documentation comments before it.</param>
internal readonly record struct Token(TokenKind Kind, string Text, int Start, int End, string? Docs)
{
    public bool Is(string text) => Kind is TokenKind.Operator or TokenKind.Keyword && Text == text;

    public string Describe() => Kind switch
    {
        TokenKind.End => "the end of the file",
        TokenKind.Operator => $"`{Text}`",
        TokenKind.Keyword => $"the keyword `{Text}`",
        TokenKind.Id or TokenKind.ExplicitId => $"the identifier `{Text}`",
        TokenKind.Integer => $"the integer `{Text}`",
        _ => "a string",
    };
}
