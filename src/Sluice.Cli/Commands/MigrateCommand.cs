using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using Sluice.Cli.Migration;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice migrate</c></summary>
internal static class MigrateCommand
{
    private static readonly JsonWriterOptions JsonOptions = new() { Indented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A module or component, binary or text; - for standard input." };
        var json = new CommandOption<bool>("--json") { Description = "Write JSON." };
        var wit = new CommandOption<bool>("--wit") { Description = "Write the world in its 0.3 form instead, as WIT." };
        var command = new Command("migrate", "Show what each use of WASI 0.1 and 0.2 becomes in 0.3.") { file, json, wit };
        command.SetAction(result =>
        {
            if (result.GetValue(json) && result.GetValue(wit)) throw new UsageException("--json and --wit exclude each other");
            var output = result.InvocationConfiguration.Output;
            return InputFile.Use(result.GetValue(file)!, binary =>
            {
                if (result.GetValue(wit)) output.Write(WorldMigration.Rewrite(binary));
                else if (result.GetValue(json)) output.WriteLine(Json(MigrationReport.Of(binary)));
                else MigrationText.Write(MigrationReport.Of(binary), output);
                return 0;
            });
        });
        return command;
    }

    private static string Json(MigrationReport report)
    {
        using var bytes = new MemoryStream();
        using (var json = new Utf8JsonWriter(bytes, JsonOptions)) MigrationJson.Write(report, json);
        return System.Text.Encoding.UTF8.GetString(bytes.GetBuffer(), 0, (int)bytes.Length);
    }
}
