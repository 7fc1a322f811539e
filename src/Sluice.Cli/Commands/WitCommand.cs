using System.CommandLine;
using Sluice.Components.WitDecoding;
using Sluice.Wit;
using Sluice.Wit.Printing;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice wit</c></summary>
internal static class WitCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A component, binary or text, a .wit file, or a folder of .wit files with its deps; - for a component on standard input." };
        var features = new CommandOption<string[]>("--features") { Description = "Features whose @unstable items exist.", AllowMultipleArgumentsPerToken = true, DefaultValueFactory = _ => [] };
        var allFeatures = new CommandOption<bool>("--all-features") { Description = "All @unstable items exist." };
        var noDependencies = new CommandOption<bool>("--no-deps") { Description = "Leave out the packages that the printed one uses." };
        var command = new Command("wit", "Print the WIT of a component, or check and print WIT.") { file, features, allFeatures, noDependencies };
        command.SetAction(result =>
        {
            var options = new WitOptions { Features = result.GetValue(features)!, AllFeatures = result.GetValue(allFeatures) };
            var packages = Load(result.GetValue(file)!, options);
            result.InvocationConfiguration.Output.Write(WitPrinter.Print(packages, withDependencies: !result.GetValue(noDependencies)));
            return 0;
        });
        return command;
    }

    /// <summary>The WIT of a file or folder in any of the formats.</summary>
    public static WitPackageSet Load(string path, WitOptions options) =>
        Directory.Exists(path) || path.EndsWith(".wit", StringComparison.OrdinalIgnoreCase)
            ? new WitLoader(options).Load(new WitFilesWithComponents(new WitDiskFiles(), InputFile.ReadBinary), path)
            : InputFile.Use(path, static binary => WitDecoder.Decode(binary));
}
