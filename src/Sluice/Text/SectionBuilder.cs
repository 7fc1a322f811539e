using Sluice.Binary;

namespace Sluice.Text;

/// <summary>A section that is a vector of entries.</summary>
internal sealed class SectionBuilder
{
    private readonly ByteWriter entries = new();

    public int Count { get; private set; }

    /// <summary>Where to write the next entry.</summary>
    public ByteWriter Next()
    {
        Count++;
        return entries;
    }

    /// <summary>The section's contents, or null if it would be empty.</summary>
    public ByteWriter? Finish()
    {
        if (Count == 0) return null;
        var section = new ByteWriter();
        section.Unsigned(Count);
        section.Bytes(entries.Span);
        return section;
    }
}
