// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/io/wit/streams.wit

using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Io.Streams;

namespace Sluice.Wasi.Io;

/// <summary><c>wasi:io/streams.input-stream</c>, over any source of bytes of the domain.</summary>
/// <remarks>
/// 0.2 asks "is there something to read" before it reads, so a source that has to wait is read ahead: into a buffer of this stream,
/// at most <see cref="MaxReadAhead"/> bytes.
/// </remarks>
/// <param name="read">Fills the buffer; 0 is the end; an error is the domain's code.</param>
/// <param name="finished">Releases what <paramref name="read"/> holds.</param>
internal sealed class InputStream(Func<Memory<byte>, CancellationToken, ValueTask<Result<int, object>>> read, Action? finished = null) : IInputStream
{
    private const int MaxReadAhead = 64 * 1024;

    private readonly CancellationTokenSource _dropped = new();
    private ReadOnlyMemory<byte> _available;
    private Task? _readAhead;
    private StreamError? _end;

    public Result<byte[], StreamError> Read(ulong len)
    {
        if (_available.IsEmpty && _end is null && len > 0) StartReadAhead(len);
        return Take(len);
    }

    public async ValueTask<Result<byte[], StreamError>> BlockingRead(ulong len, CancellationToken cancellationToken)
    {
        if (len > 0) await WaitAsync(len, cancellationToken).ConfigureAwait(false);
        return Take(len);
    }

    public Result<ulong, StreamError> Skip(ulong len) => Count(Read(len));

    public async ValueTask<Result<ulong, StreamError>> BlockingSkip(ulong len, CancellationToken cancellationToken) =>
        Count(await BlockingRead(len, cancellationToken).ConfigureAwait(false));

    public IPollable Subscribe() => new Pollable(
        () =>
        {
            if (_available.IsEmpty && _end is null) StartReadAhead(MaxReadAhead);
            return !_available.IsEmpty || _end is not null;
        },
        cancellation => WaitAsync(MaxReadAhead, cancellation));

    public void Dispose()
    {
        _dropped.Cancel();
        // A read under way still uses what "finished" releases.
        if (_readAhead is { IsCompleted: false } pending) pending.ContinueWith(_ => finished?.Invoke(), TaskScheduler.Default);
        else finished?.Invoke();
    }

    private async ValueTask WaitAsync(ulong wanted, CancellationToken cancellationToken)
    {
        if (!_available.IsEmpty || _end is not null) return;
        StartReadAhead(wanted);
        if (_readAhead is { IsCompleted: false } pending) await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    private void StartReadAhead(ulong wanted)
    {
        if (_readAhead is { IsCompleted: false }) return;
        _readAhead = FillAsync(new byte[(int)Math.Min(wanted, MaxReadAhead)]);
    }

    private async Task FillAsync(byte[] buffer)
    {
        Result<int, object> result;
        try
        {
            result = await read(buffer, _dropped.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return;
        }
        if (!result.TryGetValue(out var count, out var code)) _end = new StreamError.LastOperationFailed(new IoError(code));
        else if (count == 0) _end = new StreamError.Closed();
        else _available = buffer.AsMemory(0, count);
    }

    private Result<byte[], StreamError> Take(ulong len)
    {
        if (_available.IsEmpty)
        {
            if (_end is null) return Array.Empty<byte>();
            var end = _end;
            // An error is told once; from then on the stream is closed.
            _end = new StreamError.Closed();
            return end;
        }
        var taken = _available[..(int)Math.Min(len, (ulong)_available.Length)];
        _available = _available[taken.Length..];
        return taken.ToArray();
    }

    private static Result<ulong, StreamError> Count(Result<byte[], StreamError> read) => read.IsOk ? (ulong)read.Value.Length : read.Error;
}
