using Sluice.Wasi.V03.Wasi.Cli.Environment;
using Sluice.Wasi.V03.Wasi.Cli.Exit;

namespace Sluice.Wasi.Cli;

/// <summary><c>wasi:cli/environment</c> and <c>exit</c>.</summary>
internal sealed class CommandEnvironment(WasiContext context) : IEnvironment, IExit
{
    public (string, string)[] GetEnvironment() => [.. context.Environment.Select(variable => (variable.Key, variable.Value))];

    public string[] GetArguments() => [.. context.Arguments];

    public string? GetInitialCwd() => context.InitialWorkingDirectory;

    public void Exit(Result<Unit, Unit> status) => throw new GuestExitException(status.IsOk ? 0 : 1);

    public void ExitWithCode(byte statusCode) => throw new GuestExitException(statusCode);
}
