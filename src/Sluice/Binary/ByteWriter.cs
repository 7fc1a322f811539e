// WebAssembly 3.0, "Binary Format: Values". https://webassembly.github.io/spec/core/binary/values.html

using System.Buffers.Binary;
using System.Diagnostics;
using System.Text;

namespace Sluice.Binary;

/// <summary>A growing byte buffer with the binary format's encodings. Not thread-safe.</summary>
internal sealed class ByteWriter
{
    private byte[] buffer = new byte[256];
    private int length;

    public int Length => length;
    public ReadOnlySpan<byte> Span => buffer.AsSpan(0, length);
    public byte[] ToArray() => Span.ToArray();

    /// <summary>Drops what was written after the first <paramref name="newLength"/> bytes.</summary>
    public void Truncate(int newLength)
    {
        Debug.Assert(newLength <= length);
        length = newLength;
    }

    private Span<byte> Reserve(int count)
    {
        if (buffer.Length - length < count) Array.Resize(ref buffer, checked((int)Math.Max((uint)(length + count), Math.Min(2u * (uint)buffer.Length, (uint)Array.MaxLength))));
        var span = buffer.AsSpan(length, count);
        length += count;
        return span;
    }

    public void Byte(byte value) => Reserve(1)[0] = value;

    public void Bytes(ReadOnlySpan<byte> value) => value.CopyTo(Reserve(value.Length));

    /// <summary>Unsigned LEB128, shortest form.</summary>
    public void Unsigned(ulong value)
    {
        while (value >= 0x80)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)value);
    }

    public void Unsigned(int value) => Unsigned((ulong)(uint)value);

    /// <summary>Signed LEB128, shortest form; s32, s33 and s64 alike.</summary>
    public void Signed(long value)
    {
        while (value is < -0x40 or >= 0x40)
        {
            Byte((byte)(value | 0x80));
            value >>= 7;
        }
        Byte((byte)(value & 0x7f));
    }

    public void Fixed32(uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Reserve(4), value);

    public void Fixed64(ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Reserve(8), value);

    /// <summary>A length-prefixed UTF-8 name.</summary>
    public void Name(string value)
    {
        Unsigned(Encoding.UTF8.GetByteCount(value));
        Bytes(Encoding.UTF8.GetBytes(value));
    }

    /// <summary>A length-prefixed byte string.</summary>
    public void Blob(ReadOnlySpan<byte> value)
    {
        Unsigned(value.Length);
        Bytes(value);
    }

    /// <summary>A section: id, size, contents.</summary>
    public void Section(byte id, ByteWriter contents)
    {
        Byte(id);
        Blob(contents.Span);
    }
}
