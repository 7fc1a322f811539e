namespace Sluice.Wit.Types;

/// <summary>The core types that something flattens to, as long as they fit into <see cref="Layout.MaxFlatParams"/>.</summary>
internal sealed class FlatTypes
{
    private CoreType[] types = new CoreType[Layout.MaxFlatParams];
    private int count;

    public bool Fits { get; private set; } = true;

    /// <summary>Appends the types of a part; null if those do not fit themselves.</summary>
    public void Add(Seq<CoreType>? part) => Join(count, part);

    /// <summary>Makes room for a part that shares its place, from <paramref name="start"/> on, with others.</summary>
    public void Join(int start, Seq<CoreType>? part)
    {
        Fits = Fits && part is not null && start + part.Count <= types.Length;
        for (var i = 0; Fits && i < part!.Count; i++) Join(start + i, part[i]);
    }

    public void Join(int index, CoreType type)
    {
        types[index] = index < count ? Layout.Join(types[index], type) : type;
        count = Math.Max(count, index + 1);
    }

    /// <summary>What there is, or null if it does not fit; ends the use of this object.</summary>
    public Seq<CoreType>? ToSeq()
    {
        if (!Fits) return null;
        Array.Resize(ref types, count);
        return new Seq<CoreType>(types);
    }
}
