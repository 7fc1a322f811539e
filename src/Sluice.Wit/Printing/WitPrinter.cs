using System.Text;
using Sluice.Wit.Parsing;
using Sluice.Wit.Types;

namespace Sluice.Wit.Printing;

/// <summary>Writes resolved packages as WIT that resolves to the same packages again.</summary>
public sealed class WitPrinter
{
    private readonly StringBuilder text = new();
    private int indent;

    private WitPrinter()
    {
    }

    /// <summary>The root package as a file of its own, with the other packages nested in it if asked for.</summary>
    public static string Print(WitPackageSet packages, bool withDependencies = true)
    {
        var printer = new WitPrinter();
        printer.Docs(packages.Root.Docs);
        printer.Line($"package {Name(packages.Root.Name)};");
        printer.Items(packages.Root);
        if (!withDependencies) return printer.text.ToString();
        foreach (var package in packages.Packages)
        {
            if (package == packages.Root) continue;
            printer.Line();
            printer.Docs(package.Docs);
            printer.Block($"package {Name(package.Name)}", () => printer.Items(package));
        }
        return printer.text.ToString();
    }

    /// <summary>A package as a file of its own.</summary>
    public static string Print(WitPackage package) => Print(new WitPackageSet(package, [package]), withDependencies: false);

    /// <summary>A type as an item would write it.</summary>
    public static string Print(WitType type)
    {
        if (type.Definition is { } definition) return Id(definition.Name);
        var keyword = TypeText.Keyword(type.Type.Kind);
        var arguments = type.Arguments.Select(static a => a is null ? "_" : Print(a)).ToList();
        while (arguments.Count > 0 && arguments[arguments.Count - 1] == "_") arguments.RemoveAt(arguments.Count - 1);
        if (type.Type is FixedListType list) arguments.Add(list.Length.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return arguments.Count == 0 ? keyword : $"{keyword}<{string.Join(", ", arguments)}>";
    }

    private static string Id(string name) => Lexer.IsKeyword(name) ? "%" + name : name;

    private static string Name(PackageName name)
    {
        var namespaces = string.Join(":", name.Namespace.Split(':').Select(Id));
        var names = string.Join("/", name.Name.Split('/').Select(Id));
        return $"{namespaces}:{names}{(name.Version is null ? "" : $"@{name.Version}")}";
    }

    private static string Path(WitInterface target, WitPackage from)
    {
        if (target.Package == from) return Id(target.Name!);
        var package = target.Package.Name;
        return $"{Name(package with { Version = null })}/{Id(target.Name!)}{(package.Version is null ? "" : $"@{package.Version}")}";
    }

    private void Items(WitPackage package)
    {
        var first = indent > 0;
        foreach (var item in package.Interfaces)
        {
            if (!first) Line();
            first = false;
            Head(item.Docs, item.Stability, null);
            Block($"interface {Id(item.Name!)}", () => Interface(item));
        }
        foreach (var world in package.Worlds)
        {
            if (!first) Line();
            first = false;
            Head(world.Docs, world.Stability, null);
            Block($"world {Id(world.Name!)}", () => World(world));
        }
    }

    private void Interface(WitInterface item)
    {
        foreach (var type in item.Types) TypeDef(type, item.Package);
        foreach (var function in item.Functions)
            if (function.Resource is null) NamedFunction("", function);
    }

    private void World(WitWorld world)
    {
        foreach (var item in world.ListedImports)
        {
            // Functions of resources stand with these.
            if (item.Function?.Resource is not null) continue;
            if (item.Type is { } type) TypeDef(type, world.Package);
            else Extern("import", item, world.Package);
        }
        foreach (var item in world.ListedExports) Extern("export", item, world.Package);
    }

    private void Extern(string keyword, WitWorldItem item, WitPackage package)
    {
        if (item.Function is { } function)
        {
            NamedFunction(keyword + " ", function);
            return;
        }
        Head(item.Docs, item.Stability, item.ExternalId);
        var target = item.Interface!;
        if (!item.IsPlain) Line($"{keyword} {Path(target, package)};");
        else if (target.Name is not null) Line($"{keyword} {Id(item.Name)}: {Path(target, package)};");
        else Block($"{keyword} {Id(item.Name)}: interface", () => Interface(target));
    }

    private void TypeDef(WitTypeDef def, WitPackage package)
    {
        Head(def.Docs, def.Stability, def.ExternalId);
        var name = Id(def.Name);
        switch (def.Kind)
        {
            case WitTypeDefKind.Use:
                var used = def.Used!;
                Line($"use {Path((WitInterface)used.Owner, package)}.{{{Id(used.Name)}{(used.Name == def.Name ? "" : $" as {name}")}}};");
                break;
            case WitTypeDefKind.Alias:
                Line($"type {name} = {Print(def.Target!)};");
                break;
            case WitTypeDefKind.Resource when def.Functions.Count == 0:
                Line($"resource {name};");
                break;
            case WitTypeDefKind.Resource:
                Block($"resource {name}", () =>
                {
                    foreach (var function in def.Functions) NamedFunction("", function);
                });
                break;
            case WitTypeDefKind.Record:
                Block($"record {name}", () =>
                {
                    foreach (var field in def.Fields)
                    {
                        Docs(field.Docs);
                        Line($"{Id(field.Name)}: {Print(field.Type)},");
                    }
                });
                break;
            default:
                Block($"{Keyword(def.Kind)} {name}", () =>
                {
                    foreach (var item in def.Cases)
                    {
                        Docs(item.Docs);
                        Line($"{Id(item.Name)}{(item.Type is null ? "" : $"({Print(item.Type)})")},");
                    }
                });
                break;
        }
    }

    private static string Keyword(WitTypeDefKind kind) => kind switch
    {
        WitTypeDefKind.Variant => "variant",
        WitTypeDefKind.Enum => "enum",
        _ => "flags",
    };

    private void NamedFunction(string prefix, WitFunction function)
    {
        Head(function.Docs, function.Stability, function.ExternalId);
        var isMethod = function.Kind == WitFunctionKind.Method;
        var parameters = string.Join(", ", function.Params.Skip(isMethod ? 1 : 0).Select(static p => $"{Id(p.Name)}: {Print(p.Type)}"));
        if (function.Kind == WitFunctionKind.Constructor)
        {
            var fallible = function.Result!.Definition == function.Resource ? "" : $" -> {Print(function.Result)}";
            Line($"constructor({parameters}){fallible};");
            return;
        }
        var isStatic = function.Kind == WitFunctionKind.Static ? "static " : "";
        var result = function.Result is null ? "" : $" -> {Print(function.Result)}";
        Line($"{prefix}{Id(function.ItemName)}: {isStatic}{(function.IsAsync ? "async " : "")}func({parameters}){result};");
    }

    private void Head(string? docs, WitStability stability, string? externalId)
    {
        Docs(docs);
        if (stability.Since is not null) Line($"@since(version = {stability.Since})");
        if (stability.Feature is not null) Line($"@unstable(feature = {Id(stability.Feature)})");
        if (stability.Deprecated is not null) Line($"@deprecated(version = {stability.Deprecated})");
        if (externalId is not null) Line($"@external-id({Quote(externalId)})");
    }

    private static string Quote(string text)
    {
        var quoted = new StringBuilder("\"");
        foreach (var c in text)
        {
            if (c is '"' or '\\') quoted.Append('\\').Append(c);
            else if (char.IsSurrogate(c) || (c >= ' ' && c < '\u007F')) quoted.Append(c);
            else quoted.Append("\\u{").Append(((int)c).ToString("x", System.Globalization.CultureInfo.InvariantCulture)).Append('}');
        }
        return quoted.Append('"').ToString();
    }

    private void Docs(string? docs)
    {
        if (docs is null) return;
        foreach (var line in docs.Split('\n')) Line(line.Length == 0 ? "///" : $"/// {line}");
    }

    private void Block(string head, Action body)
    {
        Line(head + " {");
        indent++;
        body();
        indent--;
        Line("}");
    }

    private void Line(string text = "")
    {
        if (text.Length > 0) this.text.Append(' ', 2 * indent).Append(text);
        this.text.Append('\n');
    }
}
