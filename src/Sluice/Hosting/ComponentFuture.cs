using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>The readable end of a component's <c>future&lt;T&gt;</c>.</summary>
/// <typeparam name="T">The value's CLR type; <see cref="Unit"/> for a future that only signals.</typeparam>
/// <remarks>
/// Either it came from a guest, and the host awaits it, once. Or the host made it (<see cref="Create"/>, <see cref="CreatePair"/>) and passes it to a guest, once.
/// </remarks>
public sealed class ComponentFuture<T> : IDisposable, IHandleValue<ComponentFuture<T>>
{
    private readonly HostEnd? end;
    private readonly ComponentFutureWriter<T>? writer;
    private readonly Func<ValueTask<T>>? produce;
    private bool gone;

    private ComponentFuture(HostEnd end) => this.end = end;

    private ComponentFuture(ComponentFutureWriter<T> writer, Func<ValueTask<T>>? produce)
    {
        this.writer = writer;
        this.produce = produce;
    }

    /// <summary>A future for a guest to read, with its writer.</summary>
    public static (ComponentFuture<T> Reader, ComponentFutureWriter<T> Writer) CreatePair()
    {
        var writer = new ComponentFutureWriter<T>();
        return (new ComponentFuture<T>(writer, null), writer);
    }

    /// <summary>A future for a guest to read, whose value <paramref name="produce"/> gives.</summary>
    /// <param name="produce">Begins when the future is passed to the guest.</param>
    public static ComponentFuture<T> Create(Func<ValueTask<T>> produce)
    {
        ArgumentNullException.ThrowIfNull(produce);
        return new ComponentFuture<T>(new ComponentFutureWriter<T>(), produce);
    }

    /// <summary>A future for a guest to read that has its value.</summary>
    public static ComponentFuture<T> FromValue(T value) => Create(() => new ValueTask<T>(value));

    /// <summary>Waits for the value.</summary>
    /// <exception cref="OperationCanceledException">The token fired; the future can still be read.</exception>
    /// <exception cref="InvalidOperationException">The future was read already, or its writer has gone without a value.</exception>
    public async ValueTask<T> ReadAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(gone, this);
        if (end is null) throw new InvalidOperationException("The future was made for a guest to read.");
        var value = new T[1];
        if (await end.Copy<T>(value, cancellationToken).ConfigureAwait(false) == 0) throw new InvalidOperationException("The future has no value, or it was read already.");
        Dispose();
        return value[0];
    }

    /// <summary>Awaits the value; see <see cref="ReadAsync"/>.</summary>
    public ValueTaskAwaiter<T> GetAwaiter() => ReadAsync().GetAwaiter();

    /// <summary>Gives the end up: the writer learns that nobody reads.</summary>
    public void Dispose()
    {
        if (gone) return;
        gone = true;
        end?.Drop();
        writer?.Dispose();
    }

    /// <summary>A <see cref="Lifter{T}"/> once the type is bound.</summary>
    internal static unsafe ComponentFuture<T> LiftFlat(ValType type, LiftLowerContext from, ulong* source) => Lift(from, (uint)*source, type);

    /// <summary>A <see cref="Lowerer{T}"/> once the type is bound.</summary>
    internal static unsafe void LowerFlat(ValType type, ComponentFuture<T> value, LiftLowerContext to, ulong* destination)
    {
        ArgumentNullException.ThrowIfNull(value);
        *destination = value.Lower(to, type);
    }

    static ComponentFuture<T> IHandleValue<ComponentFuture<T>>.Lift(LiftLowerContext from, uint index, ValType type) => Lift(from, index, type);

    private static ComponentFuture<T> Lift(LiftLowerContext from, uint index, ValType type)
    {
        var shared = (SharedFuture)from.Instance.LiftFuture(index, (FutureType)type);
        return new ComponentFuture<T>(new HostEnd(((ComponentInstance)from.Instance).Store, shared, readable: true));
    }

    uint IHandleValue.Lower(LiftLowerContext to, ValType type) => Lower(to, type);

    private uint Lower(LiftLowerContext to, ValType type)
    {
        ObjectDisposedException.ThrowIf(gone, this);
        gone = true;
        var future = (FutureType)type;
        if (end is not null) return to.Instance.LowerFuture(end.Release(((ComponentInstance)to.Instance).Store, future.Element), future);
        var shared = new SharedFuture(future.Element);
        var index = to.Instance.LowerFuture(shared, future);
        writer!.Bind(((ComponentInstance)to.Instance).Store, shared);
        if (produce is not null) Produce(writer, produce);
        return index;
    }

    private static void Produce(ComponentFutureWriter<T> writer, Func<ValueTask<T>> produce)
    {
        Task<T> produced;
        try
        {
            produced = produce().AsTask();
        }
        catch (Exception exception)
        {
            produced = Task.FromException<T>(exception);
        }
        _ = FutureWrites.ProduceAsync(produced, writer.Bound, end => end.Copy<T>(new[] { produced.Result }, CancellationToken.None), writer);
    }
}
