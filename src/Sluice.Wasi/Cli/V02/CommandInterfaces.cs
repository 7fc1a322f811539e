using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Cli.Environment;
using Sluice.Wasi.V02.Wasi.Cli.Exit;
using Sluice.Wasi.V02.Wasi.Cli.Stderr;
using Sluice.Wasi.V02.Wasi.Cli.Stdin;
using Sluice.Wasi.V02.Wasi.Cli.Stdout;
using Sluice.Wasi.V02.Wasi.Cli.TerminalInput;
using Sluice.Wasi.V02.Wasi.Cli.TerminalOutput;
using Sluice.Wasi.V02.Wasi.Cli.TerminalStderr;
using Sluice.Wasi.V02.Wasi.Cli.TerminalStdin;
using Sluice.Wasi.V02.Wasi.Cli.TerminalStdout;
using Sluice.Wasi.V02.Wasi.Io.Streams;

namespace Sluice.Wasi.Cli;

/// <summary><c>wasi:cli@0.2</c>: the same command as in 0.3, with its standard streams as 0.2 has them.</summary>
internal sealed class CommandInterfacesV02(WasiContext context)
    : IEnvironment, IExit, IStdin, IStdout, IStderr, ITerminalStdin, ITerminalStdout, ITerminalStderr
{
    private readonly CommandEnvironment command = new(context);

    public (string, string)[] GetEnvironment() => command.GetEnvironment();

    public string[] GetArguments() => command.GetArguments();

    public string? InitialCwd() => command.GetInitialCwd();

    public void Exit(Result<Unit, Unit> status) => command.Exit(status);

    public void ExitWithCode(byte statusCode) => command.ExitWithCode(statusCode);

    public IInputStream GetStdin() => new InputStream(async (buffer, cancellation) =>
        (await context.Stdin.ReadAsync(buffer, cancellation).ConfigureAwait(false)).TryGetValue(out var count, out var error) ? count : Failed(error));

    public IOutputStream GetStdout() => Output(context.Stdout);

    public IOutputStream GetStderr() => Output(context.Stderr);

    public ITerminalInput? GetTerminalStdin() => context.Stdin.IsTerminal ? Terminal.Instance : null;

    public ITerminalOutput? GetTerminalStdout() => context.Stdout.IsTerminal ? Terminal.Instance : null;

    public ITerminalOutput? GetTerminalStderr() => context.Stderr.IsTerminal ? Terminal.Instance : null;

    private static OutputStream Output(WasiOutput output) => new(async (bytes, cancellation) =>
        (await output.WriteAsync(bytes, cancellation).ConfigureAwait(false)).TryGetValue(out _, out var error) ? Unit.Value : (Result<Unit, object>)Result<Unit, object>.Err(error));

    private static Result<int, object> Failed(StdioErrorCode error) => Result<int, object>.Err(error);

    private sealed class Terminal : ITerminalInput, ITerminalOutput
    {
        public static readonly Terminal Instance = new();

        public void Dispose() { }
    }
}
