namespace Sluice.Bindgen.Emission;

/// <summary>The C# names of one class, enum or namespace. WIT's rules for names differ from C#'s, so a name may be taken already.</summary>
internal sealed class NameScope
{
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    /// <param name="reserved">Names that cannot be given out.</param>
    public NameScope(params string[] reserved) => taken.UnionWith(reserved);

    public NameScope Reserve(IEnumerable<string> names)
    {
        taken.UnionWith(names);
        return this;
    }

    /// <summary>Gives out the first of these names that is free; if none is, the last one with a number.</summary>
    public string Take(params string[] candidates) => Take(static name => [name], candidates);

    /// <summary>As <see cref="Take(string[])"/>, for a name from which several are made that all have to be free.</summary>
    public string Take(Func<string, string[]> made, params string[] candidates)
    {
        var last = candidates[candidates.Length - 1];
        foreach (var candidate in candidates.Concat(Enumerable.Range(2, int.MaxValue - 2).Select(number => last + number)))
        {
            var names = made(candidate);
            if (names.Any(taken.Contains)) continue;
            taken.UnionWith(names);
            return candidate;
        }
        throw new InvalidOperationException("There are more names than numbers.");
    }
}
