// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#storing (store_string and what follows)
// How often realloc is called, and with what sizes, can be observed by a guest: each method here is the specification's.

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;

namespace Sluice.CanonicalAbi;

/// <summary>Stores strings into a guest's memory, in its encoding.</summary>
internal static unsafe class StringLowering
{
    /// <summary>Passes a string from guest to guest.</summary>
    public static PointerAndLength Copy(LiftLowerContext from, ulong pointer, ulong taggedCodeUnits, LiftLowerContext to) =>
        from.Options.StringEncoding == StringEncoding.Utf8 && to.Options.StringEncoding == StringEncoding.Utf8
            ? CopyUtf8(StringView.Locate(from, pointer, taggedCodeUnits), to)
            : Store(to, StringView.Load(from, pointer, taggedCodeUnits));

    // Reads the string once for both the check and the copy. What is allocated for a string that is none, nobody sees: the call traps.
    private static PointerAndLength CopyUtf8(in StringView source, LiftLowerContext to)
    {
        ulong pointer;
        Span<byte> destination;
        try
        {
            pointer = Allocate(to, 1, (uint)source.CodeUnits);
            destination = Bytes(to, pointer, source.CodeUnits);
        }
        catch
        {
            // The string comes first: its fault is the one to name.
            StringView.CheckUtf8(source.Units8);
            throw;
        }
        Utf8Copy.Copy(source.Units8, destination);
        return new(pointer, (uint)source.CodeUnits);
    }

    /// <summary>Lifts a string for the host.</summary>
    public static string Lift(LiftLowerContext from, ulong pointer, ulong taggedCodeUnits) =>
        StringView.Load(from, pointer, taggedCodeUnits).ToString();

    /// <summary>
    /// Lowers a string of the host's. Lone surrogates, which no component can receive, become U+FFFD. The specification leaves a
    /// host's encoding open: for a receiver of UTF-8 ours counts as UTF-8, so that <c>realloc</c> is called once, with the final
    /// size. Guests rely on that: the adapter that toolchains put around modules of WASI 0.1 cannot make a string longer.
    /// </summary>
    public static PointerAndLength Lower(LiftLowerContext to, string value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return to.Options.StringEncoding == StringEncoding.Utf8 ? LowerUtf8(to, value) : LowerUtf16(to, value);
    }

    private static PointerAndLength LowerUtf8(LiftLowerContext to, string value)
    {
        // Three bytes for a code unit at most: counting cannot overflow.
        if (value.Length > StringView.MaxByteLength || Encoding.UTF8.GetByteCount(value) is var byteLength && byteLength > StringView.MaxByteLength)
        {
            throw TooLong(nameof(value));
        }
        var pointer = Allocate(to, 1, (uint)byteLength);
        Encoding.UTF8.GetBytes(value, Bytes(to, pointer, byteLength));
        return new(pointer, (uint)byteLength);
    }

    private static PointerAndLength LowerUtf16(LiftLowerContext to, string value)
    {
        if (value.Length > StringView.MaxByteLength / 2) throw TooLong(nameof(value));
        if (!StringView.IsWellFormed(value)) value = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(value));
        fixed (char* units = value)
        {
            // An empty string may pin to null; the empty span over it is harmless.
            return Store(to, new StringView((nint)units, value.Length, SimpleEncoding.Utf16, StringEncoding.Utf16));
        }
    }

    private static ArgumentException TooLong(string parameter) => new("The string is longer than a component can receive.", parameter);

    /// <summary><c>store_string_into_range</c></summary>
    public static PointerAndLength Store(LiftLowerContext to, in StringView source) => (to.Options.StringEncoding, source.Encoding) switch
    {
        (StringEncoding.Utf8, SimpleEncoding.Utf8) => StoreCopy(to, source, codeUnitSize: 1, alignment: 1),
        (StringEncoding.Utf8, SimpleEncoding.Utf16) => StoreToUtf8(to, source, worstCase: 3UL * (uint)source.CodeUnits),
        (StringEncoding.Utf8, SimpleEncoding.Latin1) => StoreToUtf8(to, source, worstCase: 2UL * (uint)source.CodeUnits),
        (StringEncoding.Utf16, SimpleEncoding.Utf8) => StoreUtf8ToUtf16(to, source),
        (StringEncoding.Utf16, _) => StoreCopy(to, source, codeUnitSize: 2, alignment: 2),
        (_, SimpleEncoding.Latin1) => StoreCopy(to, source, codeUnitSize: 1, alignment: 2),
        (_, SimpleEncoding.Utf16) when source.Declared == StringEncoding.Latin1OrUtf16 => StoreProbablyUtf16ToLatin1OrUtf16(to, source),
        _ => StoreToLatin1OrUtf16(to, source),
    };

    private static PointerAndLength StoreCopy(LiftLowerContext to, in StringView source, ulong codeUnitSize, ulong alignment)
    {
        var pointer = Allocate(to, alignment, codeUnitSize * (uint)source.CodeUnits);
        if (source.Encoding == SimpleEncoding.Utf16) source.Units16.CopyTo(Units16(to, pointer, source.CodeUnits));
        else if (codeUnitSize == 1) source.Units8.CopyTo(Bytes(to, pointer, source.CodeUnits));
        else Encoding.Latin1.GetChars(source.Units8, Units16(to, pointer, source.CodeUnits));
        return new(pointer, (uint)source.CodeUnits);
    }

    private static PointerAndLength StoreToUtf8(LiftLowerContext to, in StringView source, ulong worstCase)
    {
        var codeUnits = (ulong)source.CodeUnits;
        var pointer = Allocate(to, 1, codeUnits);
        var ascii = source.Encoding == SimpleEncoding.Utf16
            ? source.Units16.IndexOfAnyExceptInRange('\0', '\u007F')
            : source.Units8.IndexOfAnyExceptInRange((byte)0, (byte)0x7F);
        if (ascii < 0) ascii = source.CodeUnits;
        if (source.Encoding == SimpleEncoding.Utf16) Ascii.FromUtf16(source.Units16[..ascii], Bytes(to, pointer, ascii), out _);
        else source.Units8[..ascii].CopyTo(Bytes(to, pointer, ascii));
        if (ascii == source.CodeUnits) return new(pointer, codeUnits);

        pointer = Reallocate(to, pointer, codeUnits, 1, worstCase);
        var rest = Bytes(to, pointer, (int)worstCase)[ascii..];
        int written;
        if (source.Encoding == SimpleEncoding.Utf16) Utf8.FromUtf16(source.Units16[ascii..], rest, out _, out written);
        else written = Latin1ToUtf8(source.Units8[ascii..], rest);
        var byteLength = (ulong)(ascii + written);
        if (worstCase > byteLength) pointer = Reallocate(to, pointer, worstCase, 1, byteLength);
        return new(pointer, byteLength);
    }

    private static int Latin1ToUtf8(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        var written = 0;
        foreach (var unit in source)
        {
            if (unit < 0x80) destination[written++] = unit;
            else
            {
                destination[written++] = (byte)(0xC0 | (unit >> 6));
                destination[written++] = (byte)(0x80 | (unit & 0x3F));
            }
        }
        return written;
    }

    private static PointerAndLength StoreUtf8ToUtf16(LiftLowerContext to, in StringView source)
    {
        var worstCase = 2UL * (uint)source.CodeUnits;
        var pointer = Allocate(to, 2, worstCase);
        Utf8.ToUtf16(source.Units8, Units16(to, pointer, source.CodeUnits), out _, out var codeUnits);
        var byteLength = 2UL * (uint)codeUnits;
        if (byteLength < worstCase) pointer = Reallocate(to, pointer, worstCase, 2, byteLength);
        return new(pointer, (uint)codeUnits);
    }

    private static PointerAndLength StoreToLatin1OrUtf16(LiftLowerContext to, in StringView source)
    {
        var codeUnits = (ulong)source.CodeUnits;
        var pointer = Allocate(to, 2, codeUnits);
        var latin1 = Bytes(to, pointer, source.CodeUnits);
        int consumed, stored;
        if (source.Encoding == SimpleEncoding.Utf16)
        {
            consumed = source.Units16.IndexOfAnyExceptInRange('\0', '\u00FF');
            if (consumed < 0) consumed = source.CodeUnits;
            stored = consumed;
            Encoding.Latin1.GetBytes(source.Units16[..consumed], latin1);
        }
        else (consumed, stored) = Utf8ToLatin1(source.Units8, latin1);

        if (consumed == source.CodeUnits)
        {
            if (stored < source.CodeUnits) pointer = Reallocate(to, pointer, codeUnits, 2, (uint)stored);
            return new(pointer, (uint)stored);
        }

        var worstCase = 2 * codeUnits;
        pointer = Reallocate(to, pointer, codeUnits, 2, worstCase);
        var bytes = Bytes(to, pointer, 2 * source.CodeUnits);
        for (var j = stored - 1; j >= 0; j--)
        {
            bytes[2 * j] = bytes[j];
            bytes[2 * j + 1] = 0;
        }
        var rest = Units16(to, pointer, source.CodeUnits)[stored..];
        int written;
        if (source.Encoding == SimpleEncoding.Utf16)
        {
            source.Units16[consumed..].CopyTo(rest);
            written = source.CodeUnits - consumed;
        }
        else Utf8.ToUtf16(source.Units8[consumed..], rest, out _, out written);
        var length = (ulong)(stored + written);
        if (worstCase > 2 * length) pointer = Reallocate(to, pointer, worstCase, 2, 2 * length);
        return new(pointer, length | StringView.Utf16Tag(to.PointerSize));
    }

    private static (int Consumed, int Stored) Utf8ToLatin1(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        int consumed = 0, stored = 0;
        while (consumed < source.Length)
        {
            var unit = source[consumed];
            if (unit < 0x80)
            {
                destination[stored++] = unit;
                consumed++;
            }
            else if (unit <= 0xC3)
            {
                destination[stored++] = (byte)((unit << 6) | (source[consumed + 1] & 0x3F));
                consumed += 2;
            }
            else break;
        }
        return (consumed, stored);
    }

    private static PointerAndLength StoreProbablyUtf16ToLatin1OrUtf16(LiftLowerContext to, in StringView source)
    {
        var byteLength = 2UL * (uint)source.CodeUnits;
        var pointer = Allocate(to, 2, byteLength);
        source.Units16.CopyTo(Units16(to, pointer, source.CodeUnits));
        if (source.Units16.ContainsAnyExceptInRange('\0', '\u00FF')) return new(pointer, (uint)source.CodeUnits | StringView.Utf16Tag(to.PointerSize));

        var bytes = Bytes(to, pointer, 2 * source.CodeUnits);
        for (var i = 0; i < source.CodeUnits; i++) bytes[i] = bytes[2 * i];
        pointer = Reallocate(to, pointer, byteLength, 1, (uint)source.CodeUnits);
        return new(pointer, (uint)source.CodeUnits);
    }

    private static ulong Allocate(LiftLowerContext to, ulong alignment, ulong byteLength) => Reallocate(to, 0, 0, alignment, byteLength);

    private static ulong Reallocate(LiftLowerContext to, ulong old, ulong oldByteLength, ulong alignment, ulong byteLength)
    {
        var pointer = to.Reallocate(old, oldByteLength, alignment, byteLength);
        Trap.If((pointer & (alignment - 1)) != 0, TrapCode.ReallocUnaligned);
        if (!to.InBounds(pointer, byteLength)) throw new Trap(TrapCode.ReallocOutOfBounds, "string content out-of-bounds");
        return pointer;
    }

    private static Span<byte> Bytes(LiftLowerContext to, ulong pointer, int length) => new(to.Memory.Base + pointer, length);

    private static Span<char> Units16(LiftLowerContext to, ulong pointer, int length) => new(to.Memory.Base + pointer, length);
}
