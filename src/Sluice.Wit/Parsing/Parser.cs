// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#top-level-items
// A method per rule of the grammar. This file has packages and what all rules share; Parser.Items.cs has interfaces and
// worlds, Parser.Types.cs has types.

namespace Sluice.Wit.Parsing;

internal sealed partial class Parser
{
    private readonly SourceText source;
    private readonly List<Token> tokens;
    private int at;

    private Parser(SourceText source)
    {
        this.source = source;
        tokens = Lexer.Read(source);
    }

    private Token Current => tokens[at];

    public static AstFile Parse(SourceText source)
    {
        var parser = new Parser(source);
        return parser.File();
    }

    private AstFile File()
    {
        var file = new AstFile(source);
        if (Current.Is("package"))
        {
            var docs = Current.Docs;
            var (name, span) = PackageDecl();
            if (Eat(";")) (file.Package, file.PackageSpan, file.PackageDocs) = (name, span, docs);
            else file.Nested.Add(NestedPackage(name, span, docs));
        }
        while (Current.Kind != TokenKind.End)
        {
            if (Current.Is("package"))
            {
                var docs = Current.Docs;
                var (name, span) = PackageDecl();
                file.Nested.Add(NestedPackage(name, span, docs));
            }
            else
            {
                PackageItem(file.Scope);
            }
        }
        return file;
    }

    private AstNestedPackage NestedPackage(PackageName name, SourceSpan span, string? docs)
    {
        var package = new AstNestedPackage(name, span, docs);
        Expect("{");
        while (!Eat("}"))
        {
            if (Current.Is("package")) throw Error(Current, "a nested package cannot hold packages: they stand at the top level of the file");
            PackageItem(package.Scope);
        }
        return package;
    }

    private (PackageName, SourceSpan) PackageDecl()
    {
        Expect("package");
        var start = Current.Start;
        var ids = new List<AstId> { Id() };
        Expect(":");
        ids.Add(Id());
        while (Eat(":")) ids.Add(Id());
        var name = ids[ids.Count - 1].Name;
        ids.RemoveAt(ids.Count - 1);
        while (Eat("/")) name += "/" + Id().Name;
        var end = tokens[at - 1].End;
        var version = OptionalVersion();
        return (new PackageName(string.Join(":", ids.Select(static i => i.Name)), name, version), new SourceSpan(source, start, end));
    }

    private void PackageItem(AstScope scope)
    {
        var first = at;
        var head = Head();
        if (Current.Is("use"))
        {
            Next();
            var path = UsePath();
            var local = Eat("as") ? Id() : path.Name;
            Expect(";");
            scope.Uses.Add(new AstTopLevelUse(path, local));
        }
        else if (Current.Is("interface"))
        {
            Next();
            var name = Id();
            scope.Interfaces.Add(new AstInterface(head, name, InterfaceItems()));
        }
        else if (Current.Is("world"))
        {
            scope.Worlds.Add(World(head));
        }
        else
        {
            throw Expected("`world`, `interface`, `use` or `package`");
        }
        scope.Fingerprint += string.Join(" ", tokens.GetRange(first, at - first).Select(static t => t.Text)) + "\n";
    }

    private AstPath UsePath()
    {
        var start = Current.Start;
        var first = Id();
        if (!Current.Is(":")) return new AstPath(null, first, first.Span);
        var namespaces = first.Name;
        Next();
        var name = Id().Name;
        while (Eat(":"))
        {
            namespaces += ":" + name;
            name = Id().Name;
        }
        var end = tokens[at - 1].End;
        if (!Current.Is("/"))
            throw new WitException(new SourceSpan(source, start, end), $"`{namespaces}:{name}` is a package; expected `/` and an interface or world of it");
        Next();
        var item = Id();
        while (Eat("/"))
        {
            name += "/" + item.Name;
            item = Id();
        }
        var version = OptionalVersion();
        return new AstPath(new PackageName(namespaces, name, version), item, new SourceSpan(source, start, end));
    }

    private SemVersion? OptionalVersion() => Eat("@") ? Version() : null;

    // A version is not a sequence of tokens: read it from the text and go on behind it.
    private SemVersion Version()
    {
        var start = Current.Start;
        if (Current.Kind != TokenKind.Integer) throw Expected("a version");
        var text = source.Text;
        var end = start;
        while (end < text.Length)
        {
            var c = text[end];
            var isPart = c is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-' or '+';
            // The dot of `use a:b/c@1.0.0.{…}` is not the version's.
            if (!isPart && !(c == '.' && end + 1 < text.Length && text[end + 1] is (>= '0' and <= '9') or (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or '-')) break;
            end++;
        }
        var span = new SourceSpan(source, start, end);
        if (!SemVersion.TryParse(text.Substring(start, end - start), out var version))
            throw new WitException(span, $"`{text.Substring(start, end - start)}` is not a semantic version: it takes the form 1.2.3, 1.2.3-rc.1 or 1.2.3+build");
        while (Current.Kind != TokenKind.End && Current.Start < end) Next();
        return version;
    }

    /// <summary>Documentation, gates and external name of the item that follows.</summary>
    private AstHead Head()
    {
        var docs = Current.Docs;
        SemVersion? since = null, deprecated = null;
        string? feature = null, externalId = null;
        var first = Current;
        while (Eat("@"))
        {
            var gate = Id();
            Expect("(");
            switch (gate.Name)
            {
                case "since" when since is null:
                    Key("version");
                    since = Version();
                    break;
                case "deprecated" when deprecated is null:
                    Key("version");
                    deprecated = Version();
                    break;
                case "unstable" when feature is null:
                    Key("feature");
                    feature = Id().Name;
                    break;
                case "external-id" when externalId is null:
                    if (Current.Kind != TokenKind.String) throw Expected("a string");
                    externalId = Current.Text;
                    Next();
                    break;
                case "since" or "deprecated" or "unstable" or "external-id":
                    throw new WitException(gate.Span, $"`@{gate.Name}` stands before the item more than once");
                default:
                    throw new WitException(gate.Span, $"unknown gate `@{gate.Name}`: expected `@since`, `@unstable`, `@deprecated` or `@external-id`");
            }
            Expect(")");
        }
        if (since is not null && feature is not null) throw Error(first, "an item is gated by `@since` or by `@unstable`, not by both");
        if (deprecated is not null && since is null && feature is null) throw Error(first, "`@deprecated` must be paired with `@since` or `@unstable`");
        var stability = since is null && feature is null ? WitStability.None : new WitStability(since, feature, deprecated);
        return new AstHead(docs, stability, externalId);
    }

    private void Key(string name)
    {
        var key = Id();
        if (key.Name != name) throw new WitException(key.Span, $"expected `{name}`, found `{key.Name}`");
        Expect("=");
    }

    /// <summary>Items up to the closing operator, with commas between and perhaps after them.</summary>
    private List<T> List<T>(string close, Func<string?, T> item)
    {
        var items = new List<T>();
        while (!Eat(close))
        {
            items.Add(item(Current.Docs));
            if (Eat(",")) continue;
            Expect(close);
            break;
        }
        return items;
    }

    private AstId Id()
    {
        var token = Current;
        if (token.Kind is not (TokenKind.Id or TokenKind.ExplicitId)) throw Expected("an identifier");
        if (Label.Check(token.Text) is { } flaw) throw Error(token, $"the identifier `{token.Text}` {flaw}");
        Next();
        return new AstId(token.Text, Span(token));
    }

    private void Next() => at++;

    private bool Eat(string text)
    {
        if (!Current.Is(text)) return false;
        Next();
        return true;
    }

    private void Expect(string text)
    {
        if (!Eat(text)) throw Expected($"`{text}`");
    }

    private SourceSpan Span(Token token) => new(source, token.Start, token.End);

    private WitException Expected(string what) => Error(Current, $"expected {what}, found {Current.Describe()}");

    private WitException Error(Token token, string reason) => new(Span(token), reason);
}
