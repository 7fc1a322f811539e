using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text;

namespace Sluice.Bindgen.Tests.RoundTrip;

/// <summary>A value as text, by content: records compare their arrays by reference.</summary>
internal static class Structure
{
    public static string Of(object? value) => value switch
    {
        null => "null",
        string s => $"\"{s}\"",
        double d => d.ToString("R", CultureInfo.InvariantCulture),
        float f => f.ToString("R", CultureInfo.InvariantCulture),
        Enum or Rune or Unit => value.ToString()!,
        IDictionary map => "{" + string.Join(", ", map.Keys.Cast<object>().Select(key => $"{Of(key)}: {Of(map[key])}").Order(StringComparer.Ordinal)) + "}",
        IEnumerable items => "[" + string.Join(", ", items.Cast<object?>().Select(Of)) + "]",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        bool b => b ? "true" : "false",
        _ => OfMembers(value),
    };

    private static string OfMembers(object value)
    {
        var members = value.GetType().GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).OrderBy(field => field.Name, StringComparer.Ordinal);
        return value.GetType().Name + "(" + string.Join(", ", members.Select(field => $"{field.Name} = {Of(field.GetValue(value))}")) + ")";
    }
}
