using System.Diagnostics;
using System.Runtime.Intrinsics;
using System.Text.Unicode;

namespace Sluice.CanonicalAbi;

/// <summary>Copies UTF-8 and checks it on the way, so that what does not fit into the nearest cache is read once.</summary>
internal static unsafe class Utf8Copy
{
    // Both sides of a piece fit into a first-level cache of 32 KiB.
    private const int PieceLength = 8 << 10;

    /// <summary>Stops the guest if the source is not UTF-8; the destination then holds a part of it.</summary>
    /// <param name="destination">As long as the source.</param>
    public static void Copy(ReadOnlySpan<byte> source, Span<byte> destination)
    {
        Debug.Assert(source.Length == destination.Length);
        if (source.Overlaps(destination))
        {
            StringView.CheckUtf8(source);
            source.CopyTo(destination);
            return;
        }
        fixed (byte* from = source, to = destination)
        {
            var done = 0;
            while (done < source.Length)
            {
                done += CopyAscii(from + done, to + done, source.Length - done);
                if (done == source.Length) return;
                var rest = source[done..];
                var piece = rest[..WholeCharacters(rest, PieceLength)];
                // The piece may end where the string does not: only all of it tells what is wrong.
                if (!Utf8.IsValid(piece)) StringView.CheckUtf8(rest);
                piece.CopyTo(destination[done..]);
                done += piece.Length;
            }
        }
    }

    /// <summary>The most bytes up to a limit that do not end inside a character, if the bytes are UTF-8.</summary>
    private static int WholeCharacters(ReadOnlySpan<byte> bytes, int limit)
    {
        if (bytes.Length <= limit) return bytes.Length;
        var length = limit;
        while (length > limit - 4 && (bytes[length] & 0xC0) == 0x80) length--;
        return length;
    }

    /// <summary>Copies bytes up to a block that has others than ASCII, or all of them.</summary>
    /// <returns>How many were copied.</returns>
    private static int CopyAscii(byte* from, byte* to, int length)
    {
        var done = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; length - done >= 4 * Vector256<byte>.Count; done += 4 * Vector256<byte>.Count)
            {
                var (a, b) = (Vector256.Load(from + done), Vector256.Load(from + done + 32));
                var (c, d) = (Vector256.Load(from + done + 64), Vector256.Load(from + done + 96));
                if ((a | b | c | d).ExtractMostSignificantBits() != 0) return done;
                a.Store(to + done);
                b.Store(to + done + 32);
                c.Store(to + done + 64);
                d.Store(to + done + 96);
            }
        }
        for (; length - done >= Vector128<byte>.Count; done += Vector128<byte>.Count)
        {
            var block = Vector128.Load(from + done);
            if (block.ExtractMostSignificantBits() != 0) return done;
            block.Store(to + done);
        }
        for (; done < length; done++)
        {
            if (from[done] >= 0x80) return done;
            to[done] = from[done];
        }
        return done;
    }
}
