using System.Net.Sockets;
using System.Text;

namespace Sluice.Wasi.Http.Client;

/// <summary>A connection and what was read from it ahead of its use. One side writes, one reads, at the same time.</summary>
internal sealed class Http1Connection(Http1Transport owner, Destination destination, Socket socket, Stream stream) : IDisposable
{
    private const int BufferBytes = 16 << 10;

    // Reads of fewer bytes go through the buffer.
    private const int DirectReadBytes = 2 << 10;

    private readonly byte[] buffer = new byte[BufferBytes];
    private int start;
    private int end;
    private Task<int>? filling;
    private byte[] partialLine = [];
    private int usesLeft;

    public Destination Destination { get; } = destination;

    /// <summary>Whether an exchange has ended well on it before.</summary>
    public bool HasServed { get; set; }

    public long IdleSince { get; set; }

    /// <summary>Whether an idle connection is still open. Whatever there is to read is either its end or nothing we asked for.</summary>
    public bool IsAlive
    {
        get
        {
            try
            {
                return start == end && filling is null && !socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return false;
            }
        }
    }

    public ValueTask WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken) => stream.WriteAsync(bytes, cancellationToken);

    /// <summary>Reads into the caller's memory, what is buffered first.</summary>
    /// <returns>0 at the end of the connection.</returns>
    public async ValueTask<int> ReadAsync(Memory<byte> destination, CancellationToken cancellationToken)
    {
        // A TLS stream does not survive the cancellation of a read.
        if (start == end && filling is null && destination.Length >= DirectReadBytes && !Destination.IsSecure)
            return await stream.ReadAsync(destination, cancellationToken).ConfigureAwait(false);
        if (start == end && !await FillAsync(cancellationToken).ConfigureAwait(false)) return 0;
        var count = Math.Min(destination.Length, end - start);
        buffer.AsMemory(start, count).CopyTo(destination);
        start += count;
        return count;
    }

    /// <summary>Reads a line without its end.</summary>
    /// <param name="limit">How long it may be, with a carriage return.</param>
    /// <returns>Null if it is longer.</returns>
    /// <exception cref="EndOfStreamException">The connection ended before the line did.</exception>
    public async ValueTask<byte[]?> ReadLineAsync(int limit, CancellationToken cancellationToken)
    {
        while (true)
        {
            if (start == end && !await FillAsync(cancellationToken).ConfigureAwait(false)) throw new EndOfStreamException();
            var available = buffer.AsMemory(start, end - start);
            var feed = available.Span.IndexOf((byte)'\n');
            var part = feed < 0 ? available : available[..feed];
            if (partialLine.Length + part.Length > limit) return null;
            byte[] line = partialLine.Length == 0 ? part.ToArray() : [.. partialLine, .. part.Span];
            start += feed < 0 ? part.Length : feed + 1;
            partialLine = feed < 0 ? line : [];
            if (feed >= 0) return line is [.. var text, (byte)'\r'] ? text : line;
        }
    }

    /// <summary>Says that an exchange begins, whose request and response both have to <see cref="Finish"/>.</summary>
    public void Begin() => usesLeft = 2;

    /// <summary>The request or the response is through; after both, the connection is free for others.</summary>
    public void Finish()
    {
        if (Interlocked.Decrement(ref usesLeft) == 0) owner.Return(this);
    }

    /// <summary>Closes the connection, in the middle of whatever goes on.</summary>
    public void Dispose()
    {
        stream.Dispose();
        socket.Dispose();
    }

    public static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    // Goes on where a cancelled one has left off.
    private async ValueTask<bool> FillAsync(CancellationToken cancellationToken)
    {
        filling ??= stream.ReadAsync(buffer, CancellationToken.None).AsTask();
        var count = await filling.WaitAsync(cancellationToken).ConfigureAwait(false);
        filling = null;
        start = 0;
        end = count;
        return count > 0;
    }
}
