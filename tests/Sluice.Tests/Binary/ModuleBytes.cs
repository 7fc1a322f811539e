using Sluice.Binary;

namespace Sluice.Tests.Binary;

/// <summary>Assembles modules section by section, right or wrong ones.</summary>
internal sealed class ModuleBytes
{
    private readonly ByteWriter writer = new();

    public ModuleBytes() => writer.Bytes([0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00]);

    /// <summary>A section with these contents.</summary>
    public ModuleBytes Section(byte id, params byte[] contents)
    {
        writer.Byte(id);
        writer.Blob(contents);
        return this;
    }

    /// <summary>A section that is a vector of these entries.</summary>
    public ModuleBytes Vector(byte id, params byte[][] entries)
    {
        var contents = new ByteWriter();
        contents.Unsigned(entries.Length);
        foreach (var entry in entries) contents.Bytes(entry);
        writer.Section(id, contents);
        return this;
    }

    public ModuleBytes Custom(string name, params byte[] contents)
    {
        var section = new ByteWriter();
        section.Name(name);
        section.Bytes(contents);
        writer.Section(0, section);
        return this;
    }

    public ModuleBytes Raw(params byte[] bytes)
    {
        writer.Bytes(bytes);
        return this;
    }

    public byte[] ToArray() => writer.ToArray();

    /// <summary>A code section's entry: its size, then locals and instructions.</summary>
    public static byte[] Code(params byte[] localsAndInstructions)
    {
        var entry = new ByteWriter();
        entry.Blob(localsAndInstructions);
        return entry.ToArray();
    }

    /// <summary>A module with one function of type <c>[] → []</c>.</summary>
    public static byte[] WithBody(params byte[] localsAndInstructions) =>
        new ModuleBytes().Vector(1, [0x60, 0, 0]).Vector(3, [0]).Vector(10, Code(localsAndInstructions)).ToArray();

    public static byte[] Unsigned(ulong value)
    {
        var bytes = new ByteWriter();
        bytes.Unsigned(value);
        return bytes.ToArray();
    }

    /// <summary>A module with something in every section.</summary>
    public static byte[] EverySection() => new ModuleBytes()
        .Vector(1,
            [0x60, 0, 0],
            [0x60, 2, 0x7f, 0x7e, 1, 0x7c],
            [0x4e, 2, 0x50, 0, 0x60, 1, 0x63, 3, 0, 0x4f, 1, 2, 0x60, 1, 0x63, 3, 0])
        .Vector(2,
            [1, (byte)'m', 1, (byte)'f', 0, 0],
            [1, (byte)'m', 1, (byte)'g', 3, 0x7f, 0])
        .Vector(3, [0], [1])
        .Vector(4, [0x70, 0, 4], [0x40, 0, 0x70, 1, 1, 9, 0xd0, 0x70, 0x0b])
        .Vector(5, [0x01, 1, 2], [0x05, 1, 3])
        .Vector(13, [0, 0])
        .Vector(6, [0x7f, 1, 0x41, 5, 0x0b], [0x7f, 0, 0x23, 0, 0x0b], [0x70, 0, 0xd2, 1, 0x0b])
        .Vector(7, [1, (byte)'a', 0, 1], [1, (byte)'b', 2, 0], [1, (byte)'c', 3, 1])
        .Section(8, 1)
        .Vector(9, [0, 0x41, 0, 0x0b, 2, 0, 1], [5, 0x70, 1, 0xd0, 0x70, 0x0b], [3, 0, 1, 2])
        .Section(12, 2)
        .Vector(10,
            Code(1, 3, 0x7f,
                0x02, 0x40, 0x41, 1, 0x0d, 0, 0x41, 0, 0x28, 2, 4, 0x21, 0, 0x0b,
                0x03, 0x40, 0x20, 0, 0x04, 0x7f, 0x41, 1, 0x05, 0x41, 0, 0x0b, 0x1a, 0x0b,
                0x1f, 0x40, 1, 2, 0, 0x08, 0, 0x0b,
                0x41, 0, 0x41, 0, 0x41, 0, 0xfc, 8, 1, 0, 0xfc, 9, 1, 0x0b),
            Code(0, 0x20, 0, 0xb7, 0x20, 1, 0xb9, 0xa0, 0x0b))
        .Vector(11, [0, 0x41, 0, 0x0b, 3, 1, 2, 3], [1, 2, 7, 8])
        .Custom("name", 0, 2, 1, (byte)'m', 1, 4, 1, 1, 1, (byte)'f')
        .ToArray();
}
