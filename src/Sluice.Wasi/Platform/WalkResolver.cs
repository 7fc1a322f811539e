using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// The sandbox without help from the kernel: opens one component after the other without following links, and expands links itself.
/// A `..` never leads above where the walk has come down; how it gets there is the <see cref="WalkTrail"/>'s.
/// </summary>
internal abstract class WalkResolver : PathResolver
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

    /// <summary>Opens a directory, not a link to one.</summary>
    /// <param name="directory">The one that it is in.</param>
    /// <param name="name">One component; `.` is <paramref name="directory"/> once more. `..` is never asked for.</param>
    /// <returns><see cref="ErrorCode.NotDirectory"/> or <see cref="ErrorCode.Loop"/> for a link.</returns>
    protected abstract Result<SafeFileHandle, ErrorCode> Step(SafeFileHandle directory, ReadOnlySpan<byte> name);

    protected abstract WalkTrail StartTrail();

    /// <summary>False if the tree changed under the walk.</summary>
    private bool TryWalk(SafeFileHandle root, ReadOnlySpan<byte> path, out Result<SafeFileHandle, ErrorCode> result)
    {
        using WalkTrail trail = StartTrail();
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
                if (GuestPath.IsDotDot(name))
                {
                    if (trail.Depth == 0)
                    {
                        result = ErrorCode.NotPermitted;
                        return true;
                    }

                    if (trail.TryGoUp(current, out Result<SafeFileHandle, ErrorCode> up))
                    {
                        if (!up.TryGetValue(out SafeFileHandle? above, out error))
                        {
                            result = error;
                            return true;
                        }

                        current.Dispose();
                        current = above;
                        continue;
                    }

                    result = default;
                    return false;
                }

                if (Step(current, name).TryGetValue(out SafeFileHandle? next, out error))
                {
                    Result<Unit, ErrorCode> went = trail.GoDown(current);
                    current = next;
                    if (went.TryGetValue(out _, out error))
                        continue;
                    result = error;
                    return true;
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
}
