using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>HTTP/1.1 byte by byte, for what no decent client would send.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
    private readonly byte[] buffer = new byte[64 << 10];
    private int start, end;

    private RawConnection() { }

    public static async Task<RawConnection> OpenAsync(Uri address, int? bufferBytes = null)
    {
        var connection = new RawConnection();
        if (bufferBytes is { } size) (connection.socket.SendBufferSize, connection.socket.ReceiveBufferSize) = (size, size);
        await connection.socket.ConnectAsync(IPAddress.Loopback, address.Port, connection.limit.Token);
        return connection;
    }

    public Task SendAsync(string text) => SendAsync(Encoding.Latin1.GetBytes(text));

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await socket.SendAsync(bytes, limit.Token)..];
    }

    /// <returns>0 at the end.</returns>
    public async Task<int> ReceiveAsync(Memory<byte> bytes)
    {
        if (start == end) (start, end) = (0, await socket.ReceiveAsync(buffer, limit.Token));
        var count = Math.Min(bytes.Length, end - start);
        buffer.AsMemory(start, count).CopyTo(bytes);
        start += count;
        return count;
    }

    /// <summary>Nothing more will be sent.</summary>
    public void Finish() => socket.Shutdown(SocketShutdown.Send);

    /// <summary>Goes away without a farewell.</summary>
    public void Abort()
    {
        socket.LingerState = new LingerOption(true, 0);
        socket.Dispose();
    }

    /// <summary>The status line and headers, up to the empty line; what there is if the connection ends before.</summary>
    public async Task<string> ReadHeadAsync()
    {
        var head = new StringBuilder();
        while (await ReadLineAsync() is { Length: > 0 } line) head.Append(line).Append('\n');
        return head.ToString();
    }

    /// <summary>A line without its end; null at the connection's end.</summary>
    public async Task<string?> ReadLineAsync()
    {
        var line = new StringBuilder();
        var one = new byte[1];
        while (await ReceiveAsync(one) > 0)
        {
            if (one[0] == '\n') return line.ToString().TrimEnd('\r');
            line.Append((char)one[0]);
        }
        return line.Length > 0 ? line.ToString() : null;
    }

    /// <summary>The whole body, in chunks or of the length that the head says.</summary>
    public async Task<string> ReadBodyAsync(string head)
    {
        var text = new StringBuilder();
        const string Length = "\nContent-Length: ";
        if (head.IndexOf(Length, StringComparison.Ordinal) is >= 0 and var at)
        {
            var rest = head[(at + Length.Length)..];
            var bytes = new byte[int.Parse(rest[..rest.IndexOf('\n', StringComparison.Ordinal)], CultureInfo.InvariantCulture)];
            for (var count = 0; count < bytes.Length; count += await ReceiveAsync(bytes.AsMemory(count))) { }
            return Encoding.Latin1.GetString(bytes);
        }
        while (await ReadChunkAsync() is { Length: > 0 } chunk) text.Append(chunk);
        return text.ToString();
    }

    /// <summary>One chunk's contents; "" for the last one, null if the connection ends before.</summary>
    public async Task<string?> ReadChunkAsync() => await ReadChunkBytesAsync() is { } bytes ? Encoding.Latin1.GetString(bytes) : null;

    /// <inheritdoc cref="ReadChunkAsync"/>
    public async Task<byte[]?> ReadChunkBytesAsync()
    {
        if (await ReadLineAsync() is not { } size) return null;
        var bytes = new byte[int.Parse(size, NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
        for (var count = 0; count < bytes.Length;)
        {
            if (await ReceiveAsync(bytes.AsMemory(count)) is not (> 0 and var more)) return null;
            count += more;
        }
        if (bytes.Length > 0) await ReadLineAsync();
        return bytes;
    }

    /// <summary>Whatever comes until the server closes the connection, or resets it.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var text = new StringBuilder();
        var piece = new byte[4096];
        try
        {
            while (await ReceiveAsync(piece) is > 0 and var count) text.Append(Encoding.Latin1.GetString(piece, 0, count));
        }
        catch (SocketException)
        {
            // As good as an end.
        }
        return text.ToString();
    }

    public void Dispose()
    {
        socket.Dispose();
        limit.Dispose();
    }
}
