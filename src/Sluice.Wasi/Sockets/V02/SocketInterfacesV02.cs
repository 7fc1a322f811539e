using System.Net;
using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Sockets.InstanceNetwork;
using Sluice.Wasi.V02.Wasi.Sockets.IpNameLookup;
using Sluice.Wasi.V02.Wasi.Sockets.Network;
using Sluice.Wasi.V02.Wasi.Sockets.Tcp;
using Sluice.Wasi.V02.Wasi.Sockets.TcpCreateSocket;
using Sluice.Wasi.V02.Wasi.Sockets.Udp;
using Sluice.Wasi.V02.Wasi.Sockets.UdpCreateSocket;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Sockets;

/// <summary>The functions of <c>wasi:sockets@0.2</c> that belong to no resource.</summary>
internal sealed class SocketInterfacesV02(SocketTable table) : IInstanceNetwork, ITcpCreateSocket, IUdpCreateSocket, IIpNameLookup
{
    public INetwork InstanceNetwork() => new Network();

    public Result<ITcpSocket, W.ErrorCode> CreateTcpSocket(IpAddressFamily addressFamily) =>
        table.CreateTcp(addressFamily.ToDomain()).ToV02(ITcpSocket (socket) => new TcpSocketV02(socket));

    public Result<IUdpSocket, W.ErrorCode> CreateUdpSocket(IpAddressFamily addressFamily) =>
        table.CreateUdp(addressFamily.ToDomain()).ToV02(IUdpSocket (socket) => new UdpSocketV02(socket));

    public Result<IResolveAddressStream, W.ErrorCode> ResolveAddresses(INetwork network, string name)
    {
        var dropped = new CancellationTokenSource();
        var lookup = NameLookup.ResolveAsync(table, name, dropped.Token).AsTask();
        // What is wrong with the name itself shows at once.
        if (lookup is { IsCompletedSuccessfully: true, Result: { IsError: true, Error: NameLookupError.InvalidArgument or NameLookupError.AccessDenied } result })
            return result.Error.ToV02();
        return new AddressStream(lookup, dropped);
    }

    /// <summary>There is one network, and the policy stands in the store's table.</summary>
    private sealed class Network : INetwork
    {
        public void Dispose() { }
    }

    private sealed class AddressStream(Task<Result<IPAddress[], NameLookupError>> lookup, CancellationTokenSource dropped) : IResolveAddressStream
    {
        private int next;

        public Result<IpAddress?, W.ErrorCode> ResolveNextAddress()
        {
            if (!lookup.IsCompleted) return W.ErrorCode.WouldBlock;
            // It has completed: nothing waits here.
            if (!lookup.Result.TryGetValue(out var addresses, out var error)) return error.ToV02();
            return Result<IpAddress?, W.ErrorCode>.Ok(next < addresses.Length ? addresses[next++].ToV02() : null);
        }

        public IPollable Subscribe() => Pollable.Of(lookup);

        public void Dispose() => dropped.Cancel();
    }
}
