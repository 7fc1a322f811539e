using System.Text;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary>Functions on paths. What is on a path is for the sandbox of <see cref="Descriptor"/> to find out.</summary>
internal sealed partial class Snapshot
{
    public Errno PathCreateDirectory(uint fd, uint path, uint length)
    {
        Errno error = GetPath(fd, Rights.PathCreateDirectory, path, length, out Descriptor folder, out string text);
        return error != Errno.Success ? error : Errnos.From(folder.CreateDirectoryAt(text));
    }

    public Errno PathFilestatGet(uint fd, LookupFlags lookup, uint path, uint length, uint result)
    {
        Errno error = GetPath(fd, Rights.PathFileStatGet, path, length, out Descriptor folder, out string text);
        return error != Errno.Success ? error : WriteFileStat(folder.StatAt(From(lookup), text), result);
    }

    public Errno PathFilestatSetTimes(uint fd, LookupFlags lookup, uint path, uint length, ulong access, ulong modification, uint flags)
    {
        if (GetPath(fd, Rights.PathFileStatSetTimes, path, length, out Descriptor folder, out string text) is var error and not Errno.Success)
            return error;
        return TryGetTimes(access, modification, flags, out NewTimestamp newAccess, out NewTimestamp newModification)
            ? Errnos.From(folder.SetTimesAt(From(lookup), text, newAccess, newModification))
            : Errno.Invalid;
    }

    public Errno PathLink(uint oldFd, LookupFlags lookup, uint oldPath, uint oldLength, uint newFd, uint newPath, uint newLength)
    {
        if (GetPath(oldFd, Rights.PathLinkSource, oldPath, oldLength, out Descriptor from, out string oldText) is var error and not Errno.Success)
            return error;
        error = GetPath(newFd, Rights.PathLinkTarget, newPath, newLength, out Descriptor to, out string newText);
        return error != Errno.Success ? error : Errnos.From(from.LinkAt(From(lookup), oldText, to, newText));
    }

    /// <summary>
    /// Rights beyond what the directory passes on, or that make no sense on the object, are left out of those of the new descriptor; the
    /// functions that need them fail.
    /// </summary>
    public Errno PathOpen(
        uint fd, LookupFlags lookup, uint path, uint length, uint openFlags, ulong rights, ulong inheriting, uint fdFlags, uint result)
    {
        var oflags = (OFlags)openFlags;
        var flags = (FdFlags)fdFlags;
        Rights required = Rights.PathOpen
            | (oflags.HasFlag(OFlags.Create) ? Rights.PathCreateFile : 0)
            | (oflags.HasFlag(OFlags.Truncate) ? Rights.PathFileStatSetSize : 0);
        if (table.Get(fd, required, Errno.NotDirectory, out FolderEntry folder) is var error and not Errno.Success)
            return error;
        if ((openFlags & ~(uint)OFlags.All) != 0 || (fdFlags & ~(uint)FdFlags.All) != 0)
            return Errno.Invalid;
        error = ReadPath(path, length, out string text);
        if (error != Errno.Success)
            return error;
        Memory.Check(result, sizeof(uint));

        Rights granted = (Rights)rights & folder.Inheriting;
        DescriptorFlags access = (granted.HasFlag(Rights.FdRead) ? DescriptorFlags.Read : 0)
            | (granted.HasFlag(Rights.FdWrite) ? DescriptorFlags.Write : 0)
            | (folder.Descriptor.Flags & DescriptorFlags.MutateDirectory)
            | (flags.HasFlag(FdFlags.Sync) ? DescriptorFlags.FileIntegritySync : 0)
            | (flags.HasFlag(FdFlags.DataSync) ? DescriptorFlags.DataIntegritySync : 0)
            | (flags.HasFlag(FdFlags.ReadSync) ? DescriptorFlags.RequestedWriteSync : 0);
        if (!folder.Descriptor.OpenAt(From(lookup), text, (OpenFlags)oflags, access).TryGetValue(out Descriptor? opened, out ErrorCode code))
            return Errnos.From(code);

        FdEntry entry = opened.IsDirectory
            ? new FolderEntry(opened, granted & Rights.Directory, (Rights)inheriting & folder.Inheriting)
            : new FileEntry(opened, granted & Rights.File, (Rights)inheriting & folder.Inheriting);
        entry.Flags = flags;
        error = table.Add(entry, out uint number);
        if (error == Errno.Success)
            Memory.WriteUInt32(result, number);
        return error;
    }

    /// <summary>What does not fit into the buffer is cut off, as by POSIX's readlink.</summary>
    public Errno PathReadlink(uint fd, uint path, uint length, uint buffer, uint bufferLength, uint size)
    {
        if (GetPath(fd, Rights.PathReadLink, path, length, out Descriptor folder, out string text) is var error and not Errno.Success)
            return error;
        GuestMemory memory = Memory;
        memory.Check(size, sizeof(uint));
        Span<byte> destination = memory.Span(buffer, bufferLength);
        if (!folder.ReadlinkAt(text).TryGetValue(out string? contents, out ErrorCode code))
            return Errnos.From(code);
        memory.WriteUInt32(size, (uint)CopyCut(Encoding.UTF8.GetBytes(contents), ref destination));
        return Errno.Success;
    }

    public Errno PathRemoveDirectory(uint fd, uint path, uint length)
    {
        Errno error = GetPath(fd, Rights.PathRemoveDirectory, path, length, out Descriptor folder, out string text);
        return error != Errno.Success ? error : Errnos.From(folder.RemoveDirectoryAt(text));
    }

    public Errno PathRename(uint oldFd, uint oldPath, uint oldLength, uint newFd, uint newPath, uint newLength)
    {
        if (GetPath(oldFd, Rights.PathRenameSource, oldPath, oldLength, out Descriptor from, out string oldText) is var error and not Errno.Success)
            return error;
        error = GetPath(newFd, Rights.PathRenameTarget, newPath, newLength, out Descriptor to, out string newText);
        return error != Errno.Success ? error : Errnos.From(from.RenameAt(oldText, to, newText));
    }

    public Errno PathSymlink(uint contents, uint contentsLength, uint fd, uint path, uint length)
    {
        if (ReadPath(contents, contentsLength, out string target) is var error and not Errno.Success)
            return error;
        error = GetPath(fd, Rights.PathSymlink, path, length, out Descriptor folder, out string text);
        return error != Errno.Success ? error : Errnos.From(folder.SymlinkAt(target, text));
    }

    public Errno PathUnlinkFile(uint fd, uint path, uint length)
    {
        Errno error = GetPath(fd, Rights.PathUnlinkFile, path, length, out Descriptor folder, out string text);
        return error != Errno.Success ? error : Errnos.From(folder.UnlinkFileAt(text));
    }

    private Errno GetPath(uint fd, Rights rights, uint path, uint length, out Descriptor folder, out string text)
    {
        folder = null!;
        text = "";
        if (table.Get(fd, rights, Errno.NotDirectory, out FolderEntry entry) is var error and not Errno.Success)
            return error;
        folder = entry.Descriptor;
        return ReadPath(path, length, out text);
    }

    private static PathFlags From(LookupFlags lookup) => lookup.HasFlag(LookupFlags.SymlinkFollow) ? PathFlags.SymlinkFollow : PathFlags.None;
}
