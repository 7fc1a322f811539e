using System.Diagnostics;
using System.Net.Sockets;
using Sluice.Wasi.Sockets;

namespace Sluice.Wasi.Tests.Sockets;

/// <summary>Connections that a guest serves from its own memory, seen from their other ends.</summary>
public sealed class EchoTests
{
    // More than the buffers of both ends of a loopback connection together.
    private const long MoreThanTheSystemBuffers = 64L << 20;

    /// <summary>Ends tests that wait for something that never happens.</summary>
    private readonly CancellationToken deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task A_thousand_connections_at_once_are_served_by_one_guest()
    {
        const int Connections = 1000;
        using var guest = await EchoGuest.Start(buffer: 1024);
        var clients = new Socket[Connections];
        await Parallel.ForAsync(0, Connections, new ParallelOptions { MaxDegreeOfParallelism = 50, CancellationToken = deadline },
            async (index, _) => clients[index] = await guest.Connect());
        await guest.UntilOpen(Connections, deadline);

        for (var round = 0; round < 3; round++)
        {
            // All of them wait for their answers before the first one reads it.
            for (var i = 0; i < Connections; i++) await SendAll(clients[i], Message(i, round));
            for (var i = 0; i < Connections; i++) Assert.Equal(Message(i, round), await Receive(clients[i], 3000));
        }

        foreach (var client in clients) client.Shutdown(SocketShutdown.Send);
        foreach (var client in clients)
        {
            Assert.Equal(0, await client.ReceiveAsync(new byte[1], deadline));
            client.Dispose();
        }
        await guest.UntilOpen(0, deadline);

        static byte[] Message(int connection, int round)
        {
            var message = new byte[3000];
            new System.Random((connection * 3) + round).NextBytes(message);
            return message;
        }
    }

    [Fact]
    public async Task A_peer_that_does_not_read_holds_its_own_sending_up_and_loses_nothing()
    {
        using var guest = await EchoGuest.Start(buffer: 65_536);
        using var client = await guest.Connect();
        var chunk = new byte[65_536];
        new System.Random(1).NextBytes(chunk);
        client.Blocking = false;
        long sent = 0;
        for (var idle = Stopwatch.StartNew(); idle.ElapsedMilliseconds < 1000;)
        {
            var count = client.Send(chunk.AsSpan((int)(sent % chunk.Length)), SocketFlags.None, out var error);
            Assert.True(error is SocketError.Success or SocketError.WouldBlock);
            sent += Math.Max(count, 0);
            if (error == SocketError.Success) idle.Restart();
            else await Task.Delay(10, deadline);
            // Who took everything would have to keep it somewhere.
            Assert.True(sent < MoreThanTheSystemBuffers, $"{sent} bytes were taken from a peer that reads none.");
        }
        client.Shutdown(SocketShutdown.Send);

        var received = 0L;
        var buffer = new byte[65_536];
        for (int count; (count = await client.ReceiveAsync(buffer, deadline)) > 0; received += count)
        {
            for (var i = 0; i < count; i++) if (buffer[i] != chunk[(received + i) % chunk.Length]) Assert.Fail($"Byte {received + i} is wrong.");
        }
        Assert.Equal(sent, received);
    }

    [Fact]
    public async Task A_peer_that_resets_in_the_middle_of_both_directions_harms_no_other_connection()
    {
        using var guest = await EchoGuest.Start(buffer: 65_536);
        using var bystander = await guest.Connect();
        for (var i = 0; i < 20; i++)
        {
            var client = await guest.Connect();
            client.Blocking = false;
            // The guest is stuck in a write to a peer that does not read, or just before, or waits for more input.
            var chunk = new byte[65_536];
            for (var sent = 0; sent < i << 20;)
            {
                sent += Math.Max(client.Send(chunk, SocketFlags.None, out var error), 0);
                if (error == SocketError.WouldBlock) break;
            }
            client.LingerState = new LingerOption(true, 0);
            client.Dispose();
        }
        await guest.UntilOpen(1, deadline);

        await SendAll(bystander, "still here"u8.ToArray());
        Assert.Equal("still here"u8.ToArray(), await Receive(bystander, 10));
    }

    [Fact]
    public async Task Dropping_the_stream_of_connections_resets_those_that_are_queued_and_keeps_those_that_were_accepted()
    {
        // One socket for the listener, one for a connection: the others wait.
        using var guest = await EchoGuest.Start(buffer: 1024, NetworkPolicy.All with { MaxSockets = 2 });
        using var accepted = await guest.Connect();
        await guest.UntilOpen(1, deadline);
        var queued = new List<Socket>();
        for (var i = 0; i < 10; i++) queued.Add(await guest.Connect());

        await guest.Stop();

        foreach (var client in queued)
        {
            var reset = await Assert.ThrowsAsync<SocketException>(() => client.ReceiveAsync(new byte[1], deadline).AsTask());
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
            client.Dispose();
        }
        var refused = await Assert.ThrowsAsync<SocketException>(guest.Connect);
        Assert.Equal(SocketError.ConnectionRefused, refused.SocketErrorCode);
        await SendAll(accepted, new byte[] { 1, 2, 3 });
        Assert.Equal([1, 2, 3], await Receive(accepted, 3));
    }

    [Fact]
    public async Task Connections_beyond_the_limit_wait_until_others_have_ended()
    {
        using var guest = await EchoGuest.Start(buffer: 1024, NetworkPolicy.All with { MaxSockets = 3 });
        var clients = new List<Socket>();
        for (var i = 0; i < 6; i++)
        {
            clients.Add(await guest.Connect());
            await SendAll(clients[i], new[] { (byte)i });
        }
        for (var i = 0; i < 6; i++)
        {
            Assert.Equal([(byte)i], await Receive(clients[i], 1));
            Assert.InRange(await guest.CountOpen(), 1u, 2u);
            clients[i].Dispose();
        }
    }

    [Fact]
    public async Task The_end_of_the_store_closes_the_connections()
    {
        var guest = await EchoGuest.Start(buffer: 1024);
        using var client = await guest.Connect();
        await guest.UntilOpen(1, deadline);

        guest.Dispose();

        Assert.Equal(0, await client.ReceiveAsync(new byte[1], deadline));
    }

    private async Task SendAll(Socket socket, ReadOnlyMemory<byte> data)
    {
        while (!data.IsEmpty) data = data[await socket.SendAsync(data, deadline)..];
    }

    private async Task<byte[]> Receive(Socket socket, int length)
    {
        var data = new byte[length];
        for (var at = 0; at < length;)
        {
            var count = await socket.ReceiveAsync(data.AsMemory(at), deadline);
            if (count == 0) throw new EndOfStreamException($"{at} of {length} bytes have come.");
            at += count;
        }
        return data;
    }
}
