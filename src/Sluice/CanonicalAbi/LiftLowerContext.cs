// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-context

using System.Diagnostics;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>One side of a call while its values are lifted or lowered.</summary>
/// <param name="options">The side's canonical options.</param>
/// <param name="instance">The component instance whose handles the values name.</param>
/// <param name="borrowScope">The task whose parameters are lowered, or the subtask whose arguments are lifted, or null.</param>
internal sealed unsafe class LiftLowerContext(CanonicalOptions options, ILiftLowerInstance instance, object? borrowScope = null)
{
    private Borrow? borrows;

    public CanonicalOptions Options { get; } = options;

    public ILiftLowerInstance Instance { get; } = instance;

    public object? BorrowScope { get; } = borrowScope;

    public PointerSize PointerSize => Options.PointerSize;

    /// <summary>The memory; only for types that validation lets through with a memory alone.</summary>
    public Memory Memory
    {
        get
        {
            Debug.Assert(Options.Memory is not null);
            return Options.Memory;
        }
    }

    /// <summary>Remembers a handle that the host may use during the call only.</summary>
    public void AddBorrow(GuestResourceHandle handle) => borrows = new Borrow(handle, null, 0, borrows);

    /// <summary>Remembers an object that a guest may use during the call only.</summary>
    public void AddBorrow(HostResourceTable objects, uint representation) => borrows = new Borrow(null, objects, representation, borrows);

    /// <summary>Whether there is something for <see cref="EndBorrows"/> to end.</summary>
    public bool HasBorrows => borrows is not null;

    /// <summary>Ends what the host has borrowed and lent. Called when the call is over.</summary>
    public void EndBorrows()
    {
        for (; borrows is not null; borrows = borrows.Next)
        {
            borrows.Handle?.Invalidate();
            borrows.Objects?.Remove(borrows.Representation);
        }
    }

    /// <summary>Calls the guest's <c>realloc</c>. The result is whatever the guest returned: the caller checks it.</summary>
    public ulong Reallocate(ulong old, ulong oldByteLength, ulong alignment, ulong newByteLength)
    {
        var realloc = Options.Realloc;
        Debug.Assert(realloc is not null);
        realloc.EnsureCompiled();
        Instance.EnterRealloc();
        try
        {
            ulong pointer;
            if (PointerSize == PointerSize.Memory64)
            {
                var call = (delegate*<long, long, long, long, object, long>)realloc.Code;
                pointer = (ulong)call((long)old, (long)oldByteLength, (long)alignment, (long)newByteLength, realloc.Context);
            }
            else
            {
                var call = (delegate*<int, int, int, int, object, int>)realloc.Code;
                pointer = (uint)call((int)old, (int)oldByteLength, (int)alignment, (int)newByteLength, realloc.Context);
            }
            Instance.LeaveRealloc();
            return pointer;
        }
        catch (GuestException exception)
        {
            throw new Trap(TrapCode.UncaughtException, null, exception);
        }
    }

    public ulong Allocate(ulong alignment, ulong byteLength) => Reallocate(0, 0, alignment, byteLength);

    /// <summary>Whether the range lies within the memory. No sum overflows, whatever the guest passes.</summary>
    public bool InBounds(ulong address, ulong byteLength)
    {
        var length = Memory.Length;
        return byteLength <= length && address <= length - byteLength;
    }

    /// <summary>What was borrowed or lent; <paramref name="next"/> was before.</summary>
    private sealed class Borrow(GuestResourceHandle? handle, HostResourceTable? objects, uint representation, Borrow? next)
    {
        public GuestResourceHandle? Handle => handle;

        public HostResourceTable? Objects => objects;

        public uint Representation => representation;

        public Borrow? Next => next;
    }
}
