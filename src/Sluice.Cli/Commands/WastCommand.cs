using System.CommandLine;
using Sluice.Cli.Wast;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice wast</c></summary>
internal static class WastCommand
{
    public static Command Create()
    {
        var paths = new Argument<string[]>("path") { Description = "Scripts, or folders of scripts.", Arity = ArgumentArity.OneOrMore };
        var ignoreMessages = new CommandOption<bool>("--ignore-error-messages") { Description = "Compare outcomes only, not the wording of errors." };
        var seeds = new CommandOption<int>("--seeds") { Description = "Run each script under this many schedules.", DefaultValueFactory = _ => 1 };
        var timeout = new CommandOption<double>("--timeout") { Description = "Seconds that one command of a script may take.", DefaultValueFactory = _ => 20 };
        var command = new Command("wast", "Run WebAssembly test scripts.") { paths, ignoreMessages, seeds, timeout };
        command.SetAction(result =>
        {
            var options = new WastOptions
            {
                IgnoreErrorMessages = result.GetValue(ignoreMessages),
                Seeds = Math.Max(1, result.GetValue(seeds)),
                Timeout = TimeSpan.FromSeconds(result.GetValue(timeout)),
            };
            return Run(result.GetValue(paths)!, options, result.InvocationConfiguration.Output);
        });
        return command;
    }

    private static int Run(string[] paths, WastOptions options, TextWriter output)
    {
        var total = new WastReport();
        foreach (string path in WastRunner.Find(paths))
        {
            var report = WastRunner.RunFile(path, options);
            foreach (var failure in report.Failures) output.WriteLine(failure);
            total.Add(report);
        }
        output.WriteLine(total);
        return total.Failures.Count == 0 ? 0 : 1;
    }
}
