using System.Net;
using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Sockets.Udp;
using W = Sluice.Wasi.V02.Wasi.Sockets.Network;

namespace Sluice.Wasi.Sockets;

/// <summary>The two datagram streams that one call of <c>udp-socket.stream</c> has given out.</summary>
internal sealed class DatagramStreams
{
    private readonly IncomingStream _incoming;
    private readonly OutgoingStream _outgoing;

    public DatagramStreams(UdpSocket socket)
    {
        _incoming = new IncomingStream(socket);
        _outgoing = new OutgoingStream(socket);
    }

    public IIncomingDatagramStream Incoming => _incoming;

    public IOutgoingDatagramStream Outgoing => _outgoing;

    public bool IsDropped => _incoming.IsDropped && _outgoing.IsDropped;

    private sealed class IncomingStream(UdpSocket socket) : IIncomingDatagramStream
    {
        private readonly CancellationTokenSource _dropped = new();
        private Task<Result<(byte[] Data, IPEndPoint Sender), ErrorCode>>? _receiving;

        public bool IsDropped => _dropped.IsCancellationRequested;

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

        public void Dispose() => _dropped.Cancel();

        /// <summary>One datagram is received ahead of the guest.</summary>
        private Task<Result<(byte[] Data, IPEndPoint Sender), ErrorCode>> Receiving => _receiving ??= socket.ReceiveAsync(_dropped.Token).AsTask();
    }

    private sealed class OutgoingStream(UdpSocket socket) : IOutgoingDatagramStream
    {
        private const ulong Permit = 16;

        private readonly CancellationTokenSource _dropped = new();
        private Task<Result<Unit, ErrorCode>>? _sending;
        private ulong _permitted;

        public bool IsDropped => _dropped.IsCancellationRequested;

        public Result<ulong, W.ErrorCode> CheckSend()
        {
            _permitted = 0;
            if (_sending is { IsCompleted: false }) return 0UL;
            if (_sending is { Result: { IsError: true, Error: var error } })
            {
                _sending = null;
                return error.ToV02();
            }
            return _permitted = Permit;
        }

        /// <returns>How many were sent; the error of the first, if it was none.</returns>
        public Result<ulong, W.ErrorCode> Send(OutgoingDatagram[] datagrams)
        {
            if ((ulong)datagrams.Length > _permitted) throw new Trap(TrapCode.HostFailure, "more datagrams are sent than check-send permitted");
            _permitted = 0;
            var sent = 0UL;
            foreach (var datagram in datagrams)
            {
                var sending = socket.SendAsync(datagram.Data, datagram.RemoteAddress?.ToDomain(), _dropped.Token).AsTask();
                if (!sending.IsCompleted)
                {
                    // There was no room: it is on its way, and nothing more is permitted before it has gone.
                    _sending = sending;
                    return sent + 1;
                }
                // As above.
                if (sending.Result is { IsError: true, Error: var error }) return sent > 0 ? sent : error.ToV02();
                sent++;
            }
            return sent;
        }

        public IPollable Subscribe() => new Pollable(
            () => _sending is null or { IsCompleted: true },
            async cancellation =>
            {
                if (_sending is { } sending) await Task.WhenAny(sending).WaitAsync(cancellation).ConfigureAwait(false);
            });

        public void Dispose() => _dropped.Cancel();
    }
}
