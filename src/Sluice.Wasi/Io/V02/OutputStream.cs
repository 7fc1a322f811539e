// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/io/wit/streams.wit

using Sluice.Wasi.V02.Wasi.Io.Poll;
using Sluice.Wasi.V02.Wasi.Io.Streams;

namespace Sluice.Wasi.Io;

/// <summary><c>wasi:io/streams.output-stream</c>, over any sink of bytes of the domain.</summary>
/// <remarks>One write at a time is under way; while it is, the guest is permitted to write nothing, which bounds what is buffered.</remarks>
/// <param name="write">Takes all of its bytes; an error is the domain's code.</param>
/// <param name="finished">Releases what <paramref name="write"/> holds.</param>
internal sealed class OutputStream(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<Unit, object>>> write, Action? finished = null) : IOutputStream
{
    private const ulong Permit = 64 * 1024;

    // The most that the blocking functions may be given in one call.
    private const ulong MaxBlockingWrite = 4096;

    private readonly CancellationTokenSource dropped = new();
    private Task pending = Task.CompletedTask;
    private StreamError? end;
    private ulong permitted;

    /// <summary>Whether the guest has dropped the stream.</summary>
    public bool IsDisposed { get; private set; }

    /// <summary>How many bytes the guest has given, whatever became of them.</summary>
    public ulong Accepted { get; private set; }

    public Result<ulong, StreamError> CheckWrite()
    {
        if (TakeError() is { } error) return error;
        permitted = pending.IsCompleted ? Permit : 0;
        return permitted;
    }

    public Result<Unit, StreamError> Write(byte[] contents)
    {
        if ((ulong)contents.Length > permitted) throw new Trap(TrapCode.HostFailure, "write is longer than check-write permitted");
        permitted -= (ulong)contents.Length;
        return Start(contents);
    }

    public Result<Unit, StreamError> WriteZeroes(ulong len) => len > permitted
        ? throw new Trap(TrapCode.HostFailure, "write-zeroes is longer than check-write permitted")
        : Write(new byte[len]);

    public Result<Unit, StreamError> Flush()
    {
        // What a write before the flush was permitted does not count after it.
        permitted = 0;
        return TakeError() is { } error ? error : Unit.Value;
    }

    public ValueTask<Result<Unit, StreamError>> BlockingFlush(CancellationToken cancellationToken) =>
        pending.IsCompleted ? new(Flush()) : FlushAsync(cancellationToken);

    public ValueTask<Result<Unit, StreamError>> BlockingWriteAndFlush(byte[] contents, CancellationToken cancellationToken)
    {
        if ((ulong)contents.Length > MaxBlockingWrite) throw new Trap(TrapCode.HostFailure, $"a blocking write is longer than {MaxBlockingWrite} bytes");
        return BlockingWriteAsync(contents, cancellationToken);
    }

    public ValueTask<Result<Unit, StreamError>> BlockingWriteZeroesAndFlush(ulong len, CancellationToken cancellationToken) => len > MaxBlockingWrite
        ? throw new Trap(TrapCode.HostFailure, $"a blocking write is longer than {MaxBlockingWrite} bytes")
        : BlockingWriteAsync(new byte[len], cancellationToken);

    public IPollable Subscribe() => new Pollable(
        () => pending.IsCompleted, async cancellation => await pending.WaitAsync(cancellation).ConfigureAwait(false));

    public Result<ulong, StreamError> Splice(IInputStream src, ulong len)
    {
        if (!CheckWrite().TryGetValue(out var permitted, out var error)) return error;
        return Forward(src.Read(Math.Min(len, permitted)));
    }

    public async ValueTask<Result<ulong, StreamError>> BlockingSplice(IInputStream src, ulong len, CancellationToken cancellationToken)
    {
        if ((await BlockingFlush(cancellationToken).ConfigureAwait(false)).TryGetValue(out _, out var error))
        {
            if (!CheckWrite().TryGetValue(out var permitted, out error)) return error;
            return Forward(await src.BlockingRead(Math.Min(len, permitted), cancellationToken).ConfigureAwait(false));
        }
        return error;
    }

    public void Dispose()
    {
        IsDisposed = true;
        // What was written is still delivered; only then is the sink let go.
        if (pending.IsCompleted) Release(pending);
        else pending.ContinueWith(Release, TaskScheduler.Default);

        void Release(Task _)
        {
            dropped.Cancel();
            finished?.Invoke();
        }
    }

    private Result<ulong, StreamError> Forward(Result<byte[], StreamError> read)
    {
        if (!read.TryGetValue(out var bytes, out var error)) return error;
        return Start(bytes).TryGetValue(out _, out error) ? (ulong)bytes.Length : error;
    }

    private async ValueTask<Result<Unit, StreamError>> BlockingWriteAsync(byte[] contents, CancellationToken cancellationToken)
    {
        var ready = await BlockingFlush(cancellationToken).ConfigureAwait(false);
        if (ready.IsError) return ready;
        var started = Start(contents);
        return started.IsError ? started : await BlockingFlush(cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<Result<Unit, StreamError>> FlushAsync(CancellationToken cancellationToken)
    {
        await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
        return Flush();
    }

    private Result<Unit, StreamError> Start(byte[] contents)
    {
        if (TakeError() is { } error) return error;
        Accepted += (ulong)contents.Length;
        if (contents.Length > 0) pending = pending.IsCompleted ? WriteAsync(contents) : AfterAsync(pending, contents);
        // A sink that takes bytes at once has its error told at once.
        return pending.IsCompleted && TakeError() is { } failed ? failed : Unit.Value;
    }

    private async Task AfterAsync(Task previous, byte[] contents)
    {
        await previous.ConfigureAwait(false);
        if (end is null) await WriteAsync(contents).ConfigureAwait(false);
    }

    private async Task WriteAsync(byte[] contents)
    {
        if (!(await write(contents, dropped.Token).ConfigureAwait(false)).TryGetValue(out _, out var code))
            end = new StreamError.LastOperationFailed(new IoError(code));
    }

    /// <summary>The error, if the stream has one. It is told once; from then on the stream is closed.</summary>
    private StreamError? TakeError()
    {
        var error = end;
        if (error is not null) end = new StreamError.Closed();
        return error;
    }
}
