using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Components.Inspection;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice inspect</c></summary>
internal static class InspectCommand
{
    // Names hold quotes and angle brackets as they are; this is no HTML.
    private static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A module or component, binary or text; - for standard input." };
        var json = new CommandOption<bool>("--json") { Description = "Write JSON." };
        var command = new Command("inspect", "Show what a module or component imports, exports and consists of.") { file, json };
        command.SetAction(result =>
        {
            var summary = InputFile.Use(result.GetValue(file)!, static binary => Inspector.Inspect(binary));
            var output = result.InvocationConfiguration.Output;
            if (result.GetValue(json)) output.WriteLine(Json(summary));
            else SummaryText.Write(summary, output);
            return 0;
        });
        return command;
    }

    private static string Json(ComponentSummary summary)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonOptions)) SummaryJson.Write(summary, json);
        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
