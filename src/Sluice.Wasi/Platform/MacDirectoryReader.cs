using System.Runtime.Versioning;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary><c>readdir</c>, whose record is valid until the next call.</summary>
/// <param name="stream">The `DIR *`, which this reader closes.</param>
[SupportedOSPlatform("macos")]
internal sealed unsafe class MacDirectoryReader(nint stream, bool includeDots) : DirectoryReader
{
    private nint stream = stream;
    private bool skippedNames;

    ~MacDirectoryReader() => Close();

    public override bool TryRead(out DirectoryEntry entry)
    {
        while (stream != 0 && Error is null && MacNative.Readdir(stream) is var start && start != null)
        {
            int length = MacDirectoryEntry.LengthOf(new ReadOnlySpan<byte>(start, MacDirectoryEntry.NameOffset));
            MacDirectoryEntry record = new(new ReadOnlySpan<byte>(start, length));
            if (!includeDots && (GuestPath.IsDot(record.Name) || GuestPath.IsDotDot(record.Name)))
                continue;
            if (GuestPath.Decode(record.Name) is not { } text)
            {
                skippedNames = true;
                continue;
            }

            entry = new DirectoryEntry(record.Type, text, record.Inode);
            return true;
        }

        // A directory that was removed meanwhile has no entries any more.
        if (stream != 0 && Error is null)
        {
            Error = PosixErrors.Last is not (0 or PosixErrors.NoEntry) ? PosixErrors.MacOS.LastCode
                : skippedNames ? ErrorCode.IllegalByteSequence
                : null;
            Close();
        }

        entry = default;
        return false;
    }

    public override void Dispose()
    {
        Close();
        GC.SuppressFinalize(this);
    }

    private void Close()
    {
        nint open = Interlocked.Exchange(ref stream, 0);
        if (open != 0)
            _ = MacNative.Closedir(open);
    }
}
