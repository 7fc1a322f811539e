using System.Diagnostics;
using Microsoft.Win32.SafeHandles;

namespace Sluice.Wasi.Platform;

/// <summary>
/// Where a path led: a directory inside the sandbox and one component in it, to be used with a `…at` call that does not follow links.
/// The object itself may not exist.
/// </summary>
[DebuggerDisplay("{System.Text.Encoding.UTF8.GetString(Name),nq}")]
internal readonly struct Location(SafeFileHandle directory, bool ownsDirectory, byte[] name, bool trailingSlash) : IDisposable
{
    public SafeFileHandle Directory => directory;

    /// <summary>NUL-terminated. `.` if the path ended in `.` or `..`: then it means <see cref="Directory"/> itself.</summary>
    public byte[] Name => name;

    /// <summary>The path ended in `/`: only a directory will do.</summary>
    public bool TrailingSlash => trailingSlash;

    public bool IsDirectoryItself => GuestPath.IsDot(name.AsSpan(..^1));

    public void Dispose()
    {
        if (ownsDirectory)
            directory.Dispose();
    }
}
