using Sluice.Concurrency;

namespace Sluice;

/// <summary>The end of a future that the host gives its value to.</summary>
/// <typeparam name="T">The value's CLR type; <see cref="Unit"/> for a future that only signals.</typeparam>
/// <remarks>A guest that reads a future whose writer was disposed without a value traps: there is nothing that it could be told.</remarks>
public sealed class ComponentFutureWriter<T> : IDisposable
{
    private readonly TaskCompletionSource<HostEnd<T>> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool disposed;

    internal ComponentFutureWriter()
    {
    }

    /// <summary>Gives the future its value; waits until the reader has taken it, or has gone.</summary>
    /// <returns>Whether the reader took it.</returns>
    public async ValueTask<bool> WriteAsync(T value, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var end = bound.Task.IsCompletedSuccessfully ? bound.Task.Result : await bound.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await end.Copy(new[] { value }, cancellationToken).ConfigureAwait(false) == 1;
    }

    /// <summary>Gives the writer up.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        if (bound.Task.IsCompletedSuccessfully) bound.Task.Result.Drop();
    }

    internal void Bind(Store store, SharedFuture shared)
    {
        var end = new HostEnd<T>(store, shared, readable: false);
        bound.SetResult(end);
        if (disposed) end.Drop();
    }
}
