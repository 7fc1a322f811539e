// https://www.rfc-editor.org/rfc/rfc9110#section-5 and https://www.rfc-editor.org/rfc/rfc3986#section-3

using System.Buffers;
using System.Globalization;

namespace Sluice.Wasi.Http;

/// <summary>What may stand in the parts of a message that guests name.</summary>
internal static class HttpSyntax
{
    private const string Alphanumerics = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    private const string SubDelims = "!$&'()*+,;=";

    private static readonly SearchValues<char> TokenChars = SearchValues.Create(Alphanumerics + "!#$%&'*+-.^_`|~");
    private static readonly SearchValues<char> SchemeChars = SearchValues.Create(Alphanumerics + "+-.");
    private static readonly SearchValues<char> RegNameChars = SearchValues.Create(Alphanumerics + "-._~%" + SubDelims);
    private static readonly SearchValues<char> UserInfoChars = SearchValues.Create(Alphanumerics + "-._~%:" + SubDelims);
    private static readonly SearchValues<char> LiteralChars = SearchValues.Create(Alphanumerics + "-._~:" + SubDelims);

    // Browsers and curl send braces, bars, brackets and quotes as they are, and servers take them: so do we.
    private static readonly SearchValues<char> PathBreakers = SearchValues.Create([.. Enumerable.Range(0, 0x21).Select(static c => (char)c), '\x7f', '#', '<', '>', '`']);

    private static readonly SearchValues<byte> FieldValueBreakers = SearchValues.Create([.. Enumerable.Range(0, 0x20).Where(static c => c != '\t').Select(static c => (byte)c), 0x7f]);

    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(TokenChars);

    /// <summary>Visible characters, blanks, tabs and bytes beyond ASCII.</summary>
    public static bool IsFieldValue(ReadOnlySpan<byte> value) => !value.ContainsAny(FieldValueBreakers);

    public static bool IsScheme(ReadOnlySpan<char> text) => !text.IsEmpty && char.IsAsciiLetter(text[0]) && !text.ContainsAnyExcept(SchemeChars);

    /// <summary>Relative references too: it is for whoever sends them to refuse them.</summary>
    public static bool IsPathWithQuery(ReadOnlySpan<char> text) => !text.ContainsAny(PathBreakers);

    /// <summary>The host and port of an authority; a user before them is passed over.</summary>
    /// <param name="host">An IPv6 address without its brackets.</param>
    /// <param name="port">Null for the scheme's own.</param>
    public static bool TryParseAuthority(ReadOnlySpan<char> authority, out string host, out ushort? port)
    {
        host = "";
        port = null;
        var at = authority.LastIndexOf('@');
        if (at >= 0)
        {
            var user = authority[..at];
            if (user.ContainsAnyExcept(UserInfoChars) || !HasWholeEscapes(user)) return false;
            authority = authority[(at + 1)..];
        }

        ReadOnlySpan<char> rest;
        if (authority is ['[', ..])
        {
            var close = authority.IndexOf(']');
            if (close < 2 || authority[1..close].ContainsAnyExcept(LiteralChars)) return false;
            host = authority[1..close].ToString();
            rest = authority[(close + 1)..];
        }
        else
        {
            var colon = authority.IndexOf(':');
            var name = colon < 0 ? authority : authority[..colon];
            if (name.IsEmpty || name.ContainsAnyExcept(RegNameChars) || !HasWholeEscapes(name)) return false;
            host = name.ToString();
            rest = colon < 0 ? [] : authority[colon..];
        }

        if (rest.IsEmpty) return true;
        if (rest[0] != ':' || !ushort.TryParse(rest[1..], NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
        port = number;
        return true;
    }

    private static bool HasWholeEscapes(ReadOnlySpan<char> text)
    {
        for (var percent = text.IndexOf('%'); percent >= 0; percent = text.IndexOf('%'))
        {
            if (percent + 2 >= text.Length || !char.IsAsciiHexDigit(text[percent + 1]) || !char.IsAsciiHexDigit(text[percent + 2])) return false;
            text = text[(percent + 3)..];
        }
        return true;
    }
}
