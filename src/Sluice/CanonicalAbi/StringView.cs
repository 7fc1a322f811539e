// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#loading (load_string_from_range)

using System.Buffers;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Unicode;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>How the code units of one particular string are encoded.</summary>
internal enum SimpleEncoding : byte
{
    Utf8,
    Utf16,
    Latin1,
}

/// <summary>A well-formed string where it lies: in a guest's memory, or pinned by the host.</summary>
/// <remarks>
/// The specification's <c>String</c> keeps the encoding and length that a string came with, since they decide how often and with
/// what sizes the receiver's <c>realloc</c> is called.
/// </remarks>
/// <param name="Bytes">The first code unit.</param>
/// <param name="CodeUnits">The number of code units, without a tag.</param>
/// <param name="Encoding">How these are encoded.</param>
/// <param name="Declared">The encoding that the sender's canonical options name.</param>
internal readonly unsafe record struct StringView(IntPtr Bytes, int CodeUnits, SimpleEncoding Encoding, StringEncoding Declared)
{
    /// <summary>The longest string that may be passed: 2^28 - 1 bytes.</summary>
    public const int MaxByteLength = (1 << 28) - 1;

    public int ByteLength => Encoding == SimpleEncoding.Utf16 ? 2 * CodeUnits : CodeUnits;

    /// <summary>The bytes of UTF-8 or Latin-1.</summary>
    public ReadOnlySpan<byte> Units8
    {
        get
        {
            Debug.Assert(Encoding != SimpleEncoding.Utf16);
            return new ReadOnlySpan<byte>((void*)Bytes, CodeUnits);
        }
    }

    /// <summary>The code units of UTF-16.</summary>
    public ReadOnlySpan<char> Units16
    {
        get
        {
            Debug.Assert(Encoding == SimpleEncoding.Utf16);
            return new ReadOnlySpan<char>((void*)Bytes, CodeUnits);
        }
    }

    /// <summary>The bit of a length that marks UTF-16 in <see cref="StringEncoding.Latin1OrUtf16"/>.</summary>
    public static ulong Utf16Tag(PointerSize pointer) => pointer == PointerSize.Memory64 ? 1UL << 63 : 1UL << 31;

    /// <summary><c>load_string_from_range</c>: checks a string in a guest's memory; nothing is copied.</summary>
    public static StringView Load(LiftLowerContext from, ulong pointer, ulong taggedCodeUnits)
    {
        var view = Locate(from, pointer, taggedCodeUnits);
        if (view.Encoding == SimpleEncoding.Utf8) CheckUtf8(view.Units8);
        else if (view.Encoding == SimpleEncoding.Utf16) Trap.If(!IsWellFormed(view.Units16), TrapCode.InvalidUtf16);
        return view;
    }

    /// <summary>As <see cref="Load"/>, but whether the string is well-formed remains to be checked.</summary>
    public static StringView Locate(LiftLowerContext from, ulong pointer, ulong taggedCodeUnits)
    {
        var declared = from.Options.StringEncoding;
        var encoding = SimpleEncoding.Utf8;
        var codeUnits = taggedCodeUnits;
        if (declared == StringEncoding.Utf16) encoding = SimpleEncoding.Utf16;
        else if (declared == StringEncoding.Latin1OrUtf16)
        {
            var tag = Utf16Tag(from.PointerSize);
            encoding = (taggedCodeUnits & tag) != 0 ? SimpleEncoding.Utf16 : SimpleEncoding.Latin1;
            codeUnits &= ~tag;
        }
        var unitSize = encoding == SimpleEncoding.Utf16 ? 2u : 1u;
        Trap.If(codeUnits > MaxByteLength / unitSize, TrapCode.StringTooLong);
        Trap.If(declared != StringEncoding.Utf8 && (pointer & 1) != 0, TrapCode.UnalignedPointer);
        Trap.If(!from.InBounds(pointer, codeUnits * unitSize), TrapCode.StringOutOfBounds);

        return new StringView((nint)(from.Memory.Base + pointer), (int)codeUnits, encoding, declared);
    }

    public override string ToString() => Encoding switch
    {
        SimpleEncoding.Utf8 => System.Text.Encoding.UTF8.GetString(Units8),
        SimpleEncoding.Latin1 => System.Text.Encoding.Latin1.GetString(Units8),
        _ => new string(Units16),
    };

    /// <summary>Whether no surrogate stands alone.</summary>
    public static bool IsWellFormed(ReadOnlySpan<char> text)
    {
        while (true)
        {
            var at = text.IndexOfAnyInRange('\uD800', '\uDFFF');
            if (at < 0) return true;
            if (!char.IsHighSurrogate(text[at]) || at + 1 == text.Length || !char.IsLowSurrogate(text[at + 1])) return false;
            text = text[(at + 2)..];
        }
    }

    public static void CheckUtf8(ReadOnlySpan<byte> bytes)
    {
        // Text is mostly ASCII, whose check alone runs at the speed of a copy.
        if (Ascii.IsValid(bytes) || Utf8.IsValid(bytes)) return;
        while (Rune.DecodeFromUtf8(bytes, out _, out var consumed) is var status)
        {
            Trap.If(status == OperationStatus.NeedMoreData, TrapCode.IncompleteUtf8);
            Trap.If(status == OperationStatus.InvalidData, TrapCode.InvalidUtf8);
            bytes = bytes[consumed..];
        }
    }
}
