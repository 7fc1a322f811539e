namespace Sluice.Fuzz;

/// <summary>The outermost structure of a binary, and LEB128: written anew here, so that mutations do not depend on the code they test.</summary>
internal static class Sections
{
    private const int HeaderBytes = 8;

    /// <returns>The header and the sections; null where the bytes have no such structure.</returns>
    public static (byte[] Header, List<(byte Id, byte[] Contents)> Sections)? Split(byte[] binary)
    {
        if (binary.Length < HeaderBytes) return null;
        var sections = new List<(byte, byte[])>();
        for (var at = HeaderBytes; at < binary.Length;)
        {
            var id = binary[at++];
            if (ReadLeb(binary, ref at) is not { } size || size > (ulong)(binary.Length - at)) return null;
            sections.Add((id, binary[at..(at + (int)size)]));
            at += (int)size;
        }
        return (binary[..HeaderBytes], sections);
    }

    public static byte[] Join(byte[] header, IEnumerable<(byte Id, byte[] Contents)> sections) =>
        [.. header, .. sections.SelectMany(section => (byte[])[section.Id, .. Leb((ulong)section.Contents.Length), .. section.Contents])];

    /// <summary>The bodies of a code section.</summary>
    public static List<byte[]>? SplitBodies(byte[] contents)
    {
        var at = 0;
        if (ReadLeb(contents, ref at) is not { } count || count > (ulong)contents.Length) return null;
        var bodies = new List<byte[]>();
        for (var i = 0UL; i < count; i++)
        {
            if (ReadLeb(contents, ref at) is not { } size || size > (ulong)(contents.Length - at)) return null;
            bodies.Add(contents[at..(at + (int)size)]);
            at += (int)size;
        }
        return bodies;
    }

    public static byte[] JoinBodies(List<byte[]> bodies) =>
        [.. Leb((ulong)bodies.Count), .. bodies.SelectMany(body => (byte[])[.. Leb((ulong)body.Length), .. body])];

    public static byte[] Leb(ulong value)
    {
        var bytes = new List<byte>();
        for (; value >= 0x80; value >>= 7) bytes.Add((byte)(value | 0x80));
        bytes.Add((byte)value);
        return [.. bytes];
    }

    /// <summary>How many bytes the LEB128 number at a position takes.</summary>
    public static int LebLength(byte[] bytes, int at)
    {
        var start = at;
        while (at < bytes.Length && (bytes[at++] & 0x80) != 0) { }
        return at - start;
    }

    private static ulong? ReadLeb(byte[] bytes, ref int at)
    {
        var value = 0UL;
        for (var shift = 0; shift < 35; shift += 7)
        {
            if (at >= bytes.Length) return null;
            var part = bytes[at++];
            value |= (ulong)(part & 0x7f) << shift;
            if ((part & 0x80) == 0) return value;
        }
        return null;
    }
}
