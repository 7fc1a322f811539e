using System.CommandLine;
using Sluice;
using Sluice.Cli.Commands;

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
var parsed = root.Parse(GuestArguments.Separate(root, args), new ParserConfiguration { ResponseFileTokenReplacer = null });
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"sluice: {error.Message}");
    return ExitCodes.Usage;
}
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (UsageException error)
{
    Console.Error.WriteLine($"sluice: {error.Message}");
    return ExitCodes.Usage;
}
catch (Exception error) when (error is SluiceException or Sluice.Wit.WitException or NotSupportedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"sluice: {error.Message}");
    return ExitCodes.Failure;
}
