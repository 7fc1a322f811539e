using System.Runtime.InteropServices;
using Sluice.Wasi.Clocks;
using Sluice.Wasi.Filesystem;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Platform;

/// <summary>Layouts of macOS, as its headers have them: nothing here needs macOS.</summary>
public sealed class MacStructuresTests
{
    [Fact]
    public void Structures_have_the_sizes_of_the_headers()
    {
        Assert.Equal(144, Marshal.SizeOf<MacStat>());
        Assert.Equal(16, Marshal.SizeOf<MacTimespec>());
        Assert.Equal(32, Marshal.SizeOf<MacStore>());
        Assert.Equal(16, Marshal.SizeOf<MacReadAdvisory>());
    }

    [Theory]
    [InlineData(nameof(MacStat.Mode), 4)]
    [InlineData(nameof(MacStat.LinkCount), 6)]
    [InlineData(nameof(MacStat.Inode), 8)]
    [InlineData(nameof(MacStat.SpecialDevice), 24)]
    [InlineData(nameof(MacStat.AccessTime), 32)]
    [InlineData(nameof(MacStat.ModificationTime), 48)]
    [InlineData(nameof(MacStat.StatusChangeTime), 64)]
    [InlineData(nameof(MacStat.Size), 96)]
    [InlineData(nameof(MacStat.Blocks), 104)]
    [InlineData(nameof(MacStat.Flags), 116)]
    public void Members_of_stat_are_where_the_headers_have_them(string member, int offset) =>
        Assert.Equal(offset, (int)Marshal.OffsetOf<MacStat>(member));

    [Theory]
    [InlineData(0x81a4, nameof(DescriptorType.RegularFile))]
    [InlineData(0x41ed, nameof(DescriptorType.Directory))]
    [InlineData(0xa1ff, nameof(DescriptorType.SymbolicLink))]
    [InlineData(0x1180, nameof(DescriptorType.Fifo))]
    [InlineData(0x21b6, nameof(DescriptorType.CharacterDevice))]
    [InlineData(0x61b0, nameof(DescriptorType.BlockDevice))]
    [InlineData(0xc1ed, nameof(DescriptorType.Socket))]
    [InlineData(0xe000, nameof(DescriptorType.Other))]
    public void A_status_is_taken_over(int mode, string type)
    {
        MacStat stat = new()
        {
            Device = -1,
            Mode = (ushort)mode,
            LinkCount = 2,
            Inode = 1UL << 40,
            Size = 5,
            AccessTime = new() { Seconds = 1, Nanoseconds = 2 },
            ModificationTime = new() { Seconds = 3, Nanoseconds = 4 },
            StatusChangeTime = new() { Seconds = -5, Nanoseconds = 999_999_999 },
        };
        DescriptorStat expected = new(
            Enum.Parse<DescriptorType>(type),
            LinkCount: 2,
            Size: 5,
            new Instant(1, 2),
            new Instant(3, 4),
            new Instant(-5, 999_999_999),
            Device: uint.MaxValue,
            Inode: 1UL << 40);
        Assert.Equal(expected, stat.ToDescriptorStat());
    }

    [Fact]
    public void An_entry_of_a_directory_is_read_from_its_record()
    {
        byte[] record = new byte[32];
        MemoryMarshal.Write(record, 0x1234_5678_9abcUL);
        MemoryMarshal.Write(record.AsSpan(16), (ushort)32);
        MemoryMarshal.Write(record.AsSpan(18), (ushort)4);
        record[20] = 8;
        "name\0rest"u8.CopyTo(record.AsSpan(21));

        Assert.Equal(32, MacDirectoryEntry.LengthOf(record.AsSpan(0, MacDirectoryEntry.NameOffset)));
        MacDirectoryEntry entry = new(record);
        Assert.Equal(0x1234_5678_9abcUL, entry.Inode);
        Assert.Equal(DescriptorType.RegularFile, entry.Type);
        Assert.True(entry.Name.SequenceEqual("name"u8));
    }
}
