using System.Text.RegularExpressions;
using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Components.Validation;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Fuzz;

internal static partial class RoundTrip
{
    // A component's name for a module becomes the module's own, too, when the text is read.
    [GeneratedRegex("""\s\(@name "[^"]*"\)""")]
    private static partial Regex NameAnnotation();

    /// <summary>The text of something valid must translate to something valid that prints as the same text.</summary>
    public static void Check(string text, Func<byte[], string?> print)
    {
        byte[] again;
        try
        {
            again = Wat.ToBytes(text);
            if (ComponentDecoder.IsComponent(again)) ComponentValidator.Validate(ComponentDecoder.Decode(again), new TypeRegistry());
            else ModuleValidator.Validate(BinaryDecoder.Decode(again), new TypeRegistry());
        }
        catch (Exception error) when (error is MalformedException or InvalidException)
        {
            throw new FindingException($"the printed text is refused: {error.Message}\n{Excerpt(text, error)}", error);
        }
        var (first, second) = (Normalize(text), Normalize(print(again) ?? ""));
        if (second != first) throw new FindingException($"the printed text prints differently:\n{FirstDifference(first, second)}");
    }

    private static string Normalize(string text) => NameAnnotation().Replace(text, "");

    private static string Excerpt(string text, Exception error) =>
        error is MalformedException { Line: > 0 } malformed ? text.Split('\n')[malformed.Line - 1] : "";

    private static string FirstDifference(string first, string second)
    {
        var lines = first.Split('\n').Zip(second.Split('\n')).FirstOrDefault(pair => pair.First != pair.Second);
        return $"  {lines.First}\n  {lines.Second}";
    }
}
