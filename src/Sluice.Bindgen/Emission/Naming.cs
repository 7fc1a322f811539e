using System.Text;

namespace Sluice.Bindgen.Emission;

/// <summary>WIT names as C# names.</summary>
internal static class Naming
{
    /// <summary><c>monotonic-clock</c> → <c>MonotonicClock</c>; all-capital words become words too: <c>DNS-timeout</c> → <c>DnsTimeout</c>.</summary>
    public static string Pascal(string wit)
    {
        var name = new StringBuilder(wit.Length);
        foreach (var word in wit.Split('-', '_', '.', ':', '/'))
        {
            if (word.Length == 0) continue;
            // "1080p" cannot begin a C# name, nor can "4" after a word that ends in a digit stay apart from it.
            if (char.IsDigit(word[0]) && (name.Length == 0 || char.IsDigit(name[name.Length - 1]))) name.Append('_');
            name.Append(char.ToUpperInvariant(word[0]));
            var capitals = word.Length > 1 && word.All(c => !char.IsLower(c));
            name.Append(capitals ? word.Substring(1).ToLowerInvariant() : word.Substring(1));
        }
        return name.ToString();
    }

    /// <summary><c>max-size</c> → <c>maxSize</c>, with an <c>@</c> where that is a keyword.</summary>
    public static string Camel(string wit)
    {
        var pascal = Pascal(wit);
        var camel = char.ToLowerInvariant(pascal[0]) + pascal.Substring(1);
        return IsKeyword(camel) ? "@" + camel : camel;
    }

    /// <summary>What every C# object has already, or every disposable one.</summary>
    public static readonly string[] ObjectMembers =
        ["Equals", "GetHashCode", "GetType", "ToString", "ReferenceEquals", "MemberwiseClone", "Finalize", "Dispose"];

    /// <summary>What every record has besides; none may have a member <c>Clone</c>.</summary>
    public static readonly string[] RecordMembers = ["EqualityContract", "PrintMembers", "Deconstruct", "Clone"];

    /// <summary>The namespace segment of a version: <c>0.3.0-rc.1</c> → <c>V0_3_0_rc_1</c>.</summary>
    public static string Version(string version)
    {
        var name = new StringBuilder("V");
        foreach (var c in version) name.Append(char.IsLetterOrDigit(c) ? c : '_');
        return name.ToString();
    }

    private static bool IsKeyword(string name) =>
        Microsoft.CodeAnalysis.CSharp.SyntaxFacts.GetKeywordKind(name) != Microsoft.CodeAnalysis.CSharp.SyntaxKind.None;
}
