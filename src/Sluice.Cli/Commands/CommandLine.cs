using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary>All commands, and the parser that finds the one that is meant.</summary>
internal static class CommandLine
{
    /// <returns>The process's exit code.</returns>
    public static int Run(string[] arguments)
    {
        var root = new RootCommand("Sluice runs WebAssembly components and modules.")
        {
            RunCommand.Create(),
            ServeCommand.Create(),
            WastCommand.Create(),
            ValidateCommand.Create(),
            ParseCommand.Create(),
            PrintCommand.Create(),
            WitCommand.Create(),
            InspectCommand.Create(),
            MigrateCommand.Create(),
            CompletionCommand.Create(),
        };
        HelpWithExamples.AddTo(root);
        ShowVersion.AddTo(root);

        // No response files: an argument that starts with @ may be the guest's.
        var parsed = root.Parse(GuestArguments.Separate(root, arguments), new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) Console.Error.WriteLine($"sluice: {error.Message}");
            return ExitCodes.Usage;
        }
        return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }
}
