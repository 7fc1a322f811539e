using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

[assembly: SupportedOSPlatform("linux")]

namespace Sluice.Wasi.Tests.Filesystem;

/// <summary>
/// A sandbox `root` inside a scratch directory that also has an `outside` with a file to steal. Classes of tests on paths
/// run on each <see cref="PathResolution"/>.
/// </summary>
public abstract partial class DescriptorTestBase : IDisposable
{
    private protected const PathFlags Follow = PathFlags.SymlinkFollow;
    private protected const PathFlags NoFollow = PathFlags.None;

    private protected DescriptorTestBase(PathResolution resolution)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Written for Linux.");
        Assert.SkipUnless(resolution != PathResolution.Kernel || Openat2Resolver.IsSupported, "The kernel has no openat2, or a filter refuses it.");
        Resolver = resolution switch
        {
            PathResolution.Walk => new PosixWalkResolver(LinuxSystem.Instance),
            PathResolution.WalkByHandles => new HandleWalkResolver(),
            _ => new Openat2Resolver(),
        };
        Host = new PosixFileSystem(LinuxSystem.Instance, Resolver);
        Scratch = Directory.CreateTempSubdirectory("sluice-fs-").FullName;
        Directory.CreateDirectory(HostPath("outside"));
        File.WriteAllText(HostPath("outside/secret"), "secret");
        Directory.CreateDirectory(HostPath("root"));
        Root = Preopen("root");
    }

    private protected PathResolver Resolver { get; }

    private protected HostFileSystem Host { get; }

    private protected OpenFiles Files { get; } = new(1024);

    private protected string Scratch { get; }

    private protected Descriptor Root { get; }

    public void Dispose()
    {
        Files.Dispose();
        Assert.Equal(0, Files.Count);
        Directory.Delete(Scratch, recursive: true);
        GC.SuppressFinalize(this);
    }

    private protected string HostPath(string path) => Path.Combine(Scratch, path);

    private protected string InRoot(string path) => Path.Combine(Scratch, "root", path);

    private protected Descriptor Preopen(string path, bool readOnly = false) =>
        Descriptor.OpenPreopen(Host, Files, HostPath(path), readOnly).Value;

    private protected Result<Descriptor, ErrorCode> Open(
        string path, PathFlags pathFlags = Follow, OpenFlags openFlags = OpenFlags.None, DescriptorFlags flags = DescriptorFlags.Read) =>
        Root.OpenAt(pathFlags, path, openFlags, flags);

    private protected void WriteFile(string path, string contents = "")
    {
        Directory.CreateDirectory(Path.GetDirectoryName(InRoot(path))!);
        File.WriteAllText(InRoot(path), contents);
    }

    private protected void Link(string path, string target) => File.CreateSymbolicLink(InRoot(path), target);

    private protected static async Task<string> ReadText(Descriptor file)
    {
        byte[] buffer = new byte[4096];
        int length = (await file.ReadAsync(0, buffer)).Value;
        return System.Text.Encoding.UTF8.GetString(buffer, 0, length);
    }

    private protected static void AssertError<T>(ErrorCode expected, Result<T, ErrorCode> result)
    {
        if (result.TryGetValue(out T? value, out ErrorCode error))
        {
            (value as IDisposable)?.Dispose();
            Assert.Fail($"Expected {expected}, got ok.");
        }

        Assert.Equal(expected, error);
    }

    private protected static void AssertOk<T>(Result<T, ErrorCode> result)
    {
        if (!result.TryGetValue(out T? value, out ErrorCode error))
            Assert.Fail($"Expected ok, got {error}.");
        (value as IDisposable)?.Dispose();
    }

    private protected void MakeFifo(string path) => Assert.Equal(0, Native.mkfifo(InRoot(path), 0b110_000_000));

    private protected static partial class Native
    {
        [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        internal static partial int mkfifo(string path, uint mode);

        [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        internal static partial int mount(string source, string target, string type, nuint flags, string data);

        [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8, SetLastError = true)]
        internal static partial int umount2(string target, int flags);

        [LibraryImport("libc", SetLastError = true)]
        internal static partial int mkdir(byte[] path, uint mode);

        [LibraryImport("libc", SetLastError = true)]
        internal static partial int rmdir(byte[] path);
    }
}
