using System.Net;
using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Sockets.Udp;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Sockets;

/// <summary>The two datagram streams that one call of <c>udp-socket.stream</c> has given out.</summary>
internal sealed class DatagramStreams
{
    private readonly IncomingStream incoming;
    private readonly OutgoingStream outgoing;

    public DatagramStreams(UdpSocket socket)
    {
        incoming = new IncomingStream(socket);
        outgoing = new OutgoingStream(socket);
    }

    public IIncomingDatagramStream Incoming => incoming;

    public IOutgoingDatagramStream Outgoing => outgoing;

    public bool IsDropped => incoming.IsDropped && outgoing.IsDropped;

    private sealed class IncomingStream(UdpSocket socket) : IIncomingDatagramStream
    {
        private readonly CancellationTokenSource dropped = new();
        private Task<Result<(byte[] Data, IPEndPoint Sender), ErrorCode>>? _receiving;

        public bool IsDropped => dropped.IsCancellationRequested;

        public Result<IncomingDatagram[], W.ErrorCode> Receive(ulong maxResults)
        {
            var received = new List<IncomingDatagram>();
            while ((ulong)received.Count < maxResults && Receiving.IsCompleted)
            {
                // It has completed: nothing waits here.
                var result = Receiving.Result;
                // An error behind datagrams is told by the next call.
                if (result.IsError && received.Count > 0) break;
                _receiving = null;
                if (!result.TryGetValue(out var datagram, out var error)) return error.ToV02();
                received.Add(new IncomingDatagram(datagram.Data, datagram.Sender.ToV02()));
            }
            return received.ToArray();
        }

        public IPollable Subscribe() => new Pollable(
            () => Receiving.IsCompleted, async cancellation => await Task.WhenAny(Receiving).WaitAsync(cancellation).ConfigureAwait(false));

        public void Dispose() => dropped.Cancel();

        /// <summary>One datagram is received ahead of the guest.</summary>
        private Task<Result<(byte[] Data, IPEndPoint Sender), ErrorCode>> Receiving => _receiving ??= socket.ReceiveAsync(dropped.Token).AsTask();
    }

    private sealed class OutgoingStream(UdpSocket socket) : IOutgoingDatagramStream
    {
        private const ulong Permit = 16;

        private readonly CancellationTokenSource dropped = new();
        private Task<Result<Unit, ErrorCode>>? sending;
        private ulong permitted;

        public bool IsDropped => dropped.IsCancellationRequested;

        public Result<ulong, W.ErrorCode> CheckSend()
        {
            permitted = 0;
            if (sending is { IsCompleted: false }) return 0UL;
            if (sending is { Result: { IsError: true, Error: var error } })
            {
                sending = null;
                return error.ToV02();
            }
            return permitted = Permit;
        }

        /// <returns>How many were sent; the error of the first, if it was none.</returns>
        public Result<ulong, W.ErrorCode> Send(OutgoingDatagram[] datagrams)
        {
            if ((ulong)datagrams.Length > permitted) throw new Trap(TrapCode.HostFailure, "more datagrams are sent than check-send permitted");
            permitted = 0;
            var sent = 0UL;
            foreach (var datagram in datagrams)
            {
                var sending = socket.SendAsync(datagram.Data, datagram.RemoteAddress?.ToDomain(), dropped.Token).AsTask();
                if (!sending.IsCompleted)
                {
                    // There was no room: it is on its way, and nothing more is permitted before it has gone.
                    this.sending = sending;
                    return sent + 1;
                }
                // As above.
                if (sending.Result is { IsError: true, Error: var error }) return sent > 0 ? sent : error.ToV02();
                sent++;
            }
            return sent;
        }

        public IPollable Subscribe() => new Pollable(
            () => sending is null or { IsCompleted: true },
            async cancellation =>
            {
                if (this.sending is { } sending) await Task.WhenAny(sending).WaitAsync(cancellation).ConfigureAwait(false);
            });

        public void Dispose() => dropped.Cancel();
    }
}
