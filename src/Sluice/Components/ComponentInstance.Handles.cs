// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flat-lifting
//
// The handle table as lifting and lowering see it.

using System.Diagnostics;
using Sluice.CanonicalAbi;
using Sluice.Concurrency;
using Sluice.Wit.Types;

namespace Sluice;

public sealed partial class ComponentInstance : ILiftLowerInstance
{
    private SynchronousScope? reallocScope;

    void ILiftLowerInstance.EnterRealloc()
    {
        EnterMayNotLeave();
        (reallocScope ??= new SynchronousScope(this)).Enter();
    }

    void ILiftLowerInstance.LeaveRealloc()
    {
        reallocScope!.Leave();
        LeaveMayNotLeave();
    }

    uint ILiftLowerInstance.LiftOwn(uint index, ResourceType type)
    {
        var handle = GetResource(index, type);
        Trap.If(handle.NumLends != 0, TrapCode.ResourceIsLent);
        Trap.If(!handle.Own, TrapCode.HandleWrongType);
        Handles.Remove(index);
        return handle.Representation;
    }

    uint ILiftLowerInstance.LiftBorrow(uint index, ResourceType type, object? borrowScope)
    {
        var handle = GetResource(index, type);
        ((Subtask)borrowScope!).AddLender(handle);
        return handle.Representation;
    }

    uint ILiftLowerInstance.LowerOwn(uint representation, ResourceType type) => Handles.Add(new ResourceHandle(type, representation, own: true));

    uint ILiftLowerInstance.LowerBorrow(uint representation, ResourceType type, object? borrowScope)
    {
        if (type is GuestResourceType { Implementation: var implementation } && implementation == this) return representation;
        var task = (GuestTask)borrowScope!;
        var index = Handles.Add(new ResourceHandle(type, representation, own: false, task));
        task.NumBorrows++;
        return index;
    }

    object ILiftLowerInstance.LiftStream(uint index, StreamType type) => LiftAsyncValue<ReadableStreamEnd>(index, type.Element);

    uint ILiftLowerInstance.LowerStream(object shared, StreamType type) => Handles.Add(new ReadableStreamEnd((SharedStream)shared));

    object ILiftLowerInstance.LiftFuture(uint index, FutureType type) => LiftAsyncValue<ReadableFutureEnd>(index, type.Element);

    uint ILiftLowerInstance.LowerFuture(object shared, FutureType type) => Handles.Add(new ReadableFutureEnd((SharedFuture)shared));

    object ILiftLowerInstance.LiftErrorContext(uint index) => GetHandle<ErrorContext>(index);

    uint ILiftLowerInstance.LowerErrorContext(object errorContext) => Handles.Add(errorContext);

    /// <summary>What the handle table holds at this index, which must be of this kind.</summary>
    internal T GetHandle<T>(uint index)
        where T : class
    {
        if (Handles.Get(index) is T handle) return handle;
        throw WrongType(index, HandleNames.Of(typeof(T)));
    }

    internal T RemoveHandle<T>(uint index)
        where T : class
    {
        var handle = GetHandle<T>(index);
        Handles.Remove(index);
        return handle;
    }

    internal WaitableSet GetWaitableSet(uint index) => GetHandle<WaitableSet>(index);

    internal ResourceHandle GetResource(uint index, ResourceType type)
    {
        var handle = GetHandle<ResourceHandle>(index);
        if (handle.Type != type)
        {
            static string Kind(ResourceType type) => type is GuestResourceType ? "guest-defined" : "host-defined";
            var other = Kind(handle.Type) == Kind(type) ? "different " : "";
            throw Trap.WithMessage(TrapCode.HandleWrongType,
                $"handle index {index} used with the wrong type, expected {Kind(type)} resource but found a {other}{Kind(handle.Type)} resource");
        }
        return handle;
    }

    /// <summary>The end of a stream or future at this index, which must carry this type.</summary>
    internal T GetEnd<T>(uint index, ValType? element)
        where T : CopyEnd
    {
        var end = GetHandle<T>(index);
        if (!Equals(end.Shared.Element, element)) throw WrongType(index, $"{HandleNames.Of(typeof(T))} of {element?.ToString() ?? "nothing"}");
        return end;
    }

    private SharedBase LiftAsyncValue<T>(uint index, ValType? element)
        where T : CopyEnd
    {
        Debug.Assert(element is null || !element.ContainsBorrow);
        var end = GetEnd<T>(index, element);
        end.TrapUnlessLiftable();
        Handles.Remove(index);
        return end.Shared;
    }

    private static Trap WrongType(uint index, string expected) =>
        Trap.WithMessage(TrapCode.HandleWrongType, $"handle index {index} used with the wrong type, expected {expected}");

    /// <summary>The thread that is current while <c>realloc</c> runs: a synchronous task's own, with nothing in its storage.</summary>
    private sealed class SynchronousScope(ComponentInstance instance)
    {
        private readonly SynchronousThread thread = new(new GuestTask(new FuncType([], null), CanonicalOptions.None, instance, null));
        private GuestThread? interrupted;

        public void Enter()
        {
            thread.Storage = default;
            interrupted = instance.Store.CurrentThread;
            instance.Store.CurrentThread = thread;
        }

        public void Leave() => instance.Store.CurrentThread = interrupted;
    }

    private sealed class SynchronousThread(GuestTask task) : GuestThread(task)
    {
        protected override bool TryEnter(Cancelled cancelled) => throw new UnreachableException();

        protected override void Advance(Cancelled cancelled) => throw new UnreachableException();
    }

    private static class HandleNames
    {
        public static string Of(Type type) => type switch
        {
            _ when type == typeof(ResourceHandle) => "a resource",
            _ when type == typeof(ErrorContext) => "an error-context",
            _ when type == typeof(WaitableSet) => "a waitable set",
            _ when type == typeof(Waitable) => "a waitable",
            _ when type == typeof(Subtask) => "a subtask",
            _ when type == typeof(ReadableStreamEnd) => "the readable end of a stream",
            _ when type == typeof(WritableStreamEnd) => "the writable end of a stream",
            _ when type == typeof(ReadableFutureEnd) => "the readable end of a future",
            _ => "the writable end of a future",
        };
    }
}
