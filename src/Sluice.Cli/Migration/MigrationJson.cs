using System.Text.Json;

namespace Sluice.Cli.Migration;

/// <summary>Writes a report as JSON.</summary>
internal static class MigrationJson
{
    public static void Write(MigrationReport report, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("kind", report.IsComponent ? "component" : "module");
        json.WriteString("name", report.Name);
        json.WriteString("target", WasiPackages.Version);
        json.WriteStartArray("interfaces");
        foreach (var item in report.Interfaces)
        {
            json.WriteStartObject();
            json.WriteString("direction", item.IsImport ? "import" : "export");
            json.WriteString("name", item.Name);
            json.WriteStartArray("uses");
            foreach (var use in item.Uses) Write(use, json);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("others");
        foreach (var other in report.Others) json.WriteStringValue(other);
        json.WriteEndArray();
        json.WriteStartObject("totals");
        foreach (var effort in Enum.GetValues<Effort>()) json.WriteNumber(Key(effort), report.Count(effort));
        json.WriteNumber("withoutCounterpart", report.WithoutCounterpart);
        json.WriteNumber("unknown", report.Unknown);
        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void Write(MigratedUse use, Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("name", use.Name);
        json.WriteString("kind", use.Kind);
        json.WriteString("effort", use.Row is { } row ? Key(row.Effort) : null);
        json.WriteStartArray("targets");
        foreach (var target in use.Row?.Targets ?? []) json.WriteStringValue(target);
        json.WriteEndArray();
        if (use.Row?.Wit is { } wit) json.WriteString("wit", wit);
        json.WriteString("note", use.Row?.Note);
        json.WriteEndObject();
    }

    private static string Key(Effort effort) => effort switch
    {
        Effort.None => "none",
        Effort.Renamed => "renamed",
        Effort.Shape => "shape",
        Effort.Async => "async",
        _ => throw new ArgumentOutOfRangeException(nameof(effort), effort, "unknown effort"),
    };
}
