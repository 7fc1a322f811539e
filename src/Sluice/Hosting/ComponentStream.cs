using System.Buffers;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>The readable end of a component's <c>stream&lt;T&gt;</c>.</summary>
/// <typeparam name="T">The elements' CLR type; <see cref="Unit"/> for a stream that only signals.</typeparam>
/// <remarks>
/// Either it came from a guest, and the host reads it: as an <see cref="IAsyncEnumerable{T}"/>, by <see cref="ReadAsync"/> or, if it is one of bytes,
/// through <see cref="ComponentStreams"/>. Or the host made it (<c>Create</c>, <see cref="CreatePair"/>) and passes it to a guest, once.
/// One read at a time. Nothing is buffered between the two ends.
/// </remarks>
public sealed class ComponentStream<T> : IAsyncEnumerable<T>, IDisposable, IHandleValue<ComponentStream<T>>
{
    private const int EnumerationChunk = 256;
    private const int PassThroughBytes = 16 << 10;

    private readonly HostEnd? end;
    private readonly ComponentStreamWriter<T>? writer;
    private readonly Func<ComponentStreamWriter<T>, ValueTask>? produce;
    private bool gone;

    private ComponentStream(HostEnd end) => this.end = end;

    private ComponentStream(ComponentStreamWriter<T> writer, Func<ComponentStreamWriter<T>, ValueTask>? produce)
    {
        this.writer = writer;
        this.produce = produce;
    }

    /// <summary>A stream for a guest to read, with its writer.</summary>
    public static (ComponentStream<T> Reader, ComponentStreamWriter<T> Writer) CreatePair()
    {
        var writer = new ComponentStreamWriter<T>();
        return (new ComponentStream<T>(writer, null), writer);
    }

    /// <summary>A stream for a guest to read, written by <paramref name="produce"/>.</summary>
    /// <param name="produce">Begins when the stream is passed to the guest. When it ends, or fails, the stream does.</param>
    public static ComponentStream<T> Create(Func<ComponentStreamWriter<T>, ValueTask> produce)
    {
        ArgumentNullException.ThrowIfNull(produce);
        return new ComponentStream<T>(new ComponentStreamWriter<T>(), produce);
    }

    /// <summary>A stream of these elements for a guest to read.</summary>
    public static ComponentStream<T> Create(IAsyncEnumerable<T> elements)
    {
        ArgumentNullException.ThrowIfNull(elements);
        return Create(async writer =>
        {
            await foreach (var element in elements.ConfigureAwait(false))
                if (!await writer.WriteAsync(element).ConfigureAwait(false)) break;
        });
    }

    /// <summary>A stream of these elements for a guest to read.</summary>
    /// <param name="elements">Must not change as long as the guest reads.</param>
    public static ComponentStream<T> Create(ReadOnlyMemory<T> elements) => Create(async writer => await writer.WriteAsync(elements).ConfigureAwait(false));

    /// <summary>Reads what there is, at least one element; waits for the writer if there is nothing.</summary>
    /// <param name="destination">Not empty; must not be touched until the read has ended.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>How many elements were read; 0 at the end of the stream.</returns>
    /// <exception cref="OperationCanceledException">The token fired; nothing was read.</exception>
    public async ValueTask<int> ReadAsync(Memory<T> destination, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfZero(destination.Length);
        var source = Readable;
        while (true)
        {
            var count = await source.Copy(destination, cancellationToken).ConfigureAwait(false);
            // A writer may offer nothing to find out whether somebody reads.
            if (count > 0 || source.IsDone) return count;
        }
    }

    /// <summary>Lets <paramref name="consume"/> read straight from the buffer that the guest writes from. For streams of bytes.</summary>
    /// <param name="consume">Uses the beginning of the memory and returns how many bytes it has used. It must let go of the memory when it ends.</param>
    /// <param name="cancellationToken">Ends the wait for the writer.</param>
    /// <returns>How many bytes were used; 0 at the end of the stream.</returns>
    public async ValueTask<int> ReadInPlaceAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> consume, CancellationToken cancellationToken = default)
    {
        var source = ReadableBytes(consume);
        if (source.Shared is SharedStream { IsWrittenByHost: true }) return await ReadThroughBufferAsync(consume, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var count = await source.CopyInPlace((memory, token) => consume(memory, token), cancellationToken).ConfigureAwait(false);
            if (count > 0 || source.IsDone) return count;
        }
    }

    /// <summary>
    /// As <see cref="ReadInPlaceAsync"/>, for one write of the guest after the other. It is the cheapest way to pass on what a guest writes:
    /// nothing else of the host's runs between one write and the next.
    /// </summary>
    /// <param name="consume">
    /// Uses the beginning of the memory and returns how many bytes it has used; 0 ends the reading. If its token fires, the guest has cancelled
    /// its write: nothing need be used then, and the reading goes on when the guest writes again.
    /// </param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>When <paramref name="consume"/> has returned 0, or at the end of the stream.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask ReadAllInPlaceAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> consume, CancellationToken cancellationToken = default)
    {
        var source = ReadableBytes(consume);
        if (source.Shared is not SharedStream { IsWrittenByHost: true })
            await source.CopyAllInPlace((memory, token) => consume(memory, token), cancellationToken).ConfigureAwait(false);
        else while (await ReadThroughBufferAsync(consume, cancellationToken).ConfigureAwait(false) > 0) { }
    }

    /// <summary>As <see cref="ReadAllInPlaceAsync"/>; the store runs <paramref name="ended"/> as a step of its own, without a thread that waits for it.</summary>
    /// <param name="ended">Told how the reading failed, if it did.</param>
    internal void ReadAllInPlace(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> consume, Action<Exception?> ended)
    {
        var source = ReadableBytes(consume);
        if (source.Shared is not SharedStream { IsWrittenByHost: true }) source.CopyAllInPlace((memory, token) => consume(memory, token), ended);
        else _ = ReadAllThroughBufferAsync(source.Store, consume, ended);
    }

    private async Task ReadAllThroughBufferAsync(
        Store store, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> consume, Action<Exception?> ended)
    {
        Exception? failure = null;
        try
        {
            while (await ReadThroughBufferAsync(consume, CancellationToken.None).ConfigureAwait(false) > 0) { }
        }
        catch (Exception exception)
        {
            failure = exception;
        }
        store.Post(new HostEnd.Ending(ended, failure));
    }

    private HostEnd ReadableBytes(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> consume)
    {
        ArgumentNullException.ThrowIfNull(consume);
        return typeof(T) == typeof(byte) ? Readable : throw new InvalidOperationException("Only streams of bytes can be read in place.");
    }

    // A guest has handed a stream of the host's back: there is no guest's memory to read from.
    private async ValueTask<int> ReadThroughBufferAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<int>> consume, CancellationToken cancellationToken)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(PassThroughBytes);
        try
        {
            var count = await ReadAsync((Memory<T>)(object)buffer.AsMemory(0, PassThroughBytes), cancellationToken).ConfigureAwait(false);
            for (var used = 0; used < count;)
            {
                var taken = await consume(buffer.AsMemory(used, count - used), cancellationToken).ConfigureAwait(false);
                if (taken == 0) return used;
                used += taken;
            }
            return count;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerator<T> GetAsyncEnumerator(CancellationToken cancellationToken = default)
    {
        var chunk = new T[EnumerationChunk];
        while (true)
        {
            var count = await ReadAsync(chunk, cancellationToken).ConfigureAwait(false);
            if (count == 0) yield break;
            for (var i = 0; i < count; i++) yield return chunk[i];
        }
    }

    /// <summary>Gives the end up: the writer learns that nobody reads any more.</summary>
    public void Dispose()
    {
        if (gone) return;
        gone = true;
        end?.Drop();
        writer?.Dispose();
    }

    private HostEnd Readable
    {
        get
        {
            ObjectDisposedException.ThrowIf(gone, this);
            return end ?? throw new InvalidOperationException("The stream was made for a guest to read.");
        }
    }

    /// <summary>A <see cref="Lifter{T}"/> once the type is bound.</summary>
    internal static unsafe ComponentStream<T> LiftFlat(ValType type, LiftLowerContext from, ulong* source) => Lift(from, (uint)*source, type);

    /// <summary>A <see cref="Lowerer{T}"/> once the type is bound.</summary>
    internal static unsafe void LowerFlat(ValType type, ComponentStream<T> value, LiftLowerContext to, ulong* destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        *destination = value.Lower(to, type);
    }

    static ComponentStream<T> IHandleValue<ComponentStream<T>>.Lift(LiftLowerContext from, uint index, ValType type) => Lift(from, index, type);

    private static ComponentStream<T> Lift(LiftLowerContext from, uint index, ValType type)
    {
        var shared = (SharedStream)from.Instance.LiftStream(index, (StreamType)type);
        return new ComponentStream<T>(new HostEnd(((ComponentInstance)from.Instance).Store, shared, readable: true));
    }

    uint IHandleValue.Lower(LiftLowerContext to, ValType type) => Lower(to, type);

    private uint Lower(LiftLowerContext to, ValType type)
    {
        ObjectDisposedException.ThrowIf(gone, this);
        gone = true;
        var stream = (StreamType)type;
        if (end is not null) return to.Instance.LowerStream(end.Release(((ComponentInstance)to.Instance).Store, stream.Element), stream);
        var shared = new SharedStream(stream.Element) { IsWrittenByHost = true };
        var index = to.Instance.LowerStream(shared, stream);
        writer!.Bind(((ComponentInstance)to.Instance).Store, shared);
        if (produce is not null) _ = Produce(writer, produce);
        return index;
    }

    private static async Task Produce(ComponentStreamWriter<T> writer, Func<ComponentStreamWriter<T>, ValueTask> produce)
    {
        using (writer) await produce(writer).ConfigureAwait(false);
    }
}
