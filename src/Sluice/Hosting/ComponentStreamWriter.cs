using System.Runtime.InteropServices;
using Sluice.Concurrency;

namespace Sluice;

/// <summary>The end of a stream that the host writes to.</summary>
/// <typeparam name="T">The elements' CLR type; <see cref="Unit"/> for a stream that only signals.</typeparam>
/// <remarks>
/// Nothing is buffered: a write ends when the reader has taken the elements. One write at a time. Dispose the writer to end the
/// stream.
/// </remarks>
public sealed class ComponentStreamWriter<T> : IDisposable
{
    private readonly TaskCompletionSource<HostEnd> bound = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly DropSignal readerDropped = new();
    private bool disposed;

    internal ComponentStreamWriter()
    {
    }

    /// <summary>Whether the reader has gone: what is written from then on is lost. Known once a write has ended.</summary>
    public bool IsReaderDropped => bound.Task is { IsCompletedSuccessfully: true, Result.IsDone: true };

    /// <summary>Fires when the reader has gone, also if nothing is being written: whatever would be written next need not be waited for.</summary>
    /// <remarks>What is registered with it runs within the guest's call that drops the reader: it must be short, and may not fail.</remarks>
    public CancellationToken ReaderDropped
    {
        get
        {
            var source = readerDropped.Source;
            if (bound.Task is { IsCompletedSuccessfully: true, Result.Shared.Dropped: true }) source.Cancel();
            return source.Token;
        }
    }

    /// <summary>Writes all elements; waits until the reader has taken them, or has gone.</summary>
    /// <param name="elements">Must not change until the write has ended.</param>
    /// <param name="cancellationToken">Ends the wait; elements that the reader has taken already stay taken.</param>
    /// <returns>Whether the reader took them all; false once it has gone.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<bool> WriteAsync(ReadOnlyMemory<T> elements, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(disposed, this);
        var end = await Bound(cancellationToken).ConfigureAwait(false);
        var memory = MemoryMarshal.AsMemory(elements);
        while (!memory.IsEmpty && !end.IsDone) memory = memory[await end.Copy(memory, cancellationToken).ConfigureAwait(false)..];
        return memory.IsEmpty;
    }

    /// <summary>Writes one element; see <see cref="WriteAsync(ReadOnlyMemory{T}, CancellationToken)"/>.</summary>
    public ValueTask<bool> WriteAsync(T element, CancellationToken cancellationToken = default) => WriteAsync(new[] { element }, cancellationToken);

    /// <summary>Lets <paramref name="produce"/> write straight into the buffer that the guest reads into. For streams of bytes.</summary>
    /// <param name="produce">Fills the beginning of the memory and returns how many bytes it has filled; 0 for none. It must let go of the memory when it ends.</param>
    /// <param name="cancellationToken">Ends the wait for the reader.</param>
    /// <returns>How many bytes were written; 0 also once the reader has gone.</returns>
    public async ValueTask<int> WriteInPlaceAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> produce, CancellationToken cancellationToken = default)
    {
        var end = await ForBytes(produce, cancellationToken).ConfigureAwait(false);
        return await end.CopyInPlace(produce, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// As <see cref="WriteInPlaceAsync"/>, for one read of the guest after the other to the end of the stream. It is the cheapest way to pass on
    /// what a file or a connection brings: nothing else of the host's runs between one read and the next.
    /// </summary>
    /// <param name="produce">
    /// Fills the beginning of the memory and returns how many bytes it has filled; 0 ends the stream. If its token fires, the guest has cancelled
    /// its read: nothing need be written then, and the writing goes on when the guest reads again.
    /// </param>
    /// <param name="cancellationToken">Ends the writing.</param>
    /// <returns>When <paramref name="produce"/> has returned 0, or the reader has gone.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask WriteAllInPlaceAsync(Func<Memory<byte>, CancellationToken, ValueTask<int>> produce, CancellationToken cancellationToken = default)
    {
        var end = await ForBytes(produce, cancellationToken).ConfigureAwait(false);
        await end.CopyAllInPlace(produce, cancellationToken).ConfigureAwait(false);
        Dispose();
    }

    /// <summary>Ends the stream.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        if (bound.Task.IsCompletedSuccessfully) bound.Task.Result.Drop();
    }

    private ValueTask<HostEnd> ForBytes(Func<Memory<byte>, CancellationToken, ValueTask<int>> produce, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(produce);
        ObjectDisposedException.ThrowIf(disposed, this);
        if (typeof(T) != typeof(byte)) throw new InvalidOperationException("Only streams of bytes can be written in place.");
        return Bound(cancellationToken);
    }

    // There once the stream has been passed to a guest.
    private ValueTask<HostEnd> Bound(CancellationToken cancellationToken) =>
        bound.Task.IsCompletedSuccessfully ? new(bound.Task.Result) : new(bound.Task.WaitAsync(cancellationToken));

    internal void Bind(Store store, SharedStream shared)
    {
        shared.OnDropped = readerDropped.Fire;
        var end = new HostEnd(store, shared, readable: false);
        bound.SetResult(end);
        if (disposed) end.Drop();
    }

    /// <summary>Apart from the writer: what the guest's end refers to must not keep a writer alive that its owner has forgotten.</summary>
    private sealed class DropSignal
    {
        private CancellationTokenSource? source;

        public CancellationTokenSource Source => LazyInitializer.EnsureInitialized(ref source);

        public void Fire()
        {
            // Either this sees the source, or who makes it sees that the stream was dropped.
            Interlocked.MemoryBarrier();
            source?.Cancel();
        }
    }
}
