// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#buffer-state

using System.Diagnostics;
using System.Runtime.InteropServices;
using Sluice.CanonicalAbi;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>Where the elements of a read or write of a stream or future are, or go: the specification's <c>Buffer</c>.</summary>
internal abstract class CopyBuffer
{
    public const uint MaxLength = (1 << 28) - 1;

    /// <summary>How many elements it holds in all.</summary>
    public abstract int Length { get; }

    /// <summary>How many of them have been copied.</summary>
    public int Progress { get; protected set; }

    public int Remain => Length - Progress;

    public bool IsZeroLength => Length == 0;

    /// <summary>The guest's memory that the elements are in; null if they are the host's.</summary>
    public virtual Memory? GuestMemory => null;

    /// <summary>The next bytes, of a stream of bytes.</summary>
    public virtual Memory<byte> Bytes(int count) => throw new InvalidOperationException("Only streams of bytes can be used in place.");

    /// <summary>Takes note of a copy that the host has made by itself.</summary>
    public void Advance(int count)
    {
        Debug.Assert(count <= Remain);
        Progress += count;
    }

    /// <summary><c>destination.write(self.read(count))</c></summary>
    public void CopyTo(CopyBuffer destination, int count)
    {
        Debug.Assert(count <= Remain && count <= destination.Remain);
        CopyElements(destination, count);
        Progress += count;
        destination.Progress += count;
    }

    /// <summary>Copies the next elements to where the destination's next ones go; progress is the caller's business.</summary>
    protected abstract void CopyElements(CopyBuffer destination, int count);

    protected static InvalidOperationException OfAnotherType(Type clr) => new($"A stream or future of {clr} is read as one of another type.");
}

/// <summary>A range of a guest's memory: the specification's <c>BufferGuestImpl</c>, readable or writable.</summary>
internal sealed unsafe class GuestBuffer : CopyBuffer
{
    private readonly ValType? element;
    private readonly ulong address;
    private readonly int elementSize;

    public GuestBuffer(ValType? element, LiftLowerContext context, ulong address, uint length)
    {
        Trap.If(length > MaxLength, TrapCode.StreamCopyTooLarge);
        if (element is not null && length > 0)
        {
            var layout = element.LayoutFor(context.PointerSize);
            Trap.If((address & (ulong)(layout.Alignment - 1)) != 0, TrapCode.UnalignedPointer);
            // Neither factor reaches 2^32.
            Trap.If(!context.InBounds(address, length * (ulong)layout.Size), TrapCode.CopyOutOfBounds);
            elementSize = (int)layout.Size;
        }
        this.element = element;
        this.address = address;
        Context = context;
        Length = (int)length;
    }

    public LiftLowerContext Context { get; }

    public override int Length { get; }

    /// <summary>Where the next element is.</summary>
    public byte* Next => Context.Memory.Base + Offset(0);

    public override Memory? GuestMemory => Context.Memory;

    public override Memory<byte> Bytes(int count)
    {
        Debug.Assert(elementSize == 1 || count == 0);
        return count == 0 ? default : Context.Memory.AsMemory(Offset(0), count);
    }

    protected override void CopyElements(CopyBuffer destination, int count)
    {
        if (destination is GuestBuffer guest)
        {
            if (element is null || count == 0) return;
            Movers.Elements(element, Context.Options, guest.Context.Options)(Context, Next, guest.Context, guest.Next, count);
        }
        else ((HostBuffer)destination).CopyFrom(this, count);
    }

    private ulong Offset(int index) => address + (ulong)(Progress + index) * (ulong)elementSize;
}

/// <summary>Elements of the host's.</summary>
internal abstract class HostBuffer : CopyBuffer
{
    public abstract Type Clr { get; }

    /// <summary>Takes the next elements of a guest's buffer.</summary>
    public abstract void CopyFrom(GuestBuffer source, int count);

    /// <summary>Takes an element that is its type's default.</summary>
    public abstract void TakeDefault();
}

/// <summary>One <c>result</c> of the host's that is <c>ok</c> without a payload: whatever its error's type, that is a zero.</summary>
/// <param name="clr">The result's CLR type.</param>
internal sealed unsafe class OkBuffer(Type clr) : CopyBuffer
{
    public override int Length => 1;

    protected override void CopyElements(CopyBuffer destination, int count)
    {
        if (destination is GuestBuffer guest) *guest.Next = 0;
        else if (destination is HostBuffer host && host.Clr == clr) host.TakeDefault();
        else throw OfAnotherType(clr);
    }
}

/// <summary>Elements of the host's by their CLR type.</summary>
/// <param name="element">The element's type; null for streams and futures that only signal.</param>
/// <param name="memory">Not to be touched by its owner until the operation has ended.</param>
internal sealed unsafe class HostBuffer<T>(ValType? element, Memory<T> memory) : HostBuffer
{
    public override Type Clr => typeof(T);

    public override int Length => memory.Length;

    public override Memory<byte> Bytes(int count) => memory is Memory<byte> bytes ? bytes.Slice(Progress, count) : base.Bytes(count);

    public override void CopyFrom(GuestBuffer source, int count)
    {
        if (element is null || count == 0) return;
        var next = memory.Span.Slice(Progress, count);
        Movers.LiftElements<T>(element, source.Context.Options)(source.Context, source.Next, ref MemoryMarshal.GetReference(next), count);
    }

    public override void TakeDefault() => memory.Span[Progress] = default!;

    protected override void CopyElements(CopyBuffer destination, int count)
    {
        var source = memory.Span.Slice(Progress, count);
        switch (destination)
        {
            case GuestBuffer guest:
                if (element is not null && count > 0) Movers.LowerElements<T>(element, guest.Context.Options)(ref MemoryMarshal.GetReference(source), count, guest.Context, guest.Next);
                break;
            case HostBuffer<T> host:
                host.Receive(source);
                break;
            default:
                throw OfAnotherType(typeof(T));
        }
    }

    private void Receive(ReadOnlySpan<T> elements) => elements.CopyTo(memory.Span[Progress..]);
}
