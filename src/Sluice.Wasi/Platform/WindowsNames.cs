using System.Buffers;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// Names of guests as names of Windows. The kernel's own calls, which the sandbox is built on, take many names that Win32 takes for
/// something else (devices, names that lose their last dot), so that other programs could not open the file, or would open another; and
/// `:` leads to another stream of a file. All these are refused, whatever is done with them.
/// https://learn.microsoft.com/windows/win32/fileio/naming-a-file
/// </summary>
internal static class WindowsNames
{
    /// <summary>In UTF-16 units, for one component.</summary>
    private const int MaxLength = 255;

    // `:` starts the name of a stream; `\` separates components; `<`, `>` and `"` are wildcards of the kernel beside `*` and `?`.
    private static readonly SearchValues<char> s_invalid =
        SearchValues.Create([.. Enumerable.Range(0, 32).Select(code => (char)code), .. "<>:\"/\\|?*"]);

    private static readonly HashSet<string> s_devices = new(
        [
            "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$",
            .. "0123456789¹²³".Select(digit => $"COM{digit}"),
            .. "0123456789¹²³".Select(digit => $"LPT{digit}"),
        ],
        StringComparer.OrdinalIgnoreCase);

    /// <param name="name">One component, without NUL at its end.</param>
    /// <returns>Empty for `.`, which is how the kernel is asked for the directory itself.</returns>
    public static Result<string, ErrorCode> FromGuest(ReadOnlySpan<byte> name)
    {
        if (GuestPath.IsDot(name))
            return "";
        if (GuestPath.Decode(name) is not { } text)
            return ErrorCode.IllegalByteSequence;
        if (text.Length > MaxLength)
            return ErrorCode.NameTooLong;
        return IsValid(text) ? text : ErrorCode.Invalid;
    }

    /// <summary>The kernel's name of a host path, which may be of any of the kinds that Win32 knows.</summary>
    /// <param name="fullPath">From <see cref="Path.GetFullPath(string)"/>.</param>
    public static string ToKernelPath(string fullPath)
    {
        const string Kernel = @"\??\";
        if (fullPath.StartsWith(Kernel, StringComparison.Ordinal))
            return fullPath;
        if (fullPath.StartsWith(@"\\?\", StringComparison.Ordinal) || fullPath.StartsWith(@"\\.\", StringComparison.Ordinal))
            return Kernel + fullPath[4..];
        return fullPath.StartsWith(@"\\", StringComparison.Ordinal) ? $@"{Kernel}UNC\{fullPath[2..]}" : Kernel + fullPath;
    }

    private static bool IsValid(string name) =>
        name.Length > 0 && !name.AsSpan().ContainsAny(s_invalid) && name[^1] is not ('.' or ' ') && !IsDevice(name);

    /// <summary>With any extension, as older versions of Windows have it.</summary>
    private static bool IsDevice(string name)
    {
        int dot = name.IndexOf('.', StringComparison.Ordinal);
        return s_devices.Contains((dot < 0 ? name : name[..dot]).TrimEnd(' '));
    }
}
