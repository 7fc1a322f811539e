using Sluice.Concurrency;

namespace Sluice.Tests.Concurrency;

public class InboxTests
{
    [Fact]
    public void What_was_added_first_is_taken_first()
    {
        var inbox = new Inbox();
        var work = Enumerable.Range(0, 5).Select(static number => new Work(0, number)).ToArray();
        inbox.Add(work[0]);
        inbox.Add(work[1]);
        Assert.Same(work[0], inbox.Take());
        inbox.Add(work[2]);
        Assert.Same(work[1], inbox.Take());
        Assert.False(inbox.IsEmpty);
        Assert.Same(work[2], inbox.Take());
        Assert.True(inbox.IsEmpty);
        Assert.Null(inbox.Take());
    }

    [Fact]
    public async Task Each_thread_s_additions_arrive_once_and_in_their_order()
    {
        const int Threads = 4, Each = 5_000;
        var inbox = new Inbox();
        var adding = Task.WhenAll(Enumerable.Range(0, Threads).Select(thread => Task.Run(() =>
        {
            for (var number = 0; number < Each; number++) inbox.Add(new Work(thread, number));
        })));
        var next = new int[Threads];
        while (!adding.IsCompleted || !inbox.IsEmpty)
        {
            if (inbox.Take() is Work work) Assert.Equal(next[work.Thread]++, work.Number);
            else await Task.Yield();
        }
        await adding;
        Assert.All(next, static count => Assert.Equal(Each, count));
    }

    private sealed record Work(int Thread, int Number) : IStoreWork
    {
        public void Run()
        {
        }
    }
}
