using Sluice.RealGuests;
using Sluice.Wasi;
using Sluice.Wasi.Cli;

namespace Sluice.SpecTests.RealGuests;

/// <summary>Programs made with public tools do in Sluice what they did in another runtime: Node's own WASI, or jco.</summary>
public sealed class RealCommandTests
{
    public static IEnumerable<TheoryDataRow<string>> Commands() => Guests.Cases.Commands.Select(static c => new TheoryDataRow<string>(c.Name));

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_program_has_the_output_and_exit_code_it_has_elsewhere(string name)
    {
        var command = Guests.Cases.Commands.Single(c => c.Name == name);
        var guest = Guests.PathOf(command.Guest);
        var folder = Directory.CreateTempSubdirectory("sluice-guest-").FullName;
        try
        {
            var options = new WasiOptions
            {
                Arguments = [command.Guest, folder, .. command.Arguments],
                Environment = [new("GREETING", "hello wörld")],
                Preopens = [new Preopen(folder, folder)],
                Stdin = WasiInput.FromText(command.Input),
                Stdout = WasiOutput.Capture(out var stdout),
                Stderr = WasiOutput.Capture(out var stderr),
            };
            var engine = new Engine();
            using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromMinutes(3) });
            var isModule = command.Name.StartsWith("c-module", StringComparison.Ordinal);
            var exitCode = isModule
                ? SnapshotPreview1.Run(store, Module.Load(engine, guest), options)
                : await WasiCommand.RunAsync(store, await Component.LoadAsync(engine, guest), options);

            Assert.Equal(Expected(command), stdout());
            Assert.True(exitCode == int.Parse(File.ReadAllText(Guests.PathOf($"{name}.exit")), System.Globalization.CultureInfo.InvariantCulture), $"exit code {exitCode}: {stderr()}");
            Assert.Equal(exitCode == 0 ? "done\n" : "", stderr());
            Assert.Empty(Directory.EnumerateFileSystemEntries(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string Expected(CommandCase command)
    {
        var recorded = File.ReadAllText(Guests.PathOf($"{command.Name}.stdout"));
        foreach (var (line, right) in command.Differs ?? [])
        {
            // What differs no longer must leave the list.
            Assert.Contains(line, recorded, StringComparison.Ordinal);
            recorded = recorded.Replace(line, right[0], StringComparison.Ordinal);
        }
        return recorded;
    }
}
