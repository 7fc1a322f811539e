using System.Globalization;
using System.Text;

namespace Sluice.Text.Printing;

/// <summary>The identifiers of one index space: names that are unique in it, and numbers for the rest.</summary>
internal sealed class Identifiers
{
    private readonly Dictionary<int, string> identifiers = [];
    private readonly HashSet<string> taken = new(StringComparer.Ordinal);

    public Identifiers(IEnumerable<KeyValuePair<int, string>> names)
    {
        foreach (var (index, name) in names.OrderBy(pair => pair.Key))
        {
            // Names need not be unique, identifiers must be; who comes second stays a number.
            if (name.Length > 0 && taken.Add(name)) identifiers[index] = ToIdentifier(name);
        }
    }

    /// <summary>How to refer to an index.</summary>
    public string Reference(int index) => identifiers.GetValueOrDefault(index) ?? index.ToString(CultureInfo.InvariantCulture);

    /// <summary>What binds the identifier of an index, with a space before it; a comment with the number if it has none.</summary>
    public string Binding(int index) => identifiers.TryGetValue(index, out string? identifier) ? " " + identifier : string.Create(CultureInfo.InvariantCulture, $" (;{index};)");

    /// <summary>What binds the identifier of an index, with a space before it; nothing if it has none.</summary>
    public string BindingOnly(int index) => identifiers.TryGetValue(index, out string? identifier) ? " " + identifier : "";

    private static string ToIdentifier(string name)
    {
        foreach (char c in name)
        {
            if (!char.IsAsciiLetterOrDigit(c) && !"!#$%&'*+-./:<=>?@\\^_`|~".Contains(c, StringComparison.Ordinal)) return "$" + StringText.Quote(Encoding.UTF8.GetBytes(name));
        }
        return "$" + name;
    }
}
