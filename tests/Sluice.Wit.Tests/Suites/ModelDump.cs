using System.Text;

namespace Sluice.Wit.Tests.Suites;

/// <summary>All that a package says, item by item, independently of the printer: to compare packages.</summary>
internal static class ModelDump
{
    public static string Of(WitPackageSet packages)
    {
        var text = new StringBuilder();
        foreach (var package in packages.Packages.OrderBy(p => p.Name.ToString(), StringComparer.Ordinal))
        {
            text.AppendLine($"package {package.Name} docs=[{package.Docs}]");
            foreach (var item in package.Interfaces) Interface(text, item);
            foreach (var world in package.Worlds)
            {
                text.AppendLine($"world {world.QualifiedName} docs=[{world.Docs}] {world.Stability}");
                foreach (var type in world.Types) TypeDef(text, type);
                foreach (var item in world.Imports) Extern(text, "import", item);
                foreach (var item in world.Exports) Extern(text, "export", item);
            }
        }
        return text.ToString();
    }

    private static void Extern(StringBuilder text, string direction, WitWorldItem item)
    {
        text.AppendLine($"{direction} {item.Name} plain={item.IsPlain} implicit={item.IsImplicit} docs=[{item.Docs}] {item.Stability} external=[{item.ExternalId}]");
        if (item.Function is { } function) Function(text, function);
        if (item.Type is { } type) TypeDef(text, type);
        if (item.Interface is { Name: null } inline) Interface(text, inline);
        if (item.Interface is { Name: not null } named) text.AppendLine($"  = {named.QualifiedName}");
    }

    private static void Interface(StringBuilder text, WitInterface item)
    {
        text.AppendLine($"interface {item.QualifiedName} docs=[{item.Docs}] {item.Stability} needs {string.Join(", ", item.Dependencies)}");
        foreach (var type in item.Types) TypeDef(text, type);
        foreach (var function in item.Functions) Function(text, function);
    }

    private static void TypeDef(StringBuilder text, WitTypeDef def)
    {
        text.AppendLine($"  {def.Kind} {def.Name} : {def.Type} docs=[{def.Docs}] {def.Stability} external=[{def.ExternalId}] used={def.Used}");
        if (def.Target is not null) text.AppendLine($"    = {Names(def.Target)}");
        foreach (var field in def.Fields) text.AppendLine($"    {field.Name}: {Names(field.Type)} docs=[{field.Docs}]");
        foreach (var item in def.Cases) text.AppendLine($"    {item.Name}({(item.Type is null ? "" : Names(item.Type))}) docs=[{item.Docs}]");
        foreach (var function in def.Functions) text.AppendLine($"    {function.Name}");
    }

    private static void Function(StringBuilder text, WitFunction function)
    {
        text.AppendLine($"  {function.Kind} {function} docs=[{function.Docs}] {function.Stability} external=[{function.ExternalId}]");
        foreach (var param in function.Params) text.AppendLine($"    {param.Name}: {Names(param.Type)}");
        if (function.Result is not null) text.AppendLine($"    -> {Names(function.Result)}");
    }

    private static string Names(WitType type) => type.Definition is { } def
        ? def.Name
        : $"{type.Type.Kind}({string.Join(", ", type.Arguments.Select(a => a is null ? "_" : Names(a)))})";
}
