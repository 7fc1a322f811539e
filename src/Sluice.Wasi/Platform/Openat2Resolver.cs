using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>One openat2 call; the kernel keeps the path inside. Linux 5.6.</summary>
[SupportedOSPlatform("linux")]
internal sealed unsafe class Openat2Resolver : PathResolver
{
    // The kernel gives up with EAGAIN when something is renamed while it passes a `..`.
    private const int Attempts = 64;

    private static readonly Lazy<bool> s_isSupported = new(Probe);
    private static readonly LinuxSystem s_system = LinuxSystem.Instance;
    private readonly PosixWalkResolver walk = new(s_system);

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
                int error = PosixErrors.Last;
                if (error == PosixErrors.CrossDevice)
                    return ErrorCode.NotPermitted;
                if (error != PosixErrors.Interrupted && error != s_system.Errors.TryAgain)
                    return s_system.Errors.ToErrorCode(error);
            }
        }

        return walk.OpenDirectory(root, path);
    }

    protected override byte[]? ReadLink(SafeFileHandle directory, byte[] name) =>
        s_system.ReadLink(directory, name) is { IsOk: true, Value: var target } ? target : null;

    private static LinuxNative.OpenHow HowToOpen() => new()
    {
        Flags = (ulong)(uint)(s_system.Constants.OpenForSearch | s_system.Constants.OpenCloseOnExec),
        Resolve = LinuxNative.ResolveBeneath | LinuxNative.ResolveNoMagicLinks,
    };

    private static bool Probe()
    {
        LinuxNative.OpenHow how = HowToOpen();
        fixed (byte* path = "."u8)
        {
            int descriptor = LinuxNative.Openat2(s_system.WorkingDirectory, path, &how);
            if (descriptor < 0)
                return false;
            new SafeFileHandle(descriptor, ownsHandle: true).Dispose();
            return true;
        }
    }
}
