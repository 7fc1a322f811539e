using System.Buffers;

namespace Sluice.Runtime;

/// <summary>Shows a window of a linear memory as <see cref="Memory{T}"/>; pinning it holds a reference on the linear memory.</summary>
internal sealed unsafe class GuestMemoryManager(Memory memory, ulong start = 0) : MemoryManager<byte>
{
    // A Memory<byte> has int offsets; ranges beyond that get a window of their own.
    public Memory<byte> Range(ulong address, int length)
    {
        var offset = address - start;
        return offset + (ulong)length <= int.MaxValue
            ? CreateMemory((int)offset, length)
            : new GuestMemoryManager(memory, address).CreateMemory(0, length);
    }

    public override Span<byte> GetSpan()
    {
        ObjectDisposedException.ThrowIf(memory.Length == 0, memory);
        return new Span<byte>(memory.Base + start, (int)Math.Min(memory.Length - start, int.MaxValue));
    }

    public override Memory<byte> Memory => CreateMemory(0, (int)Math.Min(memory.Length - start, int.MaxValue));

    public override MemoryHandle Pin(int elementIndex = 0)
    {
        memory.AddReference();
        return new MemoryHandle(memory.Base + start + elementIndex, default, this);
    }

    public override void Unpin() => memory.ReleaseReference();

    protected override void Dispose(bool disposing) { }
}
