using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

internal static class PosixFileTypes
{
    /// <summary>From `d_type`.</summary>
    public static DescriptorType FromDirectoryType(int type) => type switch
    {
        1 => DescriptorType.Fifo,
        2 => DescriptorType.CharacterDevice,
        4 => DescriptorType.Directory,
        6 => DescriptorType.BlockDevice,
        8 => DescriptorType.RegularFile,
        10 => DescriptorType.SymbolicLink,
        12 => DescriptorType.Socket,
        _ => DescriptorType.Other,
    };

    /// <summary>From `st_mode`, whose upper four bits are `d_type`.</summary>
    public static DescriptorType FromMode(int mode) => FromDirectoryType(mode >> 12);
}
