// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/wit/types.wit

using Sluice.Wasi.V03.Wasi.Sockets.Types;
using W = Sluice.Wasi.V03.Wasi.Sockets.Types;

namespace Sluice.Wasi.Sockets;

/// <summary><c>wasi:sockets/types.udp-socket</c>.</summary>
internal sealed class UdpSocketResource(UdpSocket socket) : IUdpSocket
{
    public Result<Unit, W.ErrorCode> Bind(W.IpSocketAddress localAddress) => socket.Bind(localAddress.ToDomain()).ToWit();

    public Result<Unit, W.ErrorCode> Connect(W.IpSocketAddress remoteAddress) => socket.Connect(remoteAddress.ToDomain()).ToWit();

    public Result<Unit, W.ErrorCode> Disconnect() => socket.Disconnect().ToWit();

    public async ValueTask<Result<Unit, W.ErrorCode>> Send(byte[] data, W.IpSocketAddress? remoteAddress, CancellationToken cancellationToken) =>
        (await socket.SendAsync(data, remoteAddress?.ToDomain(), cancellationToken).ConfigureAwait(false)).ToWit();

    public async ValueTask<Result<(byte[], W.IpSocketAddress), W.ErrorCode>> Receive(CancellationToken cancellationToken) =>
        (await socket.ReceiveAsync(cancellationToken).ConfigureAwait(false)).ToWit(static received => (received.Data, received.Sender.ToWit()));

    public Result<W.IpSocketAddress, W.ErrorCode> GetLocalAddress() => socket.LocalAddress.ToWit(static address => address.ToWit());

    public Result<W.IpSocketAddress, W.ErrorCode> GetRemoteAddress() => socket.RemoteAddress.ToWit(static address => address.ToWit());

    public W.IpAddressFamily GetAddressFamily() => socket.AddressFamily.ToWit();

    public Result<byte, W.ErrorCode> GetUnicastHopLimit() => socket.UnicastHopLimit.ToWit();

    public Result<Unit, W.ErrorCode> SetUnicastHopLimit(byte value) => socket.SetUnicastHopLimit(value).ToWit();

    public Result<ulong, W.ErrorCode> GetReceiveBufferSize() => socket.ReceiveBufferSize.ToWit();

    public Result<Unit, W.ErrorCode> SetReceiveBufferSize(ulong value) => socket.SetReceiveBufferSize(value).ToWit();

    public Result<ulong, W.ErrorCode> GetSendBufferSize() => socket.SendBufferSize.ToWit();

    public Result<Unit, W.ErrorCode> SetSendBufferSize(ulong value) => socket.SetSendBufferSize(value).ToWit();

    public void Dispose() => socket.Dispose();
}
