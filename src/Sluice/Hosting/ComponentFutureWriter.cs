using Sluice.Concurrency;

namespace Sluice;

/// <summary>The end of a future that the host gives its value to.</summary>
/// <typeparam name="T">The value's CLR type; <see cref="Unit"/> for a future that only signals.</typeparam>
/// <remarks>A guest that reads a future whose writer was disposed without a value traps: there is nothing that it could be told.</remarks>
public sealed class ComponentFutureWriter<T> : IDisposable
{
    private readonly TaskCompletionSource<HostEnd> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool disposed;

    // Set before there is an end to write it to, maybe; without a value it is an ok without payload.
    private bool resolved;
    private T[]? resolution;

    internal ComponentFutureWriter()
    {
    }

    internal Task<HostEnd> Bound => bound.Task;

    /// <summary>Gives the future its value; waits until the reader has taken it, or has gone.</summary>
    /// <returns>Whether the reader took it.</returns>
    public ValueTask<bool> WriteAsync(T value, CancellationToken cancellationToken = default)
    {
        if (disposed) return ValueTask.FromException<bool>(new ObjectDisposedException(GetType().FullName));
        return bound.Task.WriteAsync(end => end.Copy<T>(new[] { value }, cancellationToken), cancellationToken);
    }

    /// <summary>
    /// Gives the future its value, which the reader may take whenever it likes, and the writer up. Called where the store's guests run, or before
    /// the future is passed to one.
    /// </summary>
    internal void Resolve(T value) => Resolve([value]);

    /// <summary>As the other one, for the <c>ok</c> of a <c>result</c> that has no payload for it: no code is compiled for the result's type.</summary>
    internal void ResolveOk() => Resolve(null);

    internal void Resolve(T[]? value)
    {
        if (disposed) return;
        resolution = value;
        disposed = true;
        resolved = true;
        if (bound.Task.IsCompletedSuccessfully) Write(bound.Task.Result);
    }

    internal void Write(HostEnd end) => end.WriteLast(resolution is null ? new OkBuffer(typeof(T)) : new HostBuffer<T>(end.Shared.Element, resolution));

    /// <summary>Gives the writer up.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        if (bound.Task.IsCompletedSuccessfully) bound.Task.Result.Drop();
    }

    internal void Bind(Store store, SharedFuture shared)
    {
        var end = new HostEnd(store, shared, readable: false);
        bound.SetResult(end);
        if (resolved) Write(end);
        else if (disposed) end.Drop();
    }
}

/// <summary>What does not depend on the value's type, so that there is code for it ahead of time whatever the type.</summary>
internal static class FutureWrites
{
    public static async Task ProduceAsync(Task produced, Task<HostEnd> bound, Func<HostEnd, ValueTask<int>> copy, IDisposable writer)
    {
        using (writer)
        {
            await produced.ConfigureAwait(false);
            await copy(await bound.ConfigureAwait(false)).ConfigureAwait(false);
        }
    }

    public static async ValueTask<bool> WriteAsync(this Task<HostEnd> bound, Func<HostEnd, ValueTask<int>> copy, CancellationToken cancellationToken)
    {
        var end = bound.IsCompletedSuccessfully ? bound.Result : await bound.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await copy(end).ConfigureAwait(false) == 1;
    }
}
