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
    public static Linker Add(Linker linker, Func<Store, WasiContext> context) => linker
        .Interfaces(["wasi:cli/types@0.3.0", "wasi:cli/stdin@0.3.0", "wasi:cli/stdout@0.3.0", "wasi:cli/stderr@0.3.0"], linker =>
        {
            // Several packages have an interface "types".
            V03.Wasi.Cli.Types.TypesLinking.AddTypes(linker);
            linker
                .AddStdin(store => new StdioInterfaces(context(store)))
                .AddStdout(store => new StdioInterfaces(context(store)))
                .AddStderr(store => new StdioInterfaces(context(store)));
        })
        .Interfaces(["wasi:cli/environment@0.3.0", "wasi:cli/exit@0.3.0"], linker => linker
            .AddEnvironment(store => new CommandEnvironment(context(store)))
            .AddExit(store => new CommandEnvironment(context(store))))
        .Interfaces(
            [
                "wasi:cli/terminal-input@0.3.0", "wasi:cli/terminal-output@0.3.0",
                "wasi:cli/terminal-stdin@0.3.0", "wasi:cli/terminal-stdout@0.3.0", "wasi:cli/terminal-stderr@0.3.0",
            ],
            linker => linker
                .AddTerminalInputHost()
                .AddTerminalOutputHost()
                .AddTerminalStdin(store => new Terminals(context(store)))
                .AddTerminalStdout(store => new Terminals(context(store)))
                .AddTerminalStderr(store => new Terminals(context(store))))
        .Interfaces(["wasi:clocks/types@0.3.0", "wasi:clocks/monotonic-clock@0.3.0", "wasi:clocks/system-clock@0.3.0"], linker =>
        {
            V03.Wasi.Clocks.Types.TypesLinking.AddTypes(linker);
            linker
                .AddMonotonicClock(store => new MonotonicClockInterface(context(store).MonotonicClock))
                .AddSystemClock(store => new SystemClockInterface(context(store).SystemClock));
        })
        .Interfaces(["wasi:filesystem/types@0.3.0", "wasi:filesystem/preopens@0.3.0"], linker => linker
            .AddTypes()
            .AddPreopens(store => new PreopenDirectories(context(store))))
        .Interfaces(["wasi:random/random@0.3.0", "wasi:random/insecure@0.3.0", "wasi:random/insecure-seed@0.3.0"], linker => linker
            .AddRandom(store => new RandomInterfaces(context(store)))
            .AddInsecure(store => new RandomInterfaces(context(store)))
            .AddInsecureSeed(store => new RandomInterfaces(context(store))))
        .Interfaces(["wasi:sockets/types@0.3.0", "wasi:sockets/ip-name-lookup@0.3.0"], linker =>
        {
            V03.Wasi.Sockets.Types.TypesLinking.AddTypes(linker, store => new SocketInterfaces(context(store)));
            linker.AddIpNameLookup(store => new SocketInterfaces(context(store)));
        })
        .Interfaces(["wasi:http/types@0.3.0", "wasi:http/client@0.3.0"], linker => linker.AddWasiHttp(store => context(store).Http));
}
