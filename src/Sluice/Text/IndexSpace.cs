namespace Sluice.Text;

/// <summary>An index space while a text is read: how many there are, and what their identifiers stand for.</summary>
/// <param name="category">What it holds, as errors name it.</param>
/// <param name="outer">Where identifiers are looked for that are not bound here; may add to this space.</param>
internal sealed class IndexSpace(string category, Func<string, int?>? outer = null)
{
    private readonly Dictionary<string, int> indices = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> inherited = new(StringComparer.Ordinal);

    public int Count { get; private set; }

    public string Category => category;

    /// <summary>Index and identifier of those that have one, by index.</summary>
    public IEnumerable<KeyValuePair<int, string>> Names =>
        indices.Select(pair => KeyValuePair.Create(pair.Value, pair.Key)).OrderBy(pair => pair.Key);

    /// <summary>Adds one, with an optional identifier, and returns its index.</summary>
    public int Add(string? identifier, TokenReader reader, Token at)
    {
        if (identifier is not null && !indices.TryAdd(identifier, Count)) throw reader.Error($"duplicate {category} ${identifier}", at);
        return Count++;
    }

    /// <summary>Adds some without identifiers.</summary>
    public void Add(int count) => Count += count;

    /// <summary>Whether an identifier is bound in this very space.</summary>
    public bool TryFindOwn(string identifier, out int index) => indices.TryGetValue(identifier, out index);

    public bool TryFind(string identifier, out int index)
    {
        if (indices.TryGetValue(identifier, out index) || inherited.TryGetValue(identifier, out index)) return true;
        if (outer?.Invoke(identifier) is not { } found) return false;
        inherited[identifier] = index = found;
        return true;
    }

    public bool HasNames => indices.Count > 0;
}
