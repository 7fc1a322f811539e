// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/io/wit/poll.wit

using Sluice.Wasi.V02.Wasi.Io.Poll;

namespace Sluice.Wasi.Io;

/// <summary>Something that becomes ready: what WASI 0.2 has in the place of async functions.</summary>
internal sealed class Pollable(Func<bool> isReady, Func<CancellationToken, ValueTask> wait) : IPollable
{
    /// <summary>Ready from the start.</summary>
    public static Pollable Always { get; } = new(static () => true, static _ => default);

    /// <summary>Ready when the task has ended, whichever way.</summary>
    public static Pollable Of(Task task) => new(() => task.IsCompleted, async cancellation => await Task.WhenAny(task).WaitAsync(cancellation).ConfigureAwait(false));

    public bool Ready() => isReady();

    public ValueTask Block(CancellationToken cancellationToken) => isReady() ? default : wait(cancellationToken);

    public void Dispose() { }
}

/// <summary><c>wasi:io/poll.poll</c></summary>
internal sealed class Poller : IPoll
{
    public ValueTask<uint[]> Poll(IPollable[] @in, CancellationToken cancellationToken)
    {
        if (@in.Length == 0) throw new Trap(TrapCode.HostFailure, "poll needs at least one pollable");
        var ready = ReadyOf(@in);
        return ready.Length > 0 ? new(ready) : WaitAsync(@in, cancellationToken);
    }

    private static async ValueTask<uint[]> WaitAsync(IPollable[] pollables, CancellationToken cancellationToken)
    {
        using var losers = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        try
        {
            while (true)
            {
                var first = await Task.WhenAny(pollables.Distinct().Select(pollable => pollable.Block(losers.Token).AsTask())).ConfigureAwait(false);
                // It has been cancelled, or what it waits for has failed: neither makes it ready.
                await first.ConfigureAwait(false);
                if (ReadyOf(pollables) is { Length: > 0 } ready) return ready;
            }
        }
        finally
        {
            await losers.CancelAsync().ConfigureAwait(false);
        }
    }

    private static uint[] ReadyOf(IPollable[] pollables)
    {
        var ready = new List<uint>();
        for (var i = 0; i < pollables.Length; i++)
            if (pollables[i].Ready()) ready.Add((uint)i);
        return [.. ready];
    }
}
