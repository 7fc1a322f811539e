using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

[SupportedOSPlatform("linux")]
internal abstract unsafe class LinuxPathResolver : PathResolver
{
    protected override byte[]? ReadLink(SafeFileHandle directory, byte[] name) =>
        LinuxFileSystem.ReadLink(directory, name) is { IsOk: true, Value: var target } ? target : null;

    /// <summary>Prefers the kernel's own resolution and falls back to the walk where openat2 is missing or filtered away.</summary>
    public static LinuxPathResolver Create() => Openat2Resolver.IsSupported ? new Openat2Resolver() : new WalkResolver();
}

/// <summary>One openat2 call; the kernel keeps the path inside. Linux 5.6.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Openat2Resolver : LinuxPathResolver
{
    // The kernel gives up with EAGAIN when something is renamed while it passes a `..`.
    private const int Attempts = 64;

    private static readonly Lazy<bool> s_isSupported = new(Probe);
    private readonly WalkResolver _walk = new();

    /// <summary>False on old kernels and where a seccomp filter refuses the call, by whatever error.</summary>
    public static bool IsSupported => s_isSupported.Value;

    public override Result<SafeFileHandle, ErrorCode> OpenDirectory(SafeFileHandle root, ReadOnlySpan<byte> path)
    {
        LinuxNative.OpenHow how = HowToOpen();
        fixed (byte* pathBytes = GuestPath.Terminate(path))
        {
            for (int attempt = 0; attempt < Attempts; attempt++)
            {
                int descriptor = LinuxNative.Openat2(root, pathBytes, &how);
                if (descriptor >= 0)
                    return new SafeFileHandle(descriptor, ownsHandle: true);
                switch (LinuxErrors.Last)
                {
                    case LinuxErrors.TryAgain or LinuxErrors.Interrupted:
                        continue;
                    case LinuxErrors.CrossDevice:
                        return ErrorCode.NotPermitted;
                    default:
                        return LinuxErrors.LastErrorCode;
                }
            }
        }

        return _walk.OpenDirectory(root, path);
    }

    private static LinuxNative.OpenHow HowToOpen() => new()
    {
        Flags = (ulong)(uint)(LinuxNative.OpenPath | LinuxNative.OpenDirectory | LinuxNative.OpenCloseOnExec),
        Resolve = LinuxNative.ResolveBeneath | LinuxNative.ResolveNoMagicLinks,
    };

    private static bool Probe()
    {
        LinuxNative.OpenHow how = HowToOpen();
        fixed (byte* path = "."u8)
        {
            int descriptor = LinuxNative.Openat2(LinuxNative.AtFdCwd, path, &how);
            if (descriptor < 0)
                return false;
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            return true;
        }
    }
}
