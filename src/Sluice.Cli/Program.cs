using Sluice;
using Sluice.Cli.Commands;

try
{
    return RunCommand.IsPlain(args) ? RunCommand.RunPlain(args) : CommandLine.Run(args);
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
