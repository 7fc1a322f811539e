// WebAssembly 3.0, "Binary Format: Values". https://webassembly.github.io/spec/core/binary/values.html

using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Sluice.Binary;

/// <summary>A position in a binary, with the format's basic encodings. Errors carry the offset from the start of the binary.</summary>
internal ref struct BinaryCursor
{
    private readonly ReadOnlySpan<byte> data;
    private int position;

    /// <summary>Reads <paramref name="data"/> up to its end; offsets count from its start.</summary>
    public BinaryCursor(ReadOnlySpan<byte> data, int position = 0)
    {
        this.data = data;
        this.position = position;
    }

    /// <summary>Reads one range of <paramref name="binary"/>; offsets count from the start of the binary.</summary>
    public BinaryCursor(ReadOnlySpan<byte> binary, int start, int end) : this(binary[..end], start) { }

    public readonly int Position => position;
    public readonly int Remaining => data.Length - position;
    public readonly bool AtEnd => position >= data.Length;

    public static MalformedException UnexpectedEnd(int offset) => new("unexpected end of section or function", offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte ReadByte()
    {
        var at = position;
        if ((uint)at >= (uint)data.Length) throw UnexpectedEnd(at);
        position = at + 1;
        return data[at];
    }

    /// <summary>The next byte, or -1 at the end.</summary>
    public readonly int Peek() => (uint)position < (uint)data.Length ? data[position] : -1;

    public void Skip(int count)
    {
        if ((uint)count > (uint)Remaining) throw UnexpectedEnd(data.Length);
        position += count;
    }

    public ReadOnlySpan<byte> ReadBytes(int count)
    {
        var start = position;
        Skip(count);
        return data.Slice(start, count);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public uint ReadU32()
    {
        var at = position;
        if ((uint)at < (uint)data.Length && data[at] is var first and < 0x80)
        {
            position = at + 1;
            return first;
        }
        return (uint)ReadUnsigned(32);
    }

    public ulong ReadU64() => ReadUnsigned(64);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadS32()
    {
        var at = position;
        if ((uint)at < (uint)data.Length && data[at] is var first and < 0x80)
        {
            position = at + 1;
            return (int)((uint)first << 25) >> 25;
        }
        return (int)ReadSigned(32);
    }

    public long ReadS33() => ReadSigned(33);

    public long ReadS64() => ReadSigned(64);

    /// <summary>
    /// An index. Indices beyond <see cref="int.MaxValue"/> come out as that: no index space has one, and so they stay unknown.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReadIndex() => (int)Math.Min(ReadU32(), int.MaxValue);

    /// <summary>
    /// The length of a vector, which has at least <paramref name="elementBytes"/> bytes for each of its elements: a count that the
    /// rest of the binary cannot hold is refused before anything is allocated for it.
    /// </summary>
    public int ReadCount(int elementBytes = 1)
    {
        var count = ReadU32();
        if (count > (uint)Remaining / (uint)elementBytes) throw UnexpectedEnd(data.Length);
        return (int)count;
    }

    /// <summary>The size in bytes of what follows.</summary>
    public int ReadSize()
    {
        var at = position;
        var size = ReadU32();
        if (size > (uint)Remaining) throw new MalformedException("length out of bounds", at);
        return (int)size;
    }

    public string ReadName()
    {
        var size = ReadSize();
        var at = position;
        var bytes = ReadBytes(size);
        if (!Utf8.IsValid(bytes)) throw new MalformedException("malformed UTF-8 encoding", at);
        return Encoding.UTF8.GetString(bytes);
    }

    public uint ReadFixed32() => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    public ulong ReadFixed64() => System.Buffers.Binary.BinaryPrimitives.ReadUInt64LittleEndian(ReadBytes(8));

    // Overlong forms are allowed up to ceil(bits / 7) bytes; the last byte's unused bits must be zero (or copies of the sign).
    private ulong ReadUnsigned(int bits)
    {
        ulong result = 0;
        for (var shift = 0; ; shift += 7)
        {
            var left = bits - shift;
            if (left <= 0) throw new MalformedException("integer representation too long", position);
            var value = ReadByte();
            if (left < 7 && (value & 0x7f) >> left != 0) throw new MalformedException("integer too large", position - 1);
            result |= (ulong)(value & 0x7f) << shift;
            if (value < 0x80) return result;
        }
    }

    private long ReadSigned(int bits)
    {
        long result = 0;
        for (var shift = 0; ; shift += 7)
        {
            var left = bits - shift;
            if (left <= 0) throw new MalformedException("integer representation too long", position);
            var value = ReadByte();
            if (left < 7)
            {
                var mask = (-1 << (left - 1)) & 0x7f;
                if ((value & mask) != 0 && (value & mask) != mask) throw new MalformedException("integer too large", position - 1);
            }
            result |= (long)(value & 0x7f) << shift;
            if (value < 0x80)
            {
                var unused = 64 - Math.Min(shift + 7, bits);
                return result << unused >> unused;
            }
        }
    }
}
