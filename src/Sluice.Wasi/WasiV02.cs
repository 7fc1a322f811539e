using Sluice.Wasi.Cli;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Http;
using Sluice.Wasi.Http.Client;
using Sluice.Wasi.Io;
using Sluice.Wasi.Random;
using Sluice.Wasi.Sockets;
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
using Sluice.Wasi.V02.Wasi.Clocks.MonotonicClock;
using Sluice.Wasi.V02.Wasi.Clocks.WallClock;
using Sluice.Wasi.V02.Wasi.Filesystem.Preopens;
using Sluice.Wasi.V02.Wasi.Filesystem.Types;
using Sluice.Wasi.V02.Wasi.Http.OutgoingHandler;
using Sluice.Wasi.V02.Wasi.Io.Error;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using Sluice.Wasi.V02.Wasi.Random.Insecure;
using Sluice.Wasi.V02.Wasi.Random.InsecureSeed;
using Sluice.Wasi.V02.Wasi.Random.Random;
using Sluice.Wasi.V02.Wasi.Sockets.InstanceNetwork;
using Sluice.Wasi.V02.Wasi.Sockets.IpNameLookup;
using Sluice.Wasi.V02.Wasi.Sockets.Network;
using Sluice.Wasi.V02.Wasi.Sockets.Tcp;
using Sluice.Wasi.V02.Wasi.Sockets.TcpCreateSocket;
using Sluice.Wasi.V02.Wasi.Sockets.Udp;
using Sluice.Wasi.V02.Wasi.Sockets.UdpCreateSocket;

namespace Sluice.Wasi;

/// <summary>The interfaces of WASI 0.2, as adapters on the same domain as those of 0.3.</summary>
internal static class WasiV02
{
    public static Linker Add(Linker linker, Func<Store, WasiContext> context) => linker
        .Interfaces(["wasi:io/error@0.2.12", "wasi:io/poll@0.2.12", "wasi:io/streams@0.2.12"], linker => linker
            .AddErrorHost()
            .AddPoll(_ => new Poller())
            .AddStreams())
        .Interfaces(
            [
                "wasi:cli/environment@0.2.12", "wasi:cli/exit@0.2.12", "wasi:cli/stdin@0.2.12", "wasi:cli/stdout@0.2.12", "wasi:cli/stderr@0.2.12",
                "wasi:cli/terminal-input@0.2.12", "wasi:cli/terminal-output@0.2.12",
                "wasi:cli/terminal-stdin@0.2.12", "wasi:cli/terminal-stdout@0.2.12", "wasi:cli/terminal-stderr@0.2.12",
            ],
            linker => linker
                .AddEnvironment(store => new CommandInterfacesV02(context(store)))
                .AddExit(store => new CommandInterfacesV02(context(store)))
                .AddStdin(store => new CommandInterfacesV02(context(store)))
                .AddStdout(store => new CommandInterfacesV02(context(store)))
                .AddStderr(store => new CommandInterfacesV02(context(store)))
                .AddTerminalInputHost()
                .AddTerminalOutputHost()
                .AddTerminalStdin(store => new CommandInterfacesV02(context(store)))
                .AddTerminalStdout(store => new CommandInterfacesV02(context(store)))
                .AddTerminalStderr(store => new CommandInterfacesV02(context(store))))
        .Interfaces(["wasi:clocks/monotonic-clock@0.2.12", "wasi:clocks/wall-clock@0.2.12"], linker => linker
            .AddMonotonicClock(store => new MonotonicClockV02(context(store).MonotonicClock))
            .AddWallClock(store => new WallClockV02(context(store).SystemClock)))
        .Interfaces(["wasi:filesystem/types@0.2.12", "wasi:filesystem/preopens@0.2.12"], linker => linker
            .AddTypes(store => new FilesystemV02(context(store)))
            .AddPreopens(store => new FilesystemV02(context(store))))
        .Interfaces(["wasi:random/random@0.2.12", "wasi:random/insecure@0.2.12", "wasi:random/insecure-seed@0.2.12"], linker => linker
            .AddRandom(store => new RandomInterfacesV02(context(store)))
            .AddInsecure(store => new RandomInterfacesV02(context(store)))
            .AddInsecureSeed(store => new RandomInterfacesV02(context(store))))
        .Interfaces(
            [
                "wasi:sockets/network@0.2.12", "wasi:sockets/instance-network@0.2.12", "wasi:sockets/ip-name-lookup@0.2.12",
                "wasi:sockets/tcp@0.2.12", "wasi:sockets/tcp-create-socket@0.2.12", "wasi:sockets/udp@0.2.12", "wasi:sockets/udp-create-socket@0.2.12",
            ],
            linker => linker
                .AddNetworkHost()
                .AddInstanceNetwork(store => new SocketInterfacesV02(context(store).Sockets))
                .AddIpNameLookup(store => new SocketInterfacesV02(context(store).Sockets))
                .AddTcp()
                .AddTcpCreateSocket(store => new SocketInterfacesV02(context(store).Sockets))
                .AddUdp()
                .AddUdpCreateSocket(store => new SocketInterfacesV02(context(store).Sockets)))
        .Interfaces(["wasi:http/types@0.2.12", "wasi:http/outgoing-handler@0.2.12"], linker =>
        {
            // Another "types" than that of the filesystem.
            V02.Wasi.Http.Types.TypesLinking.AddTypes(linker, store => new HttpTypesV02(context(store).Http));
            linker.AddOutgoingHandler(store =>
            {
                var handler = new OutgoingHandlerV02(HttpTransport.Of(context(store).Http));
                store.OnDispose(handler.Dispose);
                return handler;
            });
        });
}
