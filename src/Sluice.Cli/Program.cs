using System.CommandLine;
using Sluice;
using Sluice.Cli.Commands;

var root = new RootCommand("Sluice runs WebAssembly components and modules.")
{
    WastCommand.Create(),
    ValidateCommand.Create(),
    ParseCommand.Create(),
};

var parsed = root.Parse(args);
if (parsed.Errors.Count > 0)
{
    foreach (var error in parsed.Errors) Console.Error.WriteLine($"sluice: {error.Message}");
    return ExitCodes.Usage;
}
try
{
    return parsed.Invoke(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
}
catch (Exception error) when (error is SluiceException or NotSupportedException or IOException or UnauthorizedAccessException)
{
    Console.Error.WriteLine($"sluice: {error.Message}");
    return ExitCodes.Failure;
}
