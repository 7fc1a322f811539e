using System.IO.Compression;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

/// <summary>
/// Values on their way from one guest to another, and what the specification's reference makes of them. A line of
/// <c>Vectors/vectors.jsonl.gz</c>, in the short names that <see cref="Parse"/> reads.
/// </summary>
internal sealed class Vector
{
    public required int Line { get; init; }

    /// <summary>p, pa: parameters, of a synchronous or asynchronous caller. r, ra, rc, rca: results; a: asynchronous callee, c: asynchronous caller.</summary>
    public required string Mode { get; init; }

    public required Seq<ValType> Types { get; init; }

    public required PointerSize SourcePointer { get; init; }

    public required PointerSize DestinationPointer { get; init; }

    public required StringEncoding SourceEncoding { get; init; }

    public required StringEncoding DestinationEncoding { get; init; }

    public required ulong[] SourceFlat { get; init; }

    public required byte[] SourceMemory { get; init; }

    public bool Traps { get; init; }

    /// <summary>Where the caller wants a result that goes through memory.</summary>
    public ulong? OutPointer { get; init; }

    public ulong[] DestinationFlat { get; init; } = [];

    public byte[] DestinationMemory { get; init; } = [];

    /// <summary>Each call of <c>realloc</c>: its arguments and its result.</summary>
    public ulong[][] Reallocs { get; init; } = [];

    /// <summary>The lifted values in WAVE.</summary>
    public string[] Values { get; init; } = [];

    public bool IsResult => Mode[0] == 'r';

    public bool CallerIsAsync => Mode is "pa" or "rc" or "rca";

    public bool CalleeIsAsync => Mode is "ra" or "rca";

    public static IEnumerable<Vector> ReadAll([CallerFilePath] string path = "")
    {
        using var file = new GZipStream(File.OpenRead(Path.Combine(Path.GetDirectoryName(path)!, "Vectors", "vectors.jsonl.gz")), CompressionMode.Decompress);
        using var lines = new StreamReader(file);
        for (var number = 1; lines.ReadLine() is { } line; number++) yield return Parse(number, line);
    }

    private static Vector Parse(int number, string line)
    {
        using var document = JsonDocument.Parse(line);
        var json = document.RootElement;
        var vector = new Vector
        {
            Line = number,
            Mode = json.GetProperty("m").GetString()!,
            Types = new Seq<ValType>(json.GetProperty("t").EnumerateArray().Select(t => Type(t)!)),
            SourcePointer = (PointerSize)json.GetProperty("sp").GetByte(),
            DestinationPointer = (PointerSize)json.GetProperty("dp").GetByte(),
            SourceEncoding = (StringEncoding)json.GetProperty("se").GetByte(),
            DestinationEncoding = (StringEncoding)json.GetProperty("de").GetByte(),
            SourceFlat = Numbers(json.GetProperty("sf")),
            SourceMemory = Convert.FromHexString(json.GetProperty("sm").GetString()!),
            Traps = json.TryGetProperty("trap", out _),
            OutPointer = json.TryGetProperty("op", out var pointer) ? pointer.GetUInt64() : null,
            DestinationFlat = json.TryGetProperty("df", out var flat) ? Numbers(flat) : [],
            DestinationMemory = json.TryGetProperty("dm", out var memory) ? Convert.FromHexString(memory.GetString()!) : [],
            Reallocs = json.TryGetProperty("rl", out var calls) ? [.. calls.EnumerateArray().Select(Numbers)] : [],
            Values = json.TryGetProperty("v", out var values) ? [.. values.EnumerateArray().Select(v => v.GetString()!)] : [],
        };
        return vector;
    }

    private static ulong[] Numbers(JsonElement json) => [.. json.EnumerateArray().Select(n => n.GetUInt64())];

    private static ValType? Type(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Null) return null;
        if (json.ValueKind == JsonValueKind.String)
        {
            return json.GetString() switch
            {
                "bool" => ValType.Bool,
                "s8" => ValType.S8,
                "u8" => ValType.U8,
                "s16" => ValType.S16,
                "u16" => ValType.U16,
                "s32" => ValType.S32,
                "u32" => ValType.U32,
                "s64" => ValType.S64,
                "u64" => ValType.U64,
                "f32" => ValType.F32,
                "f64" => ValType.F64,
                "char" => ValType.Char,
                _ => ValType.String,
            };
        }
        var parts = json.EnumerateArray().ToArray();
        Seq<string> Labels() => new(parts[1].EnumerateArray().Select(l => l.GetString()!));
        return parts[0].GetString() switch
        {
            "list" => new ListType(Type(parts[1])!),
            "flist" => new FixedListType(Type(parts[1])!, parts[2].GetUInt32()),
            "map" => new MapType(Type(parts[1])!, Type(parts[2])!),
            "record" => new RecordType(new Seq<Field>(parts[1].EnumerateArray().Select(f => new Field(f[0].GetString()!, Type(f[1])!)))),
            "tuple" => new TupleType(new Seq<ValType>(parts[1].EnumerateArray().Select(t => Type(t)!))),
            "variant" => new VariantType(new Seq<Case>(parts[1].EnumerateArray().Select(c => new Case(c[0].GetString()!, Type(c[1]))))),
            "enum" => new EnumType(Labels()),
            "option" => new OptionType(Type(parts[1])!),
            "result" => new ResultType(Type(parts[1]), Type(parts[2])),
            "flags" => new FlagsType(Labels()),
            var other => throw new InvalidDataException(other),
        };
    }
}
