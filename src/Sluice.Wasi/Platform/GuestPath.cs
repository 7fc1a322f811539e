using System.Text;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>Paths as guests write them: relative, separated by `/`, UTF-8.</summary>
internal static class GuestPath
{
    /// <summary>In bytes: Linux's PATH_MAX without the terminator, here the limit on every platform.</summary>
    public const int MaxLength = 4095;

    /// <summary>The number of links that one resolution expands before it reports a loop, as Linux does.</summary>
    public const int MaxSymlinks = 40;

    private static readonly UTF8Encoding s_strictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static Result<byte[], ErrorCode> Encode(string path)
    {
        if (path.Length == 0)
            return ErrorCode.NoEntry;
        if (path.Contains('\0'))
            return ErrorCode.Invalid;
        if (path[0] == '/')
            return ErrorCode.NotPermitted;
        if (path.Length > MaxLength)
            return ErrorCode.NameTooLong;
        try
        {
            byte[] bytes = s_strictUtf8.GetBytes(path);
            return bytes.Length > MaxLength ? ErrorCode.NameTooLong : bytes;
        }
        catch (EncoderFallbackException)
        {
            return ErrorCode.IllegalByteSequence;
        }
    }

    /// <summary>Null for bytes that are no UTF-8, which a guest cannot be told.</summary>
    public static string? Decode(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return s_strictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    /// <summary>Null for UTF-16 with lone surrogates, which a guest cannot be told.</summary>
    public static byte[]? EncodeName(ReadOnlySpan<char> name)
    {
        try
        {
            byte[] bytes = new byte[s_strictUtf8.GetByteCount(name)];
            s_strictUtf8.GetBytes(name, bytes);
            return bytes;
        }
        catch (EncoderFallbackException)
        {
            return null;
        }
    }

    public static bool IsAbsolute(ReadOnlySpan<byte> path) => path.StartsWith("/"u8);

    public static bool IsDot(ReadOnlySpan<byte> name) => name.SequenceEqual("."u8);

    public static bool IsDotDot(ReadOnlySpan<byte> name) => name.SequenceEqual(".."u8);

    /// <summary>What system calls take.</summary>
    public static byte[] Terminate(ReadOnlySpan<byte> path)
    {
        byte[] terminated = new byte[path.Length + 1];
        path.CopyTo(terminated);
        return terminated;
    }
}
