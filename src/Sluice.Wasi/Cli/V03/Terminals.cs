using Sluice.Wasi.V03.Wasi.Cli.TerminalInput;
using Sluice.Wasi.V03.Wasi.Cli.TerminalOutput;
using Sluice.Wasi.V03.Wasi.Cli.TerminalStderr;
using Sluice.Wasi.V03.Wasi.Cli.TerminalStdin;
using Sluice.Wasi.V03.Wasi.Cli.TerminalStdout;

namespace Sluice.Wasi.Cli;

/// <summary><c>wasi:cli/terminal-*</c>: whether the standard streams are terminals. The terminals have no functions of their own.</summary>
internal sealed class Terminals(WasiContext context) : ITerminalStdin, ITerminalStdout, ITerminalStderr
{
    public ITerminalInput? GetTerminalStdin() => context.Stdin.IsTerminal ? Terminal.Instance : null;

    public ITerminalOutput? GetTerminalStdout() => context.Stdout.IsTerminal ? Terminal.Instance : null;

    public ITerminalOutput? GetTerminalStderr() => context.Stderr.IsTerminal ? Terminal.Instance : null;

    private sealed class Terminal : ITerminalInput, ITerminalOutput
    {
        public static readonly Terminal Instance = new();

        public void Dispose() { }
    }
}
