// The custom section `package-docs` of WIT packages that are encoded as components: a version byte, then JSON. Written by
// https://github.com/bytecodealliance/wasm-tools (crates/wit-parser/src/metadata.rs); the Component Model does not define it.

using System.Text.Json;
using Sluice.Wit;
using Sluice.Wit.Parsing;

namespace Sluice.Components.WitDecoding;

/// <summary>What that section says about one item: documentation, gates and the same about its parts. Nothing, where it is silent.</summary>
internal readonly struct WitMetadata
{
    public const string SectionName = "package-docs";

    private const byte NewestVersion = 1;

    private readonly JsonElement element;

    private WitMetadata(JsonElement element) => this.element = element;

    /// <summary>Reads the section; one that is malformed says nothing, as with all custom sections.</summary>
    public static WitMetadata Read(ReadOnlyMemory<byte> section)
    {
        if (section.Length == 0 || section.Span[0] > NewestVersion) return default;
        try
        {
            using var document = JsonDocument.Parse(section[1..]);
            return new WitMetadata(document.RootElement.Clone());
        }
        catch (JsonException)
        {
            return default;
        }
    }

    /// <summary>The entry with a name in one of the element's maps.</summary>
    public WitMetadata Find(string map, string name) =>
        Property(map) is { ValueKind: JsonValueKind.Object } entries && entries.TryGetProperty(name, out var entry) ? new WitMetadata(entry) : default;

    /// <summary>The entry in the first map, or else in the second.</summary>
    public WitMetadata Find(string map, string other, string name) => Find(map, name) is { IsEmpty: false } entry ? entry : Find(other, name);

    public bool IsEmpty => element.ValueKind is JsonValueKind.Undefined or JsonValueKind.Null;

    /// <summary>The documentation; of functions version 0 has nothing else.</summary>
    public string? Docs => (element.ValueKind == JsonValueKind.String ? element : Property("docs")) is { ValueKind: JsonValueKind.String } docs ? docs.GetString() : null;

    public AstHead Head => new(Docs, Stability(Property("stability")), null);

    /// <summary>The documentation of a field, case or flag.</summary>
    public string? ItemDocs(string name) => Find("items", name).Docs;

    /// <summary>What stands before an interface's name in a world.</summary>
    public AstHead ExternHead(string direction, string name) => new(
        Find($"interface_{direction}_docs", name).Docs, Stability(Find($"interface_{direction}_stability", name).element), null);

    private JsonElement Property(string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;

    private static WitStability Stability(JsonElement stability)
    {
        if (stability.ValueKind != JsonValueKind.Object) return WitStability.None;
        foreach (var kind in stability.EnumerateObject())
        {
            var gates = new WitMetadata(kind.Value);
            return new WitStability(gates.Version("since"), gates.Property("feature") is { ValueKind: JsonValueKind.String } feature ? feature.GetString() : null, gates.Version("deprecated"));
        }
        return WitStability.None;
    }

    private SemVersion? Version(string name) =>
        Property(name) is { ValueKind: JsonValueKind.String } text && SemVersion.TryParse(text.GetString(), out var version) ? version : null;
}
