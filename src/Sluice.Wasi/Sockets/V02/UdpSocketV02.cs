// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/sockets/wit/udp.wit

using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Sockets.Network;
using Sluice.Wasi.V02.Wasi.Sockets.Udp;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Sockets;

/// <summary><c>wasi:sockets/udp.udp-socket@0.2</c></summary>
internal sealed class UdpSocketV02(UdpSocket socket) : IUdpSocket
{
    private bool binding;
    private DatagramStreams? streams;

    public Result<Unit, W.ErrorCode> StartBind(INetwork network, IpSocketAddress localAddress)
    {
        if (binding) return W.ErrorCode.ConcurrencyConflict;
        var bound = socket.Bind(localAddress.ToDomain());
        binding = bound.IsOk;
        return bound.ToV02();
    }

    public Result<Unit, W.ErrorCode> FinishBind()
    {
        if (!binding) return W.ErrorCode.NotInProgress;
        binding = false;
        return Unit.Value;
    }

    /// <exception cref="Trap">The streams of an earlier call are still there.</exception>
    public Result<(IIncomingDatagramStream, IOutgoingDatagramStream), W.ErrorCode> Stream(IpSocketAddress? remoteAddress)
    {
        if (streams is { IsDropped: false }) throw new Trap(TrapCode.HostFailure, "the datagram streams of a socket are dropped before it gets others");
        if (binding || socket.LocalAddress.IsError) return W.ErrorCode.InvalidState;
        if (remoteAddress is not null)
        {
            if (socket.Connect(remoteAddress.ToDomain()) is { IsError: true } failure) return failure.Error.ToV02();
        }
        else if (socket.RemoteAddress.IsOk && socket.Disconnect() is { IsError: true } failure)
        {
            return failure.Error.ToV02();
        }
        streams = new DatagramStreams(socket);
        return (streams.Incoming, streams.Outgoing);
    }

    public Result<IpSocketAddress, W.ErrorCode> LocalAddress() =>
        binding ? W.ErrorCode.InvalidState : socket.LocalAddress.ToV02(static address => address.ToV02());

    public Result<IpSocketAddress, W.ErrorCode> RemoteAddress() => socket.RemoteAddress.ToV02(static address => address.ToV02());

    public IpAddressFamily AddressFamily() => socket.AddressFamily.ToV02();

    public Result<byte, W.ErrorCode> UnicastHopLimit() => socket.UnicastHopLimit.ToV02();

    public Result<Unit, W.ErrorCode> SetUnicastHopLimit(byte value) => socket.SetUnicastHopLimit(value).ToV02();

    public Result<ulong, W.ErrorCode> ReceiveBufferSize() => socket.ReceiveBufferSize.ToV02();

    public Result<Unit, W.ErrorCode> SetReceiveBufferSize(ulong value) => socket.SetReceiveBufferSize(value).ToV02();

    public Result<ulong, W.ErrorCode> SendBufferSize() => socket.SendBufferSize.ToV02();

    public Result<Unit, W.ErrorCode> SetSendBufferSize(ulong value) => socket.SetSendBufferSize(value).ToV02();

    /// <summary>Nothing that this socket does by itself has to be waited for.</summary>
    public IPollable Subscribe() => Pollable.Always;

    // Its streams are its children: they are gone by now.
    public void Dispose() => socket.Dispose();
}
