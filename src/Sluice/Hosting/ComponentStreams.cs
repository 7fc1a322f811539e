using System.IO.Pipelines;

namespace Sluice;

/// <summary>Streams of bytes as .NET knows them.</summary>
public static class ComponentStreams
{
    /// <summary>Reads the stream to its end and writes it, straight from the guest's memory.</summary>
    /// <returns>How many bytes were copied.</returns>
    public static async ValueTask<long> CopyToAsync(this ComponentStream<byte> source, Stream destination, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        var total = 0L;
        await source.ReadAllInPlaceAsync(
            async (bytes, token) =>
            {
                await destination.WriteAsync(bytes, token).ConfigureAwait(false);
                total += bytes.Length;
                return bytes.Length;
            },
            cancellationToken).ConfigureAwait(false);
        return total;
    }

    /// <summary>Writes what <paramref name="source"/> has to its end, read straight into the guest's memory.</summary>
    /// <returns>How many bytes were copied; the rest is left unread once the reader has gone.</returns>
    public static async ValueTask<long> CopyFromAsync(this ComponentStreamWriter<byte> destination, Stream source, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(destination);
        var total = 0L;
        await destination.WriteAllInPlaceAsync(
            async (bytes, token) =>
            {
                var read = await source.ReadAsync(bytes, token).ConfigureAwait(false);
                total += read;
                return read;
            },
            cancellationToken).ConfigureAwait(false);
        return total;
    }

    /// <summary>The stream as a <see cref="Stream"/> that can be read.</summary>
    public static Stream AsStream(this ComponentStream<byte> stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return new ReadableByteStream(stream);
    }

    /// <summary>The stream as a <see cref="PipeReader"/>.</summary>
    public static PipeReader AsPipeReader(this ComponentStream<byte> stream) => PipeReader.Create(stream.AsStream());

    /// <summary>A stream of bytes for a guest to read, from a .NET stream that is read straight into the guest's memory and disposed at the end.</summary>
    public static ComponentStream<byte> FromStream(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        return ComponentStream<byte>.Create(async writer =>
        {
            await using (stream.ConfigureAwait(false)) await writer.CopyFromAsync(stream).ConfigureAwait(false);
        });
    }

    private sealed class ReadableByteStream(ComponentStream<byte> stream) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException("A component's stream has no length.");

        public override long Position
        {
            get => throw new NotSupportedException("A component's stream has no position.");
            set => throw new NotSupportedException("A component's stream has no position.");
        }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            buffer.IsEmpty ? new ValueTask<int>(0) : stream.ReadAsync(buffer, cancellationToken);

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count) =>
            throw new NotSupportedException("A component's stream can be read asynchronously only.");

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("A component's stream has no position.");

        public override void SetLength(long value) => throw new NotSupportedException("A component's stream has no length.");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("A component's stream that the host reads cannot be written to.");

        protected override void Dispose(bool disposing)
        {
            if (disposing) stream.Dispose();
            base.Dispose(disposing);
        }
    }
}
