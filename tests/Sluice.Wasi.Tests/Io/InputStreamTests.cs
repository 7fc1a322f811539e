using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Streams;

namespace Sluice.Wasi.Tests.Io;

public class InputStreamTests
{
    private readonly Queue<TaskCompletionSource<Result<int, object>>> reads = new();
    private readonly InputStream stream;
    private int finished;

    public InputStreamTests() => stream = new InputStream(
        async (buffer, dropped) =>
        {
            var read = new TaskCompletionSource<Result<int, object>>();
            reads.Enqueue(read);
            var result = await read.Task;
            if (result.TryGetValue(out var count, out _)) buffer.Span[..count].Fill((byte)'a');
            return result;
        },
        () => finished++);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private void Bring(Result<int, object> result) => reads.Dequeue().SetResult(result);

    [Fact]
    public void A_read_without_bytes_is_empty_and_finds_them_later()
    {
        Assert.Empty(stream.Read(10).Value);
        Assert.Empty(stream.Read(10).Value);
        Assert.Single(reads);

        Bring(3);

        Assert.Equal("aa"u8.ToArray(), stream.Read(2).Value);
        Assert.Equal("a"u8.ToArray(), stream.Read(2).Value);
        Assert.Empty(reads);
    }

    [Fact]
    public void A_read_of_nothing_asks_for_nothing_until_the_stream_is_closed()
    {
        Assert.Empty(stream.Read(0).Value);
        Assert.Empty(reads);
        Assert.Empty(stream.Read(1).Value);
        Bring(0);

        Assert.IsType<StreamError.Closed>(stream.Read(1).Error);
        Assert.IsType<StreamError.Closed>(stream.Read(0).Error);
    }

    [Fact]
    public void An_error_is_told_once_and_then_the_stream_is_closed()
    {
        Assert.Empty(stream.Read(1).Value);
        Bring(Result<int, object>.Err("broken"));

        var failed = Assert.IsType<StreamError.LastOperationFailed>(stream.Read(1).Error);
        Assert.Equal("broken", failed.Value.ToDebugString());
        Assert.IsType<StreamError.Closed>(stream.Read(1).Error);
        Assert.IsType<StreamError.Closed>(stream.Skip(1).Error);
    }

    [Fact]
    public async Task A_blocking_read_waits_for_the_first_byte_and_takes_what_is_there()
    {
        var read = stream.BlockingRead(10, Cancellation);
        Assert.False(read.IsCompleted);
        Bring(4);

        Assert.Equal(4, (await read).Value.Length);
    }

    [Fact]
    public async Task Skipping_counts_what_a_read_would_bring()
    {
        Assert.Equal(0UL, stream.Skip(2).Value);
        Bring(2);
        Assert.Equal(1UL, stream.Skip(1).Value);
        Assert.Equal(1UL, (await stream.BlockingSkip(5, Cancellation)).Value);
    }

    [Fact]
    public async Task A_subscription_is_ready_for_bytes_and_at_the_end()
    {
        var pollable = stream.Subscribe();
        Assert.False(pollable.Ready());
        var blocked = pollable.Block(Cancellation);
        Bring(1);
        await blocked;
        Assert.True(pollable.Ready());
        Assert.Single(stream.Read(100).Value);

        Assert.False(pollable.Ready());
        Bring(0);
        Assert.True(pollable.Ready());
        Assert.IsType<StreamError.Closed>(stream.Read(1).Error);
        Assert.True(pollable.Ready());
    }

    [Fact]
    public async Task What_a_read_under_way_uses_is_released_after_it()
    {
        Assert.Empty(stream.Read(1).Value);
        stream.Dispose();
        Assert.True(stream.IsDisposed);
        Assert.Equal(0, finished);

        Bring(1);

        for (var i = 0; i < 500 && Volatile.Read(ref finished) == 0; i++) await Task.Delay(10, Cancellation);
        Assert.Equal(1, finished);
    }
}
