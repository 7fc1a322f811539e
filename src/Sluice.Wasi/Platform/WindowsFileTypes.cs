using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

internal static class WindowsFileTypes
{
    public const uint DirectoryAttribute = 0x10;
    public const uint NormalAttribute = 0x80;
    public const uint ReparsePointAttribute = 0x400;

    /// <summary>
    /// Mount points, junctions among them, count as links, as they lead elsewhere. Reparse points that other drivers give a meaning to
    /// (files in a cloud, deduplicated files) are something else: only those drivers know their data.
    /// </summary>
    /// <param name="tag">Without meaning if the attributes have no reparse point.</param>
    public static DescriptorType FromAttributes(uint attributes, uint tag)
    {
        if ((attributes & ReparsePointAttribute) == 0)
            return (attributes & DirectoryAttribute) != 0 ? DescriptorType.Directory : DescriptorType.RegularFile;
        return tag switch
        {
            WindowsReparsePoint.SymbolicLink or WindowsReparsePoint.MountPoint or WindowsReparsePoint.WslSymbolicLink =>
                DescriptorType.SymbolicLink,
            WindowsReparsePoint.UnixSocket => DescriptorType.Socket,
            WindowsReparsePoint.WslFifo => DescriptorType.Fifo,
            WindowsReparsePoint.WslCharacterDevice => DescriptorType.CharacterDevice,
            WindowsReparsePoint.WslBlockDevice => DescriptorType.BlockDevice,
            _ => DescriptorType.Other,
        };
    }
}
