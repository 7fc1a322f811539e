using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The kernel of Windows knows no `..` in names that are relative to a handle, hence the handles of the way are kept. Mount points and
/// junctions are links with absolute contents, which never stay inside.
/// </summary>
[SupportedOSPlatform("windows")]
internal sealed class WindowsResolver : WalkResolver
{
    protected override Result<SafeFileHandle, ErrorCode> Step(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        if (!WindowsFile.Open(
                directory, name, WindowsFile.Traverse | WindowsFile.ReadAttributes, WindowsFile.OpenExisting, WindowsFile.DirectoryFile)
                .TryGetValue(out SafeFileHandle? opened, out ErrorCode error))
            return error;
        if (WindowsFile.TypeOf(opened).TryGetValue(out DescriptorType type, out error))
        {
            if (type == DescriptorType.Directory)
                return opened;
            error = type == DescriptorType.SymbolicLink ? ErrorCode.Loop : ErrorCode.Unsupported;
        }

        opened.Dispose();
        return error;
    }

    protected override byte[]? ReadLink(SafeFileHandle directory, byte[] name)
    {
        if (!WindowsFile.Open(directory, name.AsSpan(..^1), WindowsFile.ReadAttributes).TryGetValue(out SafeFileHandle? link, out _))
            return null;
        using (link)
            return WindowsFile.ReadLink(link) is { IsOk: true, Value: var contents } ? contents : null;
    }

    protected override WalkTrail StartTrail() => new HandleTrail();
}
