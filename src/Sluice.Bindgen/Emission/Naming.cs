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

    /// <summary>A parameter's name; the token that async functions take keeps its own.</summary>
    public static string Parameter(string wit) => Camel(wit) is var name && name == "cancellationToken" ? name + "_" : name;

    /// <summary>The name of a record's property, a variant's case, an enum's or flags' name.</summary>
    /// <param name="wit">The WIT name.</param>
    /// <param name="enclosing">The C# type around it, whose name a member cannot have.</param>
    /// <param name="suffix">What makes the name free where it is taken.</param>
    public static string Member(string wit, string enclosing, string suffix)
    {
        var name = Pascal(wit);
        return suffix.Length > 0 && (name == enclosing || name == "Value" && suffix == "Case" || IsObjectMember(name)) ? name + suffix : name;
    }

    /// <summary>Whether every C# object or record, or a disposable, has a member of that name already.</summary>
    public static bool IsObjectMember(string name) => name is "Equals" or "GetHashCode" or "GetType" or "ToString" or "ReferenceEquals"
        or "MemberwiseClone" or "Finalize" or "EqualityContract" or "PrintMembers" or "Deconstruct" or "Dispose";

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
