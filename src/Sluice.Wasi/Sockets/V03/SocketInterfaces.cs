using Sluice.Wasi.V03.Wasi.Sockets.IpNameLookup;
using Sluice.Wasi.V03.Wasi.Sockets.Types;
using L = Sluice.Wasi.V03.Wasi.Sockets.IpNameLookup;
using W = Sluice.Wasi.V03.Wasi.Sockets.Types;

namespace Sluice.Wasi.Sockets;

/// <summary><c>wasi:sockets/types</c> and <c>ip-name-lookup</c>.</summary>
internal sealed class SocketInterfaces(WasiContext context) : ITypes, IIpNameLookup
{
    public Result<ITcpSocket, W.ErrorCode> TcpSocketCreate(W.IpAddressFamily addressFamily) =>
        context.Sockets.CreateTcp(addressFamily.ToDomain()).ToWit(ITcpSocket (socket) => new TcpSocketResource(socket));

    public Result<IUdpSocket, W.ErrorCode> UdpSocketCreate(W.IpAddressFamily addressFamily) =>
        context.Sockets.CreateUdp(addressFamily.ToDomain()).ToWit(IUdpSocket (socket) => new UdpSocketResource(socket));

    public async ValueTask<Result<W.IpAddress[], L.ErrorCode>> ResolveAddresses(string name, CancellationToken cancellationToken) =>
        (await NameLookup.ResolveAsync(context.Sockets, name, cancellationToken).ConfigureAwait(false)).TryGetValue(out var addresses, out var error)
            ? addresses.Select(static address => address.ToWit()).ToArray()
            : error.ToWit();
}
