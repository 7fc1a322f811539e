namespace Sluice.Concurrency;

/// <summary>
/// The one place where the specification's nondeterminism is decided. Without a seed the oldest candidate wins and nothing is left
/// to chance; with one, every choice is drawn from it, so that a run can be repeated.
/// </summary>
internal sealed class Scheduler(int? seed)
{
    private readonly Random? random = seed is { } value ? new Random(value) : null;
    private readonly List<GuestThread> ready = [];
    private int head;

    /// <summary>Whether some thread stands in the queue; it may turn out not to be ready any more.</summary>
    public bool HasCandidates => head < ready.Count;

    /// <summary>Picks one of <paramref name="count"/> candidates that are ordered by age.</summary>
    public int Choose(int count) => random is null || count <= 1 ? 0 : random.Next(count);

    public void Enqueue(GuestThread thread) => ready.Add(thread);

    /// <summary>Takes a thread that is ready, or null. Threads of instances that a trap has left half-way stay where they are for ever.</summary>
    public GuestThread? Take()
    {
        while (HasCandidates)
        {
            var chosen = ChooseReady();
            var thread = ready[chosen];
            if (chosen == head) ready[head++] = null!;
            else ready.RemoveAt(chosen);
            if (head == ready.Count || head > 1024)
            {
                ready.RemoveRange(0, head);
                head = 0;
            }
            thread.Queued = false;
            if (!thread.IsReady) thread.WaitForInstance();
            else if (thread.Task.Instance.MayEnterFrom(null)) return thread;
        }
        return null;
    }

    /// <summary>
    /// Scripts of the reference suite count the order in which tasks enter an instance: with a seed, too, the caller of a function that
    /// has returned and whoever was kept out go first, and threads of one instance take turns in their order.
    /// </summary>
    private int ChooseReady()
    {
        if (random is null) return head;
        var first = ready.FindIndex(head, static thread => thread.WaitsForCall);
        if (first >= 0) return first;
        var instance = ready[head + Choose(ready.Count - head)].Task.Instance;
        return ready.FindIndex(head, thread => thread.Task.Instance == instance);
    }
}
