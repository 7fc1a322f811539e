using Sluice.Wasi.Cli;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Http;
using Sluice.Wasi.Random;
using Sluice.Wasi.Sockets;
using Sluice.Wasi.V03.Wasi.Cli.Environment;
using Sluice.Wasi.V03.Wasi.Cli.Exit;
using Sluice.Wasi.V03.Wasi.Cli.Stderr;
using Sluice.Wasi.V03.Wasi.Cli.Stdin;
using Sluice.Wasi.V03.Wasi.Cli.Stdout;
using Sluice.Wasi.V03.Wasi.Cli.TerminalInput;
using Sluice.Wasi.V03.Wasi.Cli.TerminalOutput;
using Sluice.Wasi.V03.Wasi.Cli.TerminalStderr;
using Sluice.Wasi.V03.Wasi.Cli.TerminalStdin;
using Sluice.Wasi.V03.Wasi.Cli.TerminalStdout;
using Sluice.Wasi.V03.Wasi.Clocks.MonotonicClock;
using Sluice.Wasi.V03.Wasi.Clocks.SystemClock;
using Sluice.Wasi.V03.Wasi.Filesystem.Preopens;
using Sluice.Wasi.V03.Wasi.Filesystem.Types;
using Sluice.Wasi.V03.Wasi.Random.Insecure;
using Sluice.Wasi.V03.Wasi.Random.InsecureSeed;
using Sluice.Wasi.V03.Wasi.Random.Random;
using Sluice.Wasi.V03.Wasi.Sockets.IpNameLookup;

namespace Sluice.Wasi;

/// <summary>The interfaces of WASI 0.3.</summary>
internal static class WasiV03
{
    public static Linker Add(Linker linker, Func<Store, WasiContext> context)
    {
        // Several packages have an interface "types".
        V03.Wasi.Cli.Types.TypesLinking.AddTypes(linker);
        V03.Wasi.Clocks.Types.TypesLinking.AddTypes(linker);
        V03.Wasi.Sockets.Types.TypesLinking.AddTypes(linker, store => new SocketInterfaces(context(store)));
        return linker
            .AddEnvironment(store => new CommandEnvironment(context(store)))
            .AddExit(store => new CommandEnvironment(context(store)))
            .AddStdin(store => new StdioInterfaces(context(store)))
            .AddStdout(store => new StdioInterfaces(context(store)))
            .AddStderr(store => new StdioInterfaces(context(store)))
            .AddTerminalInputHost()
            .AddTerminalOutputHost()
            .AddTerminalStdin(store => new Terminals(context(store)))
            .AddTerminalStdout(store => new Terminals(context(store)))
            .AddTerminalStderr(store => new Terminals(context(store)))
            .AddMonotonicClock(store => new MonotonicClockInterface(context(store).MonotonicClock))
            .AddSystemClock(store => new SystemClockInterface(context(store).SystemClock))
            .AddTypes()
            .AddPreopens(store => new PreopenDirectories(context(store)))
            .AddRandom(store => new RandomInterfaces(context(store)))
            .AddInsecure(store => new RandomInterfaces(context(store)))
            .AddInsecureSeed(store => new RandomInterfaces(context(store)))
            .AddIpNameLookup(store => new SocketInterfaces(context(store)))
            .AddWasiHttp(store => context(store).Http);
    }
}
