using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>One handle is open at a time, however deep the path: processes may open few files at once on these systems.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PosixWalkResolver(PosixSystem system) : WalkResolver
{
    protected override Result<SafeFileHandle, ErrorCode> Step(SafeFileHandle directory, ReadOnlySpan<byte> name) =>
        system.Open(directory, GuestPath.Terminate(name), system.Constants.OpenForSearch | system.Constants.OpenNofollow);

    protected override byte[]? ReadLink(SafeFileHandle directory, byte[] name) =>
        system.ReadLink(directory, name) is { IsOk: true, Value: var target } ? target : null;

    protected override WalkTrail StartTrail() => new IdentityTrail(this, system);

    /// <summary>
    /// Remembers which directories (device and inode) the walk came through, and takes a `..` only if it leads to the very same. Otherwise
    /// somebody has moved a directory meanwhile, and the walk starts anew.
    /// </summary>
    private sealed class IdentityTrail(PosixWalkResolver resolver, PosixSystem system) : WalkTrail
    {
        private readonly Stack<(ulong Device, ulong Inode)> _parents = new();

        public override int Depth => _parents.Count;

        public override Result<Unit, ErrorCode> GoDown(SafeFileHandle left)
        {
            using (left)
            {
                if (!system.Stat(left).TryGetValue(out DescriptorStat stat, out ErrorCode error))
                    return error;
                _parents.Push((stat.Device, stat.Inode));
                return Unit.Value;
            }
        }

        public override bool TryGoUp(SafeFileHandle current, out Result<SafeFileHandle, ErrorCode> above)
        {
            above = resolver.Step(current, ".."u8);
            (ulong, ulong) expected = _parents.Pop();
            if (!above.TryGetValue(out SafeFileHandle? handle, out _))
                return true;
            if (system.Stat(handle) is { IsOk: true, Value: var stat } && (stat.Device, stat.Inode) == expected)
                return true;
            handle.Dispose();
            return false;
        }

        public override void Dispose() { }
    }
}
