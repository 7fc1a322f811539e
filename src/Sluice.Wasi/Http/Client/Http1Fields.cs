using System.Globalization;

namespace Sluice.Wasi.Http.Client;

/// <summary>What is wrong with a section of fields.</summary>
internal enum Http1FieldFault
{
    Malformed,
    TooLarge,
}

/// <summary>Where a response's body ends.</summary>
/// <param name="Length">Null if it is not known.</param>
/// <param name="UnknownCoding">A transfer coding that is not ours, if there is one.</param>
internal readonly record struct Http1Framing(ulong? Length, bool IsChunked, string? UnknownCoding = null)
{
    public bool UntilClose => Length is null && !IsChunked;
}

/// <summary>Headers and trailers on the wire.</summary>
internal static class Http1Fields
{
    /// <summary>Reads fields up to the empty line after them.</summary>
    public static async ValueTask<Result<List<(string Name, byte[] Value)>, Http1FieldFault>> ReadAsync(Http1Connection connection, int limit, CancellationToken cancellationToken)
    {
        var fields = new List<(string, byte[])>();
        while (true)
        {
            if (await connection.ReadLineAsync(limit, cancellationToken).ConfigureAwait(false) is not { } line) return Http1FieldFault.TooLarge;
            if (line.Length == 0) return fields;
            limit -= line.Length + 32;
            if (limit < 0) return Http1FieldFault.TooLarge;
            // A name is followed by its colon at once; a line that starts with a blank is one that was folded.
            var colon = Array.IndexOf(line, (byte)':');
            if (colon <= 0) return Http1FieldFault.Malformed;
            var name = Http1Connection.Text(line.AsSpan(0, colon));
            var value = line.AsSpan(colon + 1).Trim(" \t"u8).ToArray();
            if (!HttpSyntax.IsToken(name) || !HttpSyntax.IsFieldValue(value)) return Http1FieldFault.Malformed;
            fields.Add((name, value));
        }
    }

    /// <summary>https://www.rfc-editor.org/rfc/rfc9112#section-6.3</summary>
    public static bool TryGetFraming(List<(string Name, byte[] Value)> fields, int status, bool ofHead, out Http1Framing framing)
    {
        framing = new Http1Framing(0, false);
        if (ofHead || status is 204 or 304) return true;
        var codings = Values(fields, "transfer-encoding");
        if (codings.Count > 0)
        {
            var last = codings[^1];
            framing = last.Equals("chunked", StringComparison.OrdinalIgnoreCase) && codings.Count == 1
                ? new Http1Framing(null, true)
                : new Http1Framing(null, false, string.Join(", ", codings));
            return true;
        }

        ulong? length = null;
        foreach (var value in Values(fields, "content-length"))
        {
            if (!ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var one) || (length is { } other && other != one)) return false;
            length = one;
        }
        framing = new Http1Framing(length, false);
        return true;
    }

    public static bool Closes(List<(string Name, byte[] Value)> fields, bool closesByDefault)
    {
        var options = Values(fields, "connection");
        return options.Contains("close", StringComparer.OrdinalIgnoreCase) || (closesByDefault && !options.Contains("keep-alive", StringComparer.OrdinalIgnoreCase));
    }

    private static List<string> Values(List<(string Name, byte[] Value)> fields, string name) =>
    [
        .. fields.Where(field => field.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
            .SelectMany(static field => Fields.Text(field.Value).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)),
    ];
}
