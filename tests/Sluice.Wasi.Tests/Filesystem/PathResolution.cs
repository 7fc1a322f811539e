using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Filesystem;

/// <summary>The ways in which paths are resolved on some system, all of which can run on Linux.</summary>
public enum PathResolution
{
    /// <summary>Linux: `openat2`.</summary>
    Kernel,

    /// <summary>macOS, and Linux without `openat2`.</summary>
    Walk,

    /// <summary>Windows: never asks the file system for `..`.</summary>
    WalkByHandles,
}

/// <summary>The walk as on Windows, with the calls of Linux.</summary>
internal sealed class HandleWalkResolver : WalkResolver
{
    private readonly LinuxSystem system = LinuxSystem.Instance;

    protected override Result<SafeFileHandle, ErrorCode> Step(SafeFileHandle directory, ReadOnlySpan<byte> name)
    {
        Assert.False(GuestPath.IsDotDot(name));
        return system.Open(directory, GuestPath.Terminate(name), system.Constants.OpenForSearch | system.Constants.OpenNofollow);
    }

    protected override byte[]? ReadLink(SafeFileHandle directory, byte[] name) =>
        system.ReadLink(directory, name) is { IsOk: true, Value: var target } ? target : null;

    protected override WalkTrail StartTrail() => new HandleTrail();
}
