using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The sandbox without help from the kernel: opens one component after the other without following links, and expands links itself.
/// A `..` is taken only if it leads to the very directory (device and inode) that the walk came through; otherwise somebody has moved a
/// directory meanwhile, and the walk starts anew. One handle is open at a time, however deep the path.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class WalkResolver : LinuxPathResolver
{
    private const int Attempts = 16;

    public override Result<SafeFileHandle, ErrorCode> OpenDirectory(SafeFileHandle root, ReadOnlySpan<byte> path)
    {
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            if (TryWalk(root, path, out Result<SafeFileHandle, ErrorCode> result))
                return result;
        }

        return ErrorCode.Busy;
    }

    /// <summary>False if the tree changed under the walk.</summary>
    private bool TryWalk(SafeFileHandle root, ReadOnlySpan<byte> path, out Result<SafeFileHandle, ErrorCode> result)
    {
        List<(ulong Device, ulong Inode)> parents = [];
        if (!Step(root, "."u8).TryGetValue(out SafeFileHandle? current, out ErrorCode error))
        {
            result = error;
            return true;
        }

        try
        {
            int links = 0;
            byte[] rest = path.ToArray();
            while (NextComponent(ref rest, out byte[] name))
            {
                if (GuestPath.IsDot(name))
                    continue;
                bool up = GuestPath.IsDotDot(name);
                if (up && parents.Count == 0)
                {
                    result = ErrorCode.NotPermitted;
                    return true;
                }

                if (!Identify(current).TryGetValue(out (ulong, ulong) here, out error))
                {
                    result = error;
                    return true;
                }

                if (Step(current, name).TryGetValue(out SafeFileHandle? next, out error))
                {
                    current.Dispose();
                    current = next;
                    if (!up)
                    {
                        parents.Add(here);
                        continue;
                    }

                    bool cameThisWay = Identify(current) is { IsOk: true, Value: var above } && above == parents[^1];
                    parents.RemoveAt(parents.Count - 1);
                    if (cameThisWay)
                        continue;
                    result = default;
                    return false;
                }

                byte[]? target = error is ErrorCode.NotDirectory or ErrorCode.Loop ? ReadLink(current, GuestPath.Terminate(name)) : null;
                if (target is null)
                {
                    result = error;
                    return true;
                }

                if (target.Length == 0 || GuestPath.IsAbsolute(target) || ++links > GuestPath.MaxSymlinks)
                {
                    result = target.Length == 0 ? ErrorCode.NoEntry
                        : GuestPath.IsAbsolute(target) ? ErrorCode.NotPermitted
                        : ErrorCode.Loop;
                    return true;
                }

                rest = [.. target, (byte)'/', .. rest];
            }

            result = current;
            current = null;
            return true;
        }
        finally
        {
            current?.Dispose();
        }
    }

    private static bool NextComponent(ref byte[] rest, out byte[] name)
    {
        ReadOnlySpan<byte> trimmed = rest.AsSpan().TrimStart((byte)'/');
        int end = trimmed.IndexOf((byte)'/');
        name = (end < 0 ? trimmed : trimmed[..end]).ToArray();
        rest = end < 0 ? [] : trimmed[end..].ToArray();
        return name.Length > 0;
    }

    private static Result<SafeFileHandle, ErrorCode> Step(SafeFileHandle directory, ReadOnlySpan<byte> name) =>
        LinuxFileSystem.Open(
            directory,
            GuestPath.Terminate(name),
            LinuxNative.OpenPath | LinuxNative.OpenDirectory | LinuxNative.OpenNofollow);

    private static Result<(ulong Device, ulong Inode), ErrorCode> Identify(SafeFileHandle directory) =>
        LinuxFileSystem.Stat(directory, [0], LinuxNative.AtEmptyPath).TryGetValue(out DescriptorStat stat, out ErrorCode error)
            ? (stat.Device, stat.Inode)
            : error;
}
