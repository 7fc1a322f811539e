using System.Globalization;
using Sluice.Components.Decoding;
using Sluice.Components.Definitions;

namespace Sluice.Text.Printing;

/// <summary>The index spaces of a component or type while it is printed: how far each has grown, and its identifiers.</summary>
internal sealed class PrintedScope
{
    private static readonly Identifiers None = new([]);

    private readonly int[] counts = new int[Sorts.Rows.Length];
    private readonly Identifiers[] identifiers;

    /// <summary>The scope of a type: nothing has a name in it.</summary>
    public PrintedScope() => identifiers = [.. Sorts.Rows.Select(static _ => None)];

    public PrintedScope(ComponentDefinition component)
    {
        var names = ComponentNameSection.Read(component);
        identifiers = [.. Sorts.Rows.Select(row => new Identifiers(names[row.Sort]))];
    }

    /// <summary>Adds to a sort's index space; returns the identifier of what is added, or its number in a comment, with a space before it.</summary>
    public string Bind(Sort sort) => identifiers[(int)sort].Binding(counts[(int)sort]++);

    public string Reference(Sort sort, uint index) =>
        index <= int.MaxValue ? identifiers[(int)sort].Reference((int)index) : index.ToString(CultureInfo.InvariantCulture);

    /// <summary>How core types refer to each other.</summary>
    public Identifiers CoreTypes => identifiers[(int)Sort.CoreType];
}
