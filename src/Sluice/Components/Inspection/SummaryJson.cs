using System.Text.Json;

namespace Sluice.Components.Inspection;

/// <summary>Writes a summary as JSON.</summary>
internal static class SummaryJson
{
    public static void Write(ComponentSummary summary, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", summary.IsComponent ? "component" : "module");
        json.WriteString("name", summary.Name);
        json.WriteNumber("size", summary.Size);
        Strings(json, "wasi", summary.WasiVersions);
        Array(json, "imports", summary.Imports, Extern);
        Array(json, "exports", summary.Exports, Extern);
        Array(json, "modules", summary.Modules, Module);
        json.WriteNumber("nestedComponents", summary.NestedComponents);
        json.WriteStartObject("canonicals");
        foreach (var canonical in summary.Canonicals) json.WriteNumber(canonical.Name, canonical.Count);
        json.WriteEndObject();
        Strings(json, "features", summary.Features);
        Array(json, "producers", summary.Producers, static (json, producer) =>
        {
            json.WriteString("field", producer.Field);
            json.WriteString("name", producer.Name);
            json.WriteString("version", producer.Version);
        });
        Array(json, "customSections", summary.CustomSections, static (json, section) =>
        {
            json.WriteString("name", section.Name);
            json.WriteNumber("size", section.Size);
        });
        json.WriteEndObject();
    }

    private static void Extern(Utf8JsonWriter json, ExternSummary item)
    {
        if (item.Module is not null) json.WriteString("module", item.Module);
        json.WriteString("name", item.Name);
        json.WriteString("kind", item.Kind);
        if (item.WasiVersion is { } version) json.WriteString("wasi", version);
        if (item.Type is not null) json.WriteString("type", item.Type);
        if (item.Kind == "instance") Array(json, "items", item.Items, Extern);
    }

    private static void Module(Utf8JsonWriter json, CoreModuleSummary module)
    {
        json.WriteString("path", module.Path);
        json.WriteString("name", module.Name);
        json.WriteNumber("offset", module.Offset);
        json.WriteNumber("size", module.Size);
        json.WriteNumber("codeSize", module.CodeSize);
        json.WriteNumber("dataSize", module.DataSize);
        json.WriteNumber("customSize", module.CustomSize);
        json.WriteNumber("functions", module.Functions);
        json.WriteNumber("imports", module.Imports);
        json.WriteNumber("exports", module.Exports);
        Array(json, "memories", module.Memories, static (json, memory) =>
        {
            json.WriteBoolean("imported", memory.IsImported);
            json.WriteNumber("minimum", memory.Minimum);
            if (memory.Maximum is { } maximum) json.WriteNumber("maximum", maximum);
            json.WriteBoolean("is64", memory.Is64);
            json.WriteNumber("pageSize", memory.PageSize);
        });
    }

    private static void Strings(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values) json.WriteStringValue(value);
        json.WriteEndArray();
    }

    private static void Array<T>(Utf8JsonWriter json, string name, IEnumerable<T> values, Action<Utf8JsonWriter, T> write)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
        {
            json.WriteStartObject();
            write(json, value);
            json.WriteEndObject();
        }
        json.WriteEndArray();
    }
}
