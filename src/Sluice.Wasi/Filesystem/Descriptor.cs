using System.Buffers.Binary;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Filesystem;

/// <summary>
/// <c>wasi:filesystem/types.descriptor</c>: an open file or directory. Methods are those of the interface, in its order, with results as values;
/// reading and writing are in `Descriptor.Data.cs`. All may be called from any thread. Operations on names, status and times are a few
/// system calls and run on the caller's thread; <see cref="SyncAsync"/> and data are asynchronous.
/// https://github.com/WebAssembly/WASI/tree/main/proposals/filesystem
/// </summary>
internal sealed partial class Descriptor : IDisposable
{
    private readonly HostFileSystem host;
    private readonly SafeFileHandle handle;
    private readonly OpenFiles siblings;

    // Whether the directory that this was opened through allowed changes; what is opened through this never exceeds it.
    private readonly bool mayMutate;

    private Descriptor(HostFileSystem host, OpenFiles siblings, SafeFileHandle handle, DescriptorType type, DescriptorFlags flags, bool mayMutate)
    {
        this.host = host;
        this.handle = handle;
        this.mayMutate = mayMutate;
        this.siblings = siblings;
        Type = type;
        Flags = flags;
        siblings.Add(this);
    }

    /// <summary><c>get-type</c>.</summary>
    public DescriptorType Type { get; }

    /// <summary><c>get-flags</c>.</summary>
    public DescriptorFlags Flags { get; }

    public bool IsDirectory => Type == DescriptorType.Directory;

    private bool MutatesDirectory => Flags.HasFlag(DescriptorFlags.MutateDirectory);

    /// <summary>Opens a directory of the host's as the root of a sandbox.</summary>
    /// <param name="files">Takes note of it, and of all that is opened through it.</param>
    public static Result<Descriptor, ErrorCode> OpenPreopen(HostFileSystem host, OpenFiles files, string hostPath, bool readOnly)
    {
        if (!host.OpenRoot(hostPath).TryGetValue(out SafeFileHandle? handle, out ErrorCode error))
            return error;
        DescriptorFlags flags = DescriptorFlags.Read | (readOnly ? 0 : DescriptorFlags.MutateDirectory);
        return new Descriptor(host, files, handle, DescriptorType.Directory, flags, !readOnly);
    }

    /// <summary>Runs off the caller's thread. No effect on what was not opened for writing.</summary>
    public ValueTask<Result<Unit, ErrorCode>> SyncAsync(bool dataOnly = false)
    {
        if (!IsDirectory && !Flags.HasFlag(DescriptorFlags.Write))
            return new(Unit.Value);
        return new(Task.Run(() => host.Sync(handle, dataOnly)));
    }

    public ValueTask<Result<Unit, ErrorCode>> SyncDataAsync() => SyncAsync(dataOnly: true);

    public Result<Unit, ErrorCode> Advise(ulong offset, ulong length, Advice advice)
    {
        if (IsDirectory)
            return ErrorCode.BadDescriptor;
        if (offset > long.MaxValue || length > long.MaxValue)
            return ErrorCode.Invalid;
        return HasPositions ? host.Advise(handle, (long)offset, (long)length, advice) : ErrorCode.InvalidSeek;
    }

    public Result<Unit, ErrorCode> SetSize(ulong size)
    {
        if (IsDirectory)
            return ErrorCode.BadDescriptor;
        if (!Flags.HasFlag(DescriptorFlags.Write) || size > long.MaxValue)
            return ErrorCode.Invalid;
        return host.SetSize(handle, (long)size);
    }

    /// <summary>Not part of later versions: 0.1's <c>fd_allocate</c>.</summary>
    public Result<Unit, ErrorCode> Allocate(ulong offset, ulong length)
    {
        if (IsDirectory || !Flags.HasFlag(DescriptorFlags.Write))
            return ErrorCode.BadDescriptor;
        if (length == 0 || offset > long.MaxValue || length > long.MaxValue)
            return ErrorCode.Invalid;
        return HasPositions ? host.Allocate(handle, (long)offset, (long)length) : ErrorCode.InvalidSeek;
    }

    public Result<Unit, ErrorCode> SetTimes(NewTimestamp dataAccessTimestamp, NewTimestamp dataModificationTimestamp) =>
        mayMutate ? host.SetTimes(handle, dataAccessTimestamp, dataModificationTimestamp) : ErrorCode.ReadOnly;

    /// <param name="includeDots">Also `.` and `..`, which 0.1 lists and later versions leave out.</param>
    public Result<DirectoryReader, ErrorCode> ReadDirectory(bool includeDots = false)
    {
        if (!IsDirectory)
            return ErrorCode.NotDirectory;
        if (!Flags.HasFlag(DescriptorFlags.Read))
            return ErrorCode.BadDescriptor;
        if (!siblings.HasRoom)
            return ErrorCodes.TooManyOpenFiles;
        if (!host.ReadDirectory(handle, includeDots).TryGetValue(out DirectoryReader? reader, out ErrorCode error))
            return error;
        return new CountedDirectoryReader(reader, siblings);
    }

    public Result<Unit, ErrorCode> CreateDirectoryAt(string path) =>
        TryPrepareChange(path, out byte[] bytes, out ErrorCode error) ? host.CreateDirectoryAt(handle, bytes) : error;

    public Result<DescriptorStat, ErrorCode> Stat() => host.Stat(handle);

    public Result<DescriptorStat, ErrorCode> StatAt(PathFlags pathFlags, string path) =>
        TryPrepare(path, out byte[] bytes, out ErrorCode error) ? host.StatAt(handle, bytes, Follows(pathFlags)) : error;

    public Result<Unit, ErrorCode> SetTimesAt(
        PathFlags pathFlags, string path, NewTimestamp dataAccessTimestamp, NewTimestamp dataModificationTimestamp) =>
        TryPrepareChange(path, out byte[] bytes, out ErrorCode error)
            ? host.SetTimesAt(handle, bytes, Follows(pathFlags), dataAccessTimestamp, dataModificationTimestamp)
            : error;

    /// <remarks>Both directories must allow changes: through a link elsewhere a file of a read-only directory could be written.</remarks>
    public Result<Unit, ErrorCode> LinkAt(PathFlags oldPathFlags, string oldPath, Descriptor newDescriptor, string newPath) =>
        TryPrepareChange(oldPath, out byte[] oldBytes, out ErrorCode error) &&
        newDescriptor.TryPrepareChange(newPath, out byte[] newBytes, out error)
            ? host.LinkAt(handle, oldBytes, Follows(oldPathFlags), newDescriptor.handle, newBytes)
            : error;

    public Result<Descriptor, ErrorCode> OpenAt(PathFlags pathFlags, string path, OpenFlags openFlags, DescriptorFlags flags)
    {
        if (!TryPrepare(path, out byte[] bytes, out ErrorCode error))
            return error;

        // What creates or truncates writes; what asks for nothing reads.
        bool changesFile = (openFlags & (OpenFlags.Create | OpenFlags.Truncate)) != 0;
        if (((flags & (DescriptorFlags.Write | DescriptorFlags.MutateDirectory)) != 0 || changesFile) && !MutatesDirectory)
            return ErrorCode.ReadOnly;
        if ((flags & (DescriptorFlags.Read | DescriptorFlags.Write)) == 0)
            flags |= DescriptorFlags.Read;
        if (changesFile)
            flags |= DescriptorFlags.Write;

        if (!siblings.HasRoom)
            return ErrorCodes.TooManyOpenFiles;
        if (!host.OpenAt(this.handle, bytes, Follows(pathFlags), openFlags, flags).TryGetValue(out SafeFileHandle? handle, out error))
            return error;
        if (!host.Stat(handle).TryGetValue(out DescriptorStat stat, out error))
        {
            handle.Dispose();
            return error;
        }

        if (stat.Type != DescriptorType.Directory)
            flags &= ~DescriptorFlags.MutateDirectory;
        return new Descriptor(host, siblings, handle, stat.Type, flags, MutatesDirectory);
    }

    public Result<string, ErrorCode> ReadlinkAt(string path)
    {
        if (!TryPrepare(path, out byte[] bytes, out ErrorCode error) ||
            !host.ReadLinkAt(handle, bytes).TryGetValue(out byte[]? contents, out error))
            return error;
        if (GuestPath.IsAbsolute(contents))
            return ErrorCode.NotPermitted;
        return GuestPath.Decode(contents) is { } text ? text : ErrorCode.IllegalByteSequence;
    }

    public Result<Unit, ErrorCode> RemoveDirectoryAt(string path) =>
        TryPrepareChange(path, out byte[] bytes, out ErrorCode error) ? host.RemoveDirectoryAt(handle, bytes) : error;

    public Result<Unit, ErrorCode> RenameAt(string oldPath, Descriptor newDescriptor, string newPath) =>
        TryPrepareChange(oldPath, out byte[] oldBytes, out ErrorCode error) &&
        newDescriptor.TryPrepareChange(newPath, out byte[] newBytes, out error)
            ? host.RenameAt(handle, oldBytes, newDescriptor.handle, newBytes)
            : error;

    /// <param name="oldPath">The contents of the link; an absolute one is refused.</param>
    /// <param name="newPath">The link.</param>
    public Result<Unit, ErrorCode> SymlinkAt(string oldPath, string newPath)
    {
        if (!GuestPath.Encode(oldPath).TryGetValue(out byte[]? contents, out ErrorCode error) ||
            !TryPrepareChange(newPath, out byte[] bytes, out error))
            return error;
        return host.SymlinkAt(contents, handle, bytes);
    }

    public Result<Unit, ErrorCode> UnlinkFileAt(string path) =>
        TryPrepareChange(path, out byte[] bytes, out ErrorCode error) ? host.UnlinkFileAt(handle, bytes) : error;

    /// <summary>False also where the status of one cannot be read.</summary>
    public bool IsSameObject(Descriptor other) =>
        Stat().TryGetValue(out DescriptorStat mine, out _) &&
        other.Stat().TryGetValue(out DescriptorStat others, out _) &&
        mine.Device == others.Device && mine.Inode == others.Inode;

    public Result<MetadataHashValue, ErrorCode> MetadataHash() =>
        Stat().TryGetValue(out DescriptorStat stat, out ErrorCode error) ? Hash(stat) : error;

    public Result<MetadataHashValue, ErrorCode> MetadataHashAt(PathFlags pathFlags, string path) =>
        StatAt(pathFlags, path).TryGetValue(out DescriptorStat stat, out ErrorCode error) ? Hash(stat) : error;

    public void Dispose()
    {
        siblings.Remove(this);
        handle.Dispose();
    }

    private static bool Follows(PathFlags flags) => flags.HasFlag(PathFlags.SymlinkFollow);

    private bool TryPrepare(string path, out byte[] bytes, out ErrorCode error)
    {
        bytes = [];
        error = ErrorCode.NotDirectory;
        return IsDirectory && GuestPath.Encode(path).TryGetValue(out bytes!, out error);
    }

    private bool TryPrepareChange(string path, out byte[] bytes, out ErrorCode error)
    {
        if (!TryPrepare(path, out bytes, out error))
            return false;
        error = ErrorCode.ReadOnly;
        return MutatesDirectory;
    }

    /// <summary>
    /// The same in every process, so that a guest may keep it. The access time is left out: reading is no modification.
    /// </summary>
    private static MetadataHashValue Hash(in DescriptorStat stat)
    {
        Span<byte> input = stackalloc byte[7 * sizeof(ulong)];
        Span<byte> rest = input;
        Put(ref rest, (ulong)stat.Type);
        Put(ref rest, stat.Device);
        Put(ref rest, stat.Inode);
        Put(ref rest, stat.Size);
        Put(ref rest, stat.LinkCount);
        Put(ref rest, Nanoseconds(stat.DataModificationTimestamp));
        Put(ref rest, Nanoseconds(stat.StatusChangeTimestamp));

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, hash);
        return new MetadataHashValue(BinaryPrimitives.ReadUInt64LittleEndian(hash), BinaryPrimitives.ReadUInt64LittleEndian(hash[8..]));

        static void Put(ref Span<byte> rest, ulong value)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(rest, value);
            rest = rest[sizeof(ulong)..];
        }

        static ulong Nanoseconds(Clocks.Instant? instant) =>
            instant is { } time ? unchecked(((ulong)time.Seconds * Clocks.Instant.NanosecondsPerSecond) + time.Nanoseconds) : ulong.MaxValue;
    }
}
