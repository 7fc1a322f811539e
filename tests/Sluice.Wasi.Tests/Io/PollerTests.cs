using Sluice.Wasi.Io;

namespace Sluice.Wasi.Tests.Io;

public class PollerTests
{
    private readonly Poller poller = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Polling_nothing_traps() => await Assert.ThrowsAsync<Trap>(async () => await poller.Poll([], Cancellation));

    [Fact]
    public async Task All_that_are_ready_are_told_without_waiting()
    {
        var never = Pollable.Of(new TaskCompletionSource().Task);

        var poll = poller.Poll([Pollable.Always, never, Pollable.Always], Cancellation);

        Assert.True(poll.IsCompleted);
        Assert.Equal(new uint[] { 0, 2 }, await poll);
    }

    [Fact]
    public async Task The_first_to_become_ready_ends_the_wait()
    {
        var first = new TaskCompletionSource();
        var pollable = Pollable.Of(first.Task);
        var poll = poller.Poll([Pollable.Of(new TaskCompletionSource().Task), pollable, pollable], Cancellation);
        Assert.False(poll.IsCompleted);

        first.SetResult();

        Assert.Equal(new uint[] { 1, 2 }, await poll);
    }

    [Fact]
    public async Task A_failed_task_is_ready_too() => Assert.Equal(new uint[] { 0 }, await poller.Poll([Pollable.Of(Task.FromException(new IOException()))], Cancellation));

    [Fact]
    public async Task A_wait_that_fails_ends_the_poll()
    {
        var broken = new Pollable(static () => false, static _ => ValueTask.FromException(new IOException()));

        await Assert.ThrowsAsync<IOException>(async () => await poller.Poll([broken], Cancellation)).WaitAsync(TimeSpan.FromSeconds(10), Cancellation);
    }

    [Fact]
    public async Task A_cancelled_poll_ends()
    {
        using var cancelled = new CancellationTokenSource();
        var poll = poller.Poll([Pollable.Of(new TaskCompletionSource().Task)], cancelled.Token).AsTask();

        await cancelled.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => poll);
    }
}
