using System.Collections.Concurrent;

namespace Sluice.AspNetCore.Exchange;

/// <summary>Sources of deadlines, with their timers, that requests use one after the other. Thread-safe.</summary>
internal sealed class DeadlinePool
{
    private const int MaxKept = 256;

    private readonly ConcurrentQueue<CancellationTokenSource> unused = new();

    public CancellationTokenSource Rent() => unused.TryDequeue(out var source) ? source : new CancellationTokenSource();

    /// <param name="source">Nobody may use it, or be registered with it, any more.</param>
    public void Return(CancellationTokenSource source)
    {
        if (unused.Count < MaxKept && source.TryReset()) unused.Enqueue(source);
        else source.Dispose();
    }
}
