// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#import-and-export-definitions

namespace Sluice.Wit.Parsing;

/// <summary>The rules for names.</summary>
internal static class Label
{
    /// <summary>
    /// What is wrong with a label, or null: words of lower-case letters and digits or acronyms of upper-case ones, joined by
    /// hyphens, the first of which starts with a letter.
    /// </summary>
    public static string? Check(string label)
    {
        if (label.Length == 0) return "is empty";
        if (label[0] is not ((>= 'a' and <= 'z') or (>= 'A' and <= 'Z'))) return "must start with an ASCII letter";
        foreach (var word in label.Split('-'))
        {
            if (word.Length == 0) return "has an empty word between its hyphens";
            bool lower = false, upper = false;
            foreach (var c in word)
            {
                if (c is >= 'a' and <= 'z') lower = true;
                else if (c is >= 'A' and <= 'Z') upper = true;
                else if (c is not (>= '0' and <= '9')) return $"has a character other than ASCII letters, digits and hyphens: `{c}`";
            }
            if (lower && upper) return $"mixes upper and lower case in the word `{word}`";
        }
        return null;
    }
}
