using System.Text;

namespace Sluice.Cli.Wast;

/// <summary>
/// The <c>;;! name = value</c> lines at the start of a script, which say what features it needs. Everything that is part of
/// WebAssembly 3.0 or the Component Model is always on.
/// </summary>
internal sealed record WastHeader
{
    private static readonly string[] Missing =
    [
        "threads", "shared_everything_threads", "custom_page_sizes", "wide_arithmetic", "stack_switching", "legacy_exceptions",
        "gc_types", "component_model_gc", "custom_descriptors", "component_model_values",
    ];

    /// <summary>A feature that the script needs and that does not exist here, or null.</summary>
    public string? Unsupported { get; private init; }

    public static WastHeader Parse(ReadOnlySpan<byte> source)
    {
        string? unsupported = null;
        foreach (var range in source.Split((byte)'\n'))
        {
            string line = Encoding.UTF8.GetString(source[range]).Trim();
            if (!line.StartsWith(";;!", StringComparison.Ordinal)) break;
            string[] parts = line[3..].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is [var name, "true"] && Array.IndexOf(Missing, name) >= 0) unsupported ??= name;
        }
        return new WastHeader { Unsupported = unsupported };
    }
}
