using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.AspNetCore.Exchange;

/// <summary>The response's body while the rest of a pipeline writes it for a guest to read.</summary>
internal sealed class CapturedResponseBody : IHttpResponseBodyFeature
{
    private readonly Pipe pipe = new();
    private readonly TaskCompletionSource started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool completed;

    public CapturedResponseBody()
    {
        Writer = new StartingWriter(this);
        Stream = Writer.AsStream(leaveOpen: true);
    }

    /// <summary>Completes when the head is settled: with the first flush, or at the end.</summary>
    public Task Started => started.Task;

    public PipeReader Reader => pipe.Reader;

    public Stream Stream { get; }

    public PipeWriter Writer { get; }

    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        started.TrySetResult();
        return Task.CompletedTask;
    }

    public Task CompleteAsync()
    {
        Finish(null);
        return Task.CompletedTask;
    }

    public Task SendFileAsync(string path, long offset, long? count, CancellationToken cancellationToken = default) =>
        SendFileFallback.SendFileAsync(Stream, path, offset, count, cancellationToken);

    public void DisableBuffering() { }

    /// <summary>The pipeline has failed: the body has no proper end.</summary>
    public void Fail(Exception exception) => Finish(exception);

    /// <summary>Nobody reads any more.</summary>
    public void Abandon() => pipe.Reader.Complete();

    private void Finish(Exception? exception)
    {
        if (completed) return;
        completed = true;
        if (exception is null) started.TrySetResult();
        pipe.Writer.Complete(exception);
    }

    private sealed class StartingWriter(CapturedResponseBody body) : PipeWriter
    {
        public override bool CanGetUnflushedBytes => body.pipe.Writer.CanGetUnflushedBytes;

        public override long UnflushedBytes => body.pipe.Writer.UnflushedBytes;

        public override void Advance(int bytes) => body.pipe.Writer.Advance(bytes);

        public override Memory<byte> GetMemory(int sizeHint = 0) => body.pipe.Writer.GetMemory(sizeHint);

        public override Span<byte> GetSpan(int sizeHint = 0) => body.pipe.Writer.GetSpan(sizeHint);

        public override void CancelPendingFlush() => body.pipe.Writer.CancelPendingFlush();

        public override void Complete(Exception? exception = null) => body.Finish(exception);

        public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
        {
            body.started.TrySetResult();
            return body.pipe.Writer.FlushAsync(cancellationToken);
        }
    }
}
