using System.Buffers.Binary;
using System.Text;

namespace Sluice.Wasi.Preview1;

/// <summary>
/// The guest's memory as the snapshot's functions see it. A pointer that leads out of it traps, as WASI has decided for malformed pointers
/// (https://github.com/WebAssembly/WASI/pull/487); <c>fault</c> is never returned. Alignment is not looked at.
/// </summary>
internal readonly struct GuestMemory(Runtime.Memory memory)
{
    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private const uint MostVectors = 1024;

    /// <summary>The longest range handled at once; what a guest passes may exceed it.</summary>
    public const uint LongestRange = int.MaxValue;

    public void Check(uint pointer, ulong length) => memory.CheckRange(pointer, length);

    public Span<byte> Span(uint pointer, uint length) => memory.Slice(pointer, Math.Min(length, LongestRange));

    /// <summary>For asynchronous operations that end before the function returns.</summary>
    public Memory<byte> Memory(uint pointer, uint length) => memory.AsMemory(pointer, (int)Math.Min(length, LongestRange));

    public byte ReadByte(uint pointer) => memory.Slice(pointer, sizeof(byte))[0];

    public ushort ReadUInt16(uint pointer) => BinaryPrimitives.ReadUInt16LittleEndian(memory.Slice(pointer, sizeof(ushort)));

    public uint ReadUInt32(uint pointer) => BinaryPrimitives.ReadUInt32LittleEndian(memory.Slice(pointer, sizeof(uint)));

    public ulong ReadUInt64(uint pointer) => BinaryPrimitives.ReadUInt64LittleEndian(memory.Slice(pointer, sizeof(ulong)));

    public void WriteUInt32(uint pointer, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(memory.Slice(pointer, sizeof(uint)), value);

    public void WriteUInt64(uint pointer, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(memory.Slice(pointer, sizeof(ulong)), value);

    /// <summary>Null if the bytes are no UTF-8.</summary>
    public string? ReadString(uint pointer, uint length)
    {
        try
        {
            return s_strictUtf8.GetString(Span(pointer, length));
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>
    /// A list of <c>iovec</c> or <c>ciovec</c>, of which no more than the first <see cref="MostVectors"/> count: transfers may be partial.
    /// All ranges are checked before the first is used.
    /// </summary>
    public (uint Pointer, uint Length)[] ReadVectors(uint pointer, uint count)
    {
        const uint VectorSize = 8;
        Check(pointer, (ulong)count * VectorSize);
        var vectors = new (uint Pointer, uint Length)[Math.Min(count, MostVectors)];
        for (uint i = 0; i < (uint)vectors.Length; i++)
        {
            uint vector = pointer + (i * VectorSize);
            vectors[i] = (ReadUInt32(vector), ReadUInt32(vector + sizeof(uint)));
            Check(vectors[i].Pointer, vectors[i].Length);
        }

        return vectors;
    }
}
