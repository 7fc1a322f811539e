// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/http/wit/types.wit

using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Headers or trailers: <c>wasi:http/types.fields</c>. Names keep the casing that they first came with.</summary>
internal sealed class Fields : IFields
{
    /// <summary>What an entry counts beside its characters, so that many small ones do not come cheap; HTTP/2's figure.</summary>
    private const int EntryOverhead = 32;

    // Framing, routing and connection management are the host's.
    private static readonly FrozenSet<string> ForbiddenNames = FrozenSet.Create(StringComparer.OrdinalIgnoreCase,
        "connection", "host", "http2-settings", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection", "transfer-encoding", "upgrade");

    private readonly List<(string Name, byte[] Value)> entries = [];
    private readonly int limit;
    private int size;

    /// <param name="limit">How many bytes the fields may have, names, values and 32 for each entry.</param>
    public Fields(int limit) => this.limit = limit;

    /// <summary>In the order of transmission.</summary>
    public IReadOnlyList<(string Name, byte[] Value)> Entries => entries;

    public bool IsImmutable { get; private set; }

    /// <summary>What came over the wire may be more than a guest may add.</summary>
    public bool IsOversized => size > limit;

    public static bool IsForbidden(string name) => ForbiddenNames.Contains(name);

    /// <summary>Fields that came over the wire, without those that concern the connection only.</summary>
    public static Fields FromWire(IEnumerable<(string Name, byte[] Value)> fields, int limit)
    {
        var result = new Fields(limit) { IsImmutable = true };
        foreach (var (name, value) in fields)
        {
            if (IsForbidden(name)) continue;
            result.entries.Add((result.FirstCasing(name), value));
            result.size += SizeOf(name, value);
        }
        return result;
    }

    public static Result<Fields, HeaderError> FromList((string Name, byte[] Value)[] entries, int limit)
    {
        var result = new Fields(limit);
        foreach (var (name, value) in entries)
            if (!result.Append(name, value).TryGetValue(out _, out var error)) return error;
        return result;
    }

    /// <summary>From now on the fields are part of a message.</summary>
    public Fields Freeze()
    {
        IsImmutable = true;
        return this;
    }

    public byte[][] Get(string name) => [.. entries.Where(entry => Matches(entry, name)).Select(static entry => entry.Value)];

    public bool Has(string name) => entries.Exists(entry => Matches(entry, name));

    public Result<Unit, HeaderError> Set(string name, byte[][] value)
    {
        if (Check(name) is { } refusal) return refusal;
        if (!Array.TrueForAll(value, one => IsValid(name, one))) return new HeaderError.InvalidSyntax();
        var others = size - entries.Where(entry => Matches(entry, name)).Sum(static entry => SizeOf(entry.Name, entry.Value));
        if (value.Sum(one => (long)SizeOf(name, one)) > limit - others) return new HeaderError.SizeExceeded();
        Remove(name);
        foreach (var one in value) Add(name, one);
        return Unit.Value;
    }

    public Result<Unit, HeaderError> Delete(string name)
    {
        if (Check(name) is { } refusal) return refusal;
        Remove(name);
        return Unit.Value;
    }

    public Result<byte[][], HeaderError> GetAndDelete(string name)
    {
        if (Check(name) is { } refusal) return refusal;
        var values = Get(name);
        Remove(name);
        return values;
    }

    public Result<Unit, HeaderError> Append(string name, byte[] value)
    {
        if (Check(name) is { } refusal) return refusal;
        if (!IsValid(name, value)) return new HeaderError.InvalidSyntax();
        if (SizeOf(name, value) > limit - size) return new HeaderError.SizeExceeded();
        Add(FirstCasing(name), value);
        return Unit.Value;
    }

    public (string, byte[])[] CopyAll() => [.. entries];

    public IFields Clone()
    {
        var clone = new Fields(limit) { size = size };
        clone.entries.AddRange(entries);
        return clone;
    }

    /// <summary>The value of <c>content-length</c>, which may be given more than once if all agree.</summary>
    /// <returns>False if they do not.</returns>
    public bool TryGetContentLength(out ulong? length)
    {
        length = null;
        foreach (var value in Get("content-length"))
        {
            if (!TryParseLength(value, out var one) || (length is { } other && other != one)) return false;
            length = one;
        }
        return true;
    }

    /// <summary>A value as text, a character for a byte.</summary>
    public static string Text(byte[] value) => Encoding.Latin1.GetString(value);

    // The handle is gone; a message may still have the fields.
    void IDisposable.Dispose() { }

    private HeaderError? Check(string name) =>
        !HttpSyntax.IsToken(name) ? new HeaderError.InvalidSyntax()
        : IsForbidden(name) ? new HeaderError.Forbidden()
        : IsImmutable ? new HeaderError.Immutable()
        : null;

    private static bool IsValid(string name, byte[] value) =>
        HttpSyntax.IsFieldValue(value) && (!name.Equals("content-length", StringComparison.OrdinalIgnoreCase) || TryParseLength(value, out _));

    private static bool TryParseLength(byte[] value, out ulong length) =>
        ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out length);

    private static bool Matches((string Name, byte[] Value) entry, string name) => entry.Name.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static int SizeOf(string name, byte[] value) => name.Length + value.Length + EntryOverhead;

    private string FirstCasing(string name) => entries.Find(entry => Matches(entry, name)).Name ?? name;

    private void Add(string name, byte[] value)
    {
        entries.Add((name, value));
        size += SizeOf(name, value);
    }

    private void Remove(string name)
    {
        size -= entries.Where(entry => Matches(entry, name)).Sum(static entry => SizeOf(entry.Name, entry.Value));
        entries.RemoveAll(entry => Matches(entry, name));
    }
}
