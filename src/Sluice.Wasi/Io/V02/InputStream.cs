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

    private readonly CancellationTokenSource dropped = new();

    // Bytes arrive on any thread, but everything else here belongs to the guest's: it takes them out of the finished task.
    private Task<Result<ReadOnlyMemory<byte>, object>?>? readAhead;
    private ReadOnlyMemory<byte> available;
    private StreamError? end;

    /// <summary>Whether the guest has dropped the stream.</summary>
    public bool IsDisposed { get; private set; }

    public Result<byte[], StreamError> Read(ulong len)
    {
        if (len > 0) Advance(len);
        return Take(len);
    }

    public async ValueTask<Result<byte[], StreamError>> BlockingRead(ulong len, CancellationToken cancellationToken)
    {
        if (len > 0 && !Advance(len)) await WaitAsync(cancellationToken).ConfigureAwait(false);
        return Read(len);
    }

    public Result<ulong, StreamError> Skip(ulong len) => Count(Read(len));

    public async ValueTask<Result<ulong, StreamError>> BlockingSkip(ulong len, CancellationToken cancellationToken) =>
        Count(await BlockingRead(len, cancellationToken).ConfigureAwait(false));

    public IPollable Subscribe() => new Pollable(() => Advance(MaxReadAhead), WaitAsync);

    public void Dispose()
    {
        IsDisposed = true;
        dropped.Cancel();
        // A read under way still uses what "finished" releases.
        if (readAhead is { IsCompleted: false } pending) pending.ContinueWith(_ => finished?.Invoke(), TaskScheduler.Default);
        else finished?.Invoke();
    }

    /// <summary>Does what can be done without waiting.</summary>
    /// <returns>Whether there are bytes, or the end.</returns>
    private bool Advance(ulong wanted)
    {
        if (!available.IsEmpty || end is not null) return true;
        readAhead ??= FillAsync(new byte[(int)Math.Min(wanted, MaxReadAhead)]);
        if (!readAhead.IsCompleted) return false;
        // It has completed: nothing waits here.
        var filled = readAhead.GetAwaiter().GetResult();
        readAhead = null;
        if (filled is not { } result) end = new StreamError.Closed();
        else if (!result.TryGetValue(out available, out var code)) end = new StreamError.LastOperationFailed(new IoError(code));
        else if (available.IsEmpty) end = new StreamError.Closed();
        return true;
    }

    private async ValueTask WaitAsync(CancellationToken cancellationToken)
    {
        if (readAhead is { } pending) await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <returns>Null if the stream was dropped.</returns>
    private async Task<Result<ReadOnlyMemory<byte>, object>?> FillAsync(byte[] buffer)
    {
        try
        {
            return (await read(buffer, dropped.Token).ConfigureAwait(false)).TryGetValue(out var count, out var code)
                ? Result<ReadOnlyMemory<byte>, object>.Ok(buffer.AsMemory(0, count))
                : Result<ReadOnlyMemory<byte>, object>.Err(code);
        }
        catch (OperationCanceledException)
        {
            return null;
        }
    }

    private Result<byte[], StreamError> Take(ulong len)
    {
        if (available.IsEmpty)
        {
            if (this.end is null) return Array.Empty<byte>();
            var end = this.end;
            // An error is told once; from then on the stream is closed.
            this.end = new StreamError.Closed();
            return end;
        }
        var taken = available[..(int)Math.Min(len, (ulong)available.Length)];
        available = available[taken.Length..];
        return taken.ToArray();
    }

    private static Result<ulong, StreamError> Count(Result<byte[], StreamError> read) => read.IsOk ? (ulong)read.Value.Length : read.Error;
}
