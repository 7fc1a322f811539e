using System.Buffers;
using System.IO.Pipelines;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>A body that a 0.2 guest writes to an <c>output-stream</c>: what the host receives of it.</summary>
internal sealed class WrittenSource : BodySource
{
    private readonly Pipe pipe = new(new PipeOptions(useSynchronizationContext: false));
    private readonly TaskCompletionSource<Result<Fields?, ErrorCode>> outcome = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile bool aborted;
    private volatile bool written;

    /// <summary>Whether the guest has ended the body and never wrote anything.</summary>
    public override bool IsEmpty => !written && outcome.Task is { IsCompleted: true, Result.IsOk: true };

    public async ValueTask<Result<Unit, object>> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        if (aborted || outcome.Task.IsCompleted) return Gone;
        written = true;
        await pipe.Writer.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
        return aborted ? Gone : Unit.Value;
    }

    /// <summary>All writes are in the pipe.</summary>
    public void CompleteWriting() => pipe.Writer.Complete();

    /// <summary>How the body ends once everything is read; an error counts at once. Only the first call has an effect.</summary>
    public void End(Result<Fields?, ErrorCode> outcome)
    {
        if (this.outcome.TrySetResult(outcome) && outcome.IsError) pipe.Reader.CancelPendingRead();
    }

    /// <summary>The message was sent without its body being asked for: it has none.</summary>
    public void EndEmpty()
    {
        CompleteWriting();
        End(Result<Fields?, ErrorCode>.Ok(null));
    }

    public override async ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (outcome.Task is { IsCompleted: true, Result: { IsError: true, Error: var failure } }) return failure;
        var read = await pipe.Reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, buffer.Length));
        bytes.CopyTo(buffer.Span);
        // The segments, and with them the length, are gone after the next call.
        var count = (int)bytes.Length;
        pipe.Reader.AdvanceTo(bytes.End);
        if (count > 0) return count;
        return (await outcome.Task.WaitAsync(cancellationToken).ConfigureAwait(false)).TryGetValue(out _, out var error) ? 0 : error;
    }

    public override async ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken) =>
        await outcome.Task.WaitAsync(cancellationToken).ConfigureAwait(false);

    public override void Abort()
    {
        aborted = true;
        // The reader may be in a read: it is the writer that must not wait any longer.
        pipe.Writer.CancelPendingFlush();
    }

    private static Result<Unit, object> Gone => Result<Unit, object>.Err(new ErrorCode.ConnectionTerminated());
}
