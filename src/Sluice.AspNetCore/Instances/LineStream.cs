using System.Text;

namespace Sluice.AspNetCore.Instances;

/// <summary>Cuts what a guest writes into lines.</summary>
internal sealed class LineStream(Action<string> line) : Stream
{
    // A guest that never ends its line must not fill the host's memory.
    private const int LongestLine = 16 << 10;

    private readonly List<byte> pending = [];

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException("An output has no length.");

    public override long Position
    {
        get => throw new NotSupportedException("An output has no position.");
        set => throw new NotSupportedException("An output has no position.");
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        foreach (var octet in buffer)
        {
            if (octet != '\n') pending.Add(octet);
            if (octet == '\n' || pending.Count == LongestLine) WriteLine();
        }
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        Write(buffer.AsSpan(offset, count));
        return Task.CompletedTask;
    }

    public override void Flush() { }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("An output cannot be read.");

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("An output has no position.");

    public override void SetLength(long value) => throw new NotSupportedException("An output has no length.");

    private void WriteLine()
    {
        var text = Encoding.UTF8.GetString([.. pending]);
        pending.Clear();
        line(text.TrimEnd('\r'));
    }
}
