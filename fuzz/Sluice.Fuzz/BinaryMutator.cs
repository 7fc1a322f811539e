namespace Sluice.Fuzz;

/// <summary>Changes a binary: blindly, and with its sections kept in order so that the change reaches what lies behind the decoder.</summary>
internal sealed class BinaryMutator(Random random, byte[][] corpus)
{
    private const int CoreModuleSection = 1, ComponentSection = 4, CodeSection = 10;

    private static readonly ulong[] InterestingNumbers =
        [0, 1, 2, 63, 64, 127, 128, 255, 1000, 50_000, 65_535, 65_536, 1_000_000, int.MaxValue, 1UL << 31, uint.MaxValue, 1UL << 32, long.MaxValue, ulong.MaxValue];

    public byte[] Mutate()
    {
        var bytes = Any();
        for (var changes = random.Next(1, 5); changes > 0; changes--) bytes = ChangeOnce(bytes);
        return bytes;
    }

    private byte[] Any() => corpus[random.Next(corpus.Length)];

    private byte[] ChangeOnce(byte[] bytes) => random.Next(10) switch
    {
        0 => ChangeBytes(bytes),
        1 => ChangeSections(bytes),
        _ => ChangeInSection(bytes),
    };

    private byte[] ChangeBytes(byte[] bytes)
    {
        if (bytes.Length == 0) return bytes;
        var at = random.Next(bytes.Length);
        var other = Any();
        switch (random.Next(8))
        {
            case 0:
                return With(bytes, at, (byte)(bytes[at] ^ 1 << random.Next(8)));
            case 1:
                return With(bytes, at, (byte)random.Next(256));
            case 2:
                return bytes[..at];
            case 3:
                return [.. bytes[..at], .. bytes[Math.Min(bytes.Length, at + random.Next(1, 16))..]];
            case 4:
                return [.. bytes[..at], .. Range(other), .. bytes[at..]];
            case 5:
                return [.. bytes[..at], .. Range(bytes), .. bytes[at..]];
            case 6:
                return [.. bytes[..at], .. Number(), .. bytes[(at + Sections.LebLength(bytes, at))..]];
            default:
                return With(bytes, at, bytes[random.Next(bytes.Length)]);
        }
    }

    private byte[] Number()
    {
        var number = Sections.Leb(InterestingNumbers[random.Next(InterestingNumbers.Length)]);
        if (random.Next(4) != 0) return number;
        // Longer than need be, which is allowed up to a point.
        number[^1] |= 0x80;
        return [.. number, .. Enumerable.Repeat((byte)0x80, random.Next(3)), 0];
    }

    private byte[] ChangeSections(byte[] bytes)
    {
        if (Sections.Split(bytes) is not { } parts || parts.Sections.Count == 0) return ChangeBytes(bytes);
        var (header, sections) = parts;
        var at = random.Next(sections.Count);
        switch (random.Next(5))
        {
            case 0:
                sections.RemoveAt(at);
                break;
            case 1:
                sections.Insert(random.Next(sections.Count), sections[at]);
                break;
            case 2:
                var to = random.Next(sections.Count);
                (sections[at], sections[to]) = (sections[to], sections[at]);
                break;
            case 3 when Sections.Split(Any()) is { Sections: { Count: > 0 } others }:
                sections.Insert(at, others[random.Next(others.Count)]);
                break;
            default:
                sections[at] = ((byte)random.Next(14), sections[at].Contents);
                break;
        }
        return Sections.Join(header, sections);
    }

    private byte[] ChangeInSection(byte[] bytes)
    {
        if (Sections.Split(bytes) is not { } parts || parts.Sections.Count == 0) return ChangeBytes(bytes);
        var (header, sections) = parts;
        var at = random.Next(sections.Count);
        var isComponent = header[6] != 0;
        var (id, contents) = sections[at];
        if (isComponent && id is CoreModuleSection or ComponentSection && isComponent) contents = ChangeOnce(contents);
        else if (!isComponent && id == CodeSection) contents = ChangeCode(contents);
        else contents = ChangeBytes(contents);
        sections[at] = (id, contents);
        return Sections.Join(header, sections);
    }

    private byte[] ChangeCode(byte[] contents)
    {
        if (Sections.SplitBodies(contents) is not { Count: > 0 } bodies) return ChangeBytes(contents);
        var at = random.Next(bodies.Count);
        bodies[at] = random.Next(4) == 0 ? ChangeBytes(bodies[at]) : new InstructionMutator(random).Mutate(bodies[at]);
        return Sections.JoinBodies(bodies);
    }

    private byte[] Range(byte[] bytes)
    {
        var start = random.Next(bytes.Length);
        return bytes[start..Math.Min(bytes.Length, start + random.Next(1, 40))];
    }

    private static byte[] With(byte[] bytes, int at, byte value)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] = value;
        return changed;
    }
}
