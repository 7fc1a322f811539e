using Sluice.Concurrency;

namespace Sluice.Tests.Concurrency;

public sealed class ParkedThreadsTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Work_beyond_the_capacity_queues_and_is_told_of_once()
    {
        const int Capacity = 4, Works = 50;
        var threads = new ParkedThreads(Capacity);
        var told = 0;
        threads.Exhausted += capacity => told += capacity;
        using var go = new ManualResetEventSlim();
        int running = 0, most = 0;
        var ended = new CountdownEvent(Works);
        var work = new Work(() =>
        {
            InterlockedMax(ref most, Interlocked.Increment(ref running));
            go.Wait(Limit);
            Interlocked.Decrement(ref running);
            ended.Signal();
        });

        for (var i = 0; i < Works; i++) threads.Run(work, isUrgent: false);
        Assert.Equal(Capacity, threads.Used);
        Assert.Equal(Capacity, told);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref running) == Capacity, Limit));

        go.Set();
        Assert.True(await Task.Run(() => ended.Wait(Limit)));
        Assert.Equal(Capacity, most);
        Assert.True(SpinWait.SpinUntil(() => threads.Used == 0, Limit));
    }

    [Fact]
    public async Task Urgent_work_does_not_wait_for_others()
    {
        var threads = new ParkedThreads(1);
        using var go = new ManualResetEventSlim();
        var urgent = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var last = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        threads.Run(new Work(() => go.Wait(Limit)), isUrgent: false);
        threads.Run(new Work(last.SetResult), isUrgent: false);
        threads.Run(new Work(urgent.SetResult), isUrgent: true);

        await urgent.Task.WaitAsync(Limit);
        Assert.False(last.Task.IsCompleted);
        go.Set();
        await last.Task.WaitAsync(Limit);
        Assert.True(SpinWait.SpinUntil(() => threads.Used == 0, Limit));
    }

    private static void InterlockedMax(ref int target, int value)
    {
        for (var seen = Volatile.Read(ref target); value > seen; seen = Volatile.Read(ref target))
            if (Interlocked.CompareExchange(ref target, value, seen) == seen) return;
    }

    private sealed class Work(Action action) : IThreadPoolWorkItem
    {
        public void Execute() => action();
    }
}
