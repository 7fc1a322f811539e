using Sluice.Binary;

namespace Sluice.Tests.Components;

/// <summary>Assembles components section by section.</summary>
internal sealed class ComponentBytes
{
    private static readonly byte[] Preamble = [0x00, 0x61, 0x73, 0x6d, 0x0d, 0x00, 0x01, 0x00];
    private readonly ByteWriter writer = new();

    public ComponentBytes() => writer.Bytes(Preamble);

    /// <summary>A section with <paramref name="count"/> items that <paramref name="contents"/> encodes.</summary>
    public ComponentBytes Section(byte id, int count, params byte[] contents)
    {
        var section = new ByteWriter();
        section.Unsigned(count);
        section.Bytes(contents);
        writer.Section(id, section);
        return this;
    }

    /// <summary>A section whose contents are not a vector: a module, a component, custom bytes.</summary>
    public ComponentBytes Raw(byte id, byte[] contents)
    {
        var section = new ByteWriter();
        section.Bytes(contents);
        writer.Section(id, section);
        return this;
    }

    public byte[] ToArray() => writer.ToArray();

    /// <summary>A length-prefixed name.</summary>
    public static byte[] Name(string text)
    {
        var name = new ByteWriter();
        name.Name(text);
        return name.ToArray();
    }

    /// <summary>A name of an import or export without attributes.</summary>
    public static byte[] ExternName(string text) => [0x00, .. Name(text)];
}
