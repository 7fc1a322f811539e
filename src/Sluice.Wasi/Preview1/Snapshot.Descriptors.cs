using System.Buffers.Binary;
using System.Text;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary>Functions on descriptors but for reading and writing, which is in `Snapshot.Data.cs`.</summary>
internal sealed partial class Snapshot
{
    private const int FdStatSize = 24;
    private const int FileStatSize = 64;
    private const int PreStatSize = 8;
    private const int DirectoryEntrySize = 24;

    public Errno FdAdvise(uint fd, ulong offset, ulong length, uint advice)
    {
        if (advice > (uint)Advice.NoReuse)
            return Errno.Invalid;
        Errno error = table.Get(fd, Rights.FdAdvise, Errno.BadDescriptor, out FileEntry file);
        return error != Errno.Success ? error : Errnos.From(file.Descriptor.Advise(offset, length, (Advice)advice));
    }

    public Errno FdAllocate(uint fd, ulong offset, ulong length)
    {
        Errno error = table.Get(fd, Rights.FdAllocate, Errno.BadDescriptor, out FileEntry file);
        return error != Errno.Success ? error : Errnos.From(file.Descriptor.Allocate(offset, length));
    }

    public Errno FdClose(uint fd) => table.Close(fd);

    public Errno FdRenumber(uint from, uint to) => table.Renumber(from, to);

    public Errno FdSync(uint fd) => Sync(fd, Rights.FdSync, dataOnly: false);

    public Errno FdDatasync(uint fd) => Sync(fd, Rights.FdDataSync, dataOnly: true);

    /// <summary>
    /// <code>
    /// 0      1      2       4      8          16               24
    /// | type |      | flags |      | rights   | inheriting     |
    /// </code>
    /// </summary>
    public Errno FdFdstatGet(uint fd, uint result)
    {
        if (!table.TryGet(fd, out FdEntry? entry))
            return Errno.BadDescriptor;
        Span<byte> stat = Memory.Span(result, FdStatSize);
        stat.Clear();
        stat[0] = (byte)entry.Type;
        BinaryPrimitives.WriteUInt16LittleEndian(stat[2..], (ushort)entry.Flags);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[8..], (ulong)entry.Rights);
        BinaryPrimitives.WriteUInt64LittleEndian(stat[16..], (ulong)entry.Inheriting);
        return Errno.Success;
    }

    /// <summary>How a file synchronizes is settled when it is opened; POSIX systems pass over attempts to change it, here they fail.</summary>
    public Errno FdFdstatSetFlags(uint fd, uint flags)
    {
        const FdFlags Changeable = FdFlags.Append | FdFlags.NonBlock;
        Errno error = table.Get(fd, Rights.FdSetFlags, Errno.BadDescriptor, out FdEntry entry);
        if (error != Errno.Success)
            return error;
        if ((flags & ~(uint)FdFlags.All) != 0)
            return Errno.Invalid;
        if (((entry.Flags ^ (FdFlags)flags) & ~Changeable) != 0)
            return Errno.NotSupported;
        entry.Flags = (FdFlags)flags;
        return Errno.Success;
    }

    public Errno FdFdstatSetRights(uint fd, ulong rights, ulong inheriting)
    {
        if (!table.TryGet(fd, out FdEntry? entry))
            return Errno.BadDescriptor;
        return entry.TryLimitRights((Rights)rights, (Rights)inheriting) ? Errno.Success : Errno.NotCapable;
    }

    public Errno FdFilestatGet(uint fd, uint result)
    {
        if (table.Get(fd, Rights.FdFileStatGet, Errno.BadDescriptor, out FdEntry entry) is var error and not Errno.Success)
            return error;
        if (DescriptorOf(entry) is not { } descriptor)
        {
            Span<byte> stat = Memory.Span(result, FileStatSize);
            stat.Clear();
            stat[16] = (byte)entry.Type;
            return Errno.Success;
        }

        return WriteFileStat(descriptor.Stat(), result);
    }

    public Errno FdFilestatSetSize(uint fd, ulong size)
    {
        Errno error = table.Get(fd, Rights.FdFileStatSetSize, Errno.BadDescriptor, out FileEntry file);
        return error != Errno.Success ? error : Errnos.From(file.Descriptor.SetSize(size));
    }

    public Errno FdFilestatSetTimes(uint fd, ulong access, ulong modification, uint flags)
    {
        if (table.Get(fd, Rights.FdFileStatSetTimes, Errno.BadDescriptor, out FdEntry entry) is var error and not Errno.Success)
            return error;
        if (!TryGetTimes(access, modification, flags, out NewTimestamp newAccess, out NewTimestamp newModification))
            return Errno.Invalid;
        return DescriptorOf(entry) is { } descriptor ? Errnos.From(descriptor.SetTimes(newAccess, newModification)) : Errno.BadDescriptor;
    }

    public Errno FdPrestatGet(uint fd, uint result)
    {
        if (!table.TryGet(fd, out FdEntry? entry) || entry is not FolderEntry { PreopenName: { } name })
            return Errno.BadDescriptor;
        Span<byte> stat = Memory.Span(result, PreStatSize);
        stat.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(stat[4..], (uint)Encoding.UTF8.GetByteCount(name));
        return Errno.Success;
    }

    public Errno FdPrestatDirName(uint fd, uint path, uint length)
    {
        if (!table.TryGet(fd, out FdEntry? entry) || entry is not FolderEntry { PreopenName: { } name })
            return Errno.BadDescriptor;
        byte[] bytes = Encoding.UTF8.GetBytes(name);
        if (length < (uint)bytes.Length)
            return Errno.NameTooLong;
        bytes.CopyTo(Memory.Span(path, (uint)bytes.Length));
        return Errno.Success;
    }

    /// <summary>
    /// Entries one after the other, the last cut off where the buffer ends, which tells the guest that there is more:
    /// <code>
    /// 0             8       16            20     21    24
    /// | next cookie | inode | name length | type |     | name …
    /// </code>
    /// </summary>
    public Errno FdReaddir(uint fd, uint buffer, uint length, ulong cookie, uint size)
    {
        if (table.Get(fd, Rights.FdReadDirectory, Errno.NotDirectory, out FolderEntry folder) is var error and not Errno.Success)
            return error;
        GuestMemory memory = Memory;
        memory.Check(size, sizeof(uint));
        Span<byte> rest = memory.Span(buffer, length);
        if (folder.Listing is null || cookie == 0)
        {
            if (!folder.Descriptor.ReadDirectory(includeDots: true).TryGetValue(out DirectoryReader? reader, out ErrorCode code))
                return Errnos.From(code);
            folder.Listing?.Dispose();
            folder.Listing = new DirectoryListing(reader);
        }

        Span<byte> header = stackalloc byte[DirectoryEntrySize];
        uint used = 0;
        while (!rest.IsEmpty)
        {
            if (!folder.Listing.TryGet(cookie, out DirectoryEntry entry, out ErrorCode? incomplete))
            {
                if (incomplete is { } reason)
                    return Errnos.From(reason);
                break;
            }

            byte[] name = Encoding.UTF8.GetBytes(entry.Name);
            header.Clear();
            BinaryPrimitives.WriteUInt64LittleEndian(header, ++cookie);
            BinaryPrimitives.WriteUInt64LittleEndian(header[8..], entry.Inode);
            BinaryPrimitives.WriteUInt32LittleEndian(header[16..], (uint)name.Length);
            header[20] = (byte)FileTypes.From(entry.Type);
            used += (uint)CopyCut(header, ref rest);
            used += (uint)CopyCut(name, ref rest);
        }

        memory.WriteUInt32(size, used);
        return Errno.Success;
    }

    public Errno FdSeek(uint fd, long offset, uint whence, uint result)
    {
        if (GetPositioned(fd, whence == (uint)Whence.Current && offset == 0 ? Rights.None : Rights.FdSeek, out FileEntry file)
            is var error and not Errno.Success)
            return error;
        ulong start;
        switch ((Whence)whence)
        {
            case Whence.Set:
                start = 0;
                break;
            case Whence.Current:
                start = file.Position;
                break;
            case Whence.End:
                if (!file.Descriptor.Stat().TryGetValue(out DescriptorStat stat, out ErrorCode code))
                    return Errnos.From(code);
                start = stat.Size;
                break;
            default:
                return Errno.Invalid;
        }

        Int128 position = (Int128)start + offset;
        if (position < 0)
            return Errno.Invalid;
        if (position > long.MaxValue)
            return Errno.Overflow;
        Memory.WriteUInt64(result, (ulong)position);
        file.Position = (ulong)position;
        return Errno.Success;
    }

    public Errno FdTell(uint fd, uint result)
    {
        if (GetPositioned(fd, Rights.FdTell, out FileEntry file) is var error and not Errno.Success)
            return error;
        Memory.WriteUInt64(result, file.Position);
        return Errno.Success;
    }

    private static Descriptor? DescriptorOf(FdEntry entry) => entry switch
    {
        FileEntry file => file.Descriptor,
        FolderEntry folder => folder.Descriptor,
        _ => null,
    };

    private Errno Sync(uint fd, Rights right, bool dataOnly)
    {
        if (table.Get(fd, right, Errno.BadDescriptor, out FdEntry entry) is var error and not Errno.Success)
            return error;

        // What goes to a standard stream is flushed as it is written.
        return DescriptorOf(entry) is { } descriptor ? Errnos.From(Wait(descriptor.SyncAsync(dataOnly))) : Errno.Success;
    }

    /// <summary>
    /// <code>
    /// 0        8       16     17        24      32     40       48             56              64
    /// | device | inode | type |         | links | size | access | modification | status change |
    /// </code>
    /// </summary>
    private Errno WriteFileStat(Result<DescriptorStat, ErrorCode> status, uint result)
    {
        if (!status.TryGetValue(out DescriptorStat stat, out ErrorCode error))
            return Errnos.From(error);
        Span<byte> bytes = Memory.Span(result, FileStatSize);
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, stat.Device);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[8..], stat.Inode);
        bytes[16] = (byte)FileTypes.From(stat.Type);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[24..], stat.LinkCount);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[32..], stat.Size);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[40..], Timestamp(stat.DataAccessTimestamp));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[48..], Timestamp(stat.DataModificationTimestamp));
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[56..], Timestamp(stat.StatusChangeTimestamp));
        return Errno.Success;

        // Times before 1970 and those that are not kept are 0.
        static ulong Timestamp(Instant? instant) => instant is { } time && TryToTimestamp(time, out ulong timestamp) ? timestamp : 0;
    }

    private static bool TryGetTimes(ulong access, ulong modification, uint flags, out NewTimestamp newAccess, out NewTimestamp newModification)
    {
        newAccess = newModification = NewTimestamp.NoChange;
        return (flags & ~(uint)TimeFlags.All) == 0
            && TryGet(access, TimeFlags.Access, TimeFlags.AccessNow, out newAccess)
            && TryGet(modification, TimeFlags.Modification, TimeFlags.ModificationNow, out newModification);

        bool TryGet(ulong timestamp, TimeFlags set, TimeFlags now, out NewTimestamp result)
        {
            (ulong seconds, ulong nanoseconds) = Math.DivRem(timestamp, Instant.NanosecondsPerSecond);
            bool isSet = ((TimeFlags)flags).HasFlag(set);
            bool isNow = ((TimeFlags)flags).HasFlag(now);
            result = isNow ? NewTimestamp.Now
                : isSet ? NewTimestamp.Timestamp(new Instant((long)seconds, (uint)nanoseconds))
                : NewTimestamp.NoChange;
            return !(isSet && isNow);
        }
    }

    private static int CopyCut(scoped ReadOnlySpan<byte> bytes, ref Span<byte> destination)
    {
        int length = Math.Min(bytes.Length, destination.Length);
        bytes[..length].CopyTo(destination);
        destination = destination[length..];
        return length;
    }
}
