using Sluice.Wit.Types;

namespace Sluice.Bindgen.Building;

/// <summary>How the C# of a world is named and shaped.</summary>
/// <param name="Namespace">Of the world's own types and imports; the interfaces' namespaces are below it. Empty for the global namespace.</param>
/// <param name="ClassNamespace">Where the world's class lives.</param>
/// <param name="ClassName">The world's class, or null for the world's own name.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>.</param>
/// <param name="Waiting">
/// Imported functions that are not <c>async</c> in WIT and yet wait for something, as <c>wasi:io/poll/poll</c>, with <c>*</c> for anything:
/// the host implements them as it does async ones, and the guest's stack is kept meanwhile.
/// </param>
internal sealed record BindingOptions(string Namespace, string ClassNamespace, string? ClassName, string Accessibility, Seq<string> Waiting)
{
    public bool Waits(string interfaceId, string externName)
    {
        var at = interfaceId.IndexOf('@');
        var name = $"{(at < 0 ? interfaceId : interfaceId.Substring(0, at))}/{externName}";
        return Waiting.Any(pattern => Matches(pattern, name));
    }

    private static bool Matches(string pattern, string name)
    {
        var parts = pattern.Split('*');
        if (parts.Length == 1) return pattern == name;
        if (!name.StartsWith(parts[0], StringComparison.Ordinal) || !name.EndsWith(parts[parts.Length - 1], StringComparison.Ordinal)) return false;
        var from = parts[0].Length;
        foreach (var part in parts.Skip(1))
        {
            var found = name.IndexOf(part, from, StringComparison.Ordinal);
            if (found < 0) return false;
            from = found + part.Length;
        }
        return true;
    }
}
