using System.Runtime.Versioning;
using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>
/// Single calls on open files, and on one name in an open directory. Every name goes through <see cref="WindowsNames"/>, and no call lets
/// the system follow a link: all but the preopens are opened with FILE_OPEN_REPARSE_POINT.
/// </summary>
[SupportedOSPlatform("windows")]
internal static unsafe class WindowsFile
{
    // Access rights, wdm.h. For a directory, reading is listing, and writing is adding files.
    public const uint ReadData = 0x1;
    public const uint WriteData = 0x2;
    public const uint Traverse = 0x20;
    public const uint ReadAttributes = 0x80;
    public const uint WriteAttributes = 0x100;
    public const uint DeleteAccess = 0x10000;
    private const uint Synchronize = 0x100000;

    // Dispositions.
    public const uint OpenExisting = 1;
    public const uint CreateNew = 2;
    public const uint OpenOrCreate = 3;

    // Options.
    public const uint DirectoryFile = 0x1;
    public const uint WriteThrough = 0x2;
    public const uint NonDirectoryFile = 0x40;
    private const uint SynchronousIo = 0x20;
    private const uint OpenReparsePoint = 0x200000;

    // Others may read, write, rename and delete what guests have open, as on other systems.
    private const uint ShareAll = 0x7;

    private const uint GetReparsePoint = 0x900a8;
    private const uint SetReparsePoint = 0x900a4;

    private const int DispositionClass = 13;
    private const int DispositionExClass = 64;

    // FILE_DISPOSITION_DELETE, _POSIX_SEMANTICS (the name is free at once), _IGNORE_READONLY_ATTRIBUTE.
    private const uint DispositionFlags = 0x1 | 0x2 | 0x10;

    /// <summary>Opens a preopen, through whatever links.</summary>
    public static Result<SafeFileHandle, ErrorCode> OpenRoot(string kernelPath) =>
        Create(null, kernelPath, ReadData | Traverse | ReadAttributes, OpenExisting, DirectoryFile);

    /// <param name="name">As the guest wrote it, without NUL at its end.</param>
    public static Result<SafeFileHandle, ErrorCode> Open(
        SafeFileHandle directory, ReadOnlySpan<byte> name, uint access, uint disposition = OpenExisting, uint options = 0) =>
        WindowsNames.FromGuest(name).TryGetValue(out string? text, out ErrorCode error)
            ? Create(directory, text, access, disposition, options | OpenReparsePoint)
            : error;

    public static Result<SafeFileHandle, ErrorCode> Open(
        Location location, uint access, uint disposition = OpenExisting, uint options = 0) =>
        Open(location.Directory, location.Name.AsSpan(..^1), access, disposition, options);

    /// <summary>The same object with other rights.</summary>
    public static Result<SafeFileHandle, ErrorCode> Reopen(SafeFileHandle file, uint access) =>
        Create(file, "", access, OpenExisting, OpenReparsePoint);

    public static Result<DescriptorType, ErrorCode> TypeOf(SafeFileHandle file) =>
        Query<NtBasicInformation>(file, NtBasicInformation.Class).TryGetValue(out NtBasicInformation basic, out ErrorCode error)
            ? TypeOf(file, basic.FileAttributes)
            : error;

    /// <summary>The tag is asked for only where there is one: not all file systems know the question.</summary>
    private static Result<DescriptorType, ErrorCode> TypeOf(SafeFileHandle file, uint attributes)
    {
        if ((attributes & WindowsFileTypes.ReparsePointAttribute) == 0)
            return WindowsFileTypes.FromAttributes(attributes, 0);
        return Query<NtAttributeTagInformation>(file, NtAttributeTagInformation.Class)
            .TryGetValue(out NtAttributeTagInformation tag, out ErrorCode error)
            ? WindowsFileTypes.FromAttributes(attributes, tag.ReparseTag)
            : error;
    }

    public static Result<DescriptorStat, ErrorCode> Stat(SafeFileHandle file)
    {
        if (!Query<NtBasicInformation>(file, NtBasicInformation.Class).TryGetValue(out NtBasicInformation basic, out ErrorCode error) ||
            !Query<NtStandardInformation>(file, NtStandardInformation.Class).TryGetValue(out NtStandardInformation standard, out error) ||
            !TypeOf(file, basic.FileAttributes).TryGetValue(out DescriptorType type, out error) ||
            !Identify(file).TryGetValue(out (ulong Device, ulong Inode) identity, out error))
            return error;
        ulong size = (ulong)standard.EndOfFile;
        if (type == DescriptorType.SymbolicLink && ReadLink(file) is { IsOk: true, Value: var contents })
            size = (ulong)contents.Length;
        return new DescriptorStat(
            type,
            standard.NumberOfLinks,
            size,
            WindowsTime.ToInstant(basic.LastAccessTime),
            WindowsTime.ToInstant(basic.LastWriteTime),
            WindowsTime.ToInstant(basic.ChangeTime),
            identity.Device,
            identity.Inode);
    }

    public static Result<byte[], ErrorCode> ReadLink(SafeFileHandle link)
    {
        byte[] buffer = new byte[WindowsReparsePoint.MaxLength];
        NtIoStatusBlock io;
        fixed (byte* output = buffer)
        {
            int status = WindowsNative.NtFsControlFile(link, 0, 0, 0, &io, GetReparsePoint, null, 0, output, (uint)buffer.Length);
            return WindowsErrors.IsError(status)
                ? ToErrorCode(status)
                : WindowsReparsePoint.ReadContents(buffer.AsSpan(..(int)io.Information));
        }
    }

    public static Result<Unit, ErrorCode> MakeLink(SafeFileHandle file, byte[] reparsePoint)
    {
        NtIoStatusBlock io;
        fixed (byte* input = reparsePoint)
            return Check(WindowsNative.NtFsControlFile(file, 0, 0, 0, &io, SetReparsePoint, input, (uint)reparsePoint.Length, null, 0));
    }

    /// <param name="file">With <see cref="DeleteAccess"/>.</param>
    public static Result<Unit, ErrorCode> Delete(SafeFileHandle file)
    {
        int status = Set(file, DispositionExClass, DispositionFlags);
        return Check(WindowsErrors.LacksInformationClass(status) ? Set(file, DispositionClass, (byte)1) : status);
    }

    public static Result<T, ErrorCode> Query<T>(SafeFileHandle file, int informationClass)
        where T : unmanaged
    {
        T information;
        NtIoStatusBlock io;
        int status = WindowsNative.NtQueryInformationFile(file, &io, &information, (uint)sizeof(T), informationClass);
        return WindowsErrors.IsError(status) ? ToErrorCode(status) : information;
    }

    /// <returns>The NTSTATUS.</returns>
    public static int Set<T>(SafeFileHandle file, int informationClass, T information)
        where T : unmanaged
    {
        NtIoStatusBlock io;
        return WindowsNative.NtSetInformationFile(file, &io, &information, (uint)sizeof(T), informationClass);
    }

    /// <summary>Renames or links: <see cref="NtNameInformation"/>.</summary>
    /// <returns>The NTSTATUS.</returns>
    public static int SetName(SafeFileHandle file, int informationClass, uint flags, SafeFileHandle directory, string name)
    {
        bool referenced = false;
        directory.DangerousAddRef(ref referenced);
        try
        {
            NtIoStatusBlock io;
            byte[] buffer = NtNameInformation.Create(flags, directory.DangerousGetHandle(), name);
            fixed (byte* information = buffer)
                return WindowsNative.NtSetInformationFile(file, &io, information, (uint)buffer.Length, informationClass);
        }
        finally
        {
            if (referenced)
                directory.DangerousRelease();
        }
    }

    public static Result<Unit, ErrorCode> Check(int status) => WindowsErrors.IsError(status) ? ToErrorCode(status) : Unit.Value;

    public static ErrorCode ToErrorCode(int status) => WindowsErrors.ToErrorCode(status, WindowsNative.RtlNtStatusToDosError);

    private static Result<(ulong Device, ulong Inode), ErrorCode> Identify(SafeFileHandle file)
    {
        if (Query<NtIdInformation>(file, NtIdInformation.Class).TryGetValue(out NtIdInformation id, out ErrorCode error))
            return (id.VolumeSerialNumber, id.Inode);

        // FAT has neither 128 bits nor this question.
        if (!Query<NtInternalInformation>(file, NtInternalInformation.Class).TryGetValue(out NtInternalInformation number, out error))
            return error;
        NtVolumeInformation volume;
        NtIoStatusBlock io;
        int status = WindowsNative.NtQueryVolumeInformationFile(
            file, &io, &volume, (uint)sizeof(NtVolumeInformation), NtVolumeInformation.Class);
        return WindowsErrors.IsError(status) ? ToErrorCode(status) : (volume.VolumeSerialNumber, number.FileId);
    }

    /// <param name="directory">Null for a name that is absolute in the kernel's name space.</param>
    private static Result<SafeFileHandle, ErrorCode> Create(
        SafeFileHandle? directory, string name, uint access, uint disposition, uint options)
    {
        bool referenced = false;
        directory?.DangerousAddRef(ref referenced);
        try
        {
            fixed (char* characters = name)
            {
                ushort length = (ushort)(name.Length * sizeof(char));
                NtUnicodeString unicode = new() { Length = length, MaximumLength = length, Buffer = characters };
                NtObjectAttributes attributes = new()
                {
                    Length = (uint)sizeof(NtObjectAttributes),
                    RootDirectory = directory?.DangerousGetHandle() ?? 0,
                    ObjectName = &unicode,
                    Attributes = NtObjectAttributes.CaseInsensitive,
                };
                NtIoStatusBlock io;
                nint handle;
                int status = WindowsNative.NtCreateFile(
                    &handle,
                    access | Synchronize,
                    &attributes,
                    &io,
                    null,
                    WindowsFileTypes.NormalAttribute,
                    ShareAll,
                    disposition,
                    options | SynchronousIo,
                    null,
                    0);
                return WindowsErrors.IsError(status) ? ToErrorCode(status) : new SafeFileHandle(handle, ownsHandle: true);
            }
        }
        finally
        {
            if (referenced)
                directory!.DangerousRelease();
        }
    }
}
