using Sluice.Bindgen.Model;

namespace Sluice.Bindgen.Emission;

/// <summary>Emits what a host calls: a class for the world, one for each exported interface and one for each of their resources.</summary>
internal static class ExportEmitter
{
    private const string Token = "global::System.Threading.CancellationToken cancellationToken";

    public static string EmitWorld(WorldBinding world)
    {
        var writer = FileHeader.Begin(world.ClassNamespace);
        writer.Summary(world.Docs, $"The exports of a component of the world <c>{world.Id}</c>.");
        writer.Line("/// <remarks>Calls may come from any thread and overlap; the store runs them one at a time between their waits.</remarks>");
        writer.Open($"{world.Accessibility} sealed partial class {world.ClassName}");
        EmitFields(writer, world.ExportedFunctions);
        writer.Open($"private {world.ClassName}(global::Sluice.ComponentInstance instance)");
        writer.Line("Instance = instance;");
        EmitAssignments(writer, world.ExportedFunctions);
        foreach (var export in world.Exports) writer.Line($"{export.Property} = new global::{export.Namespace}.{export.Name}Exports(instance.GetInstance(\"{export.Id}\"));");
        writer.Close().Line();

        writer.Summary(null, "The instance behind the bindings.");
        writer.Line("public global::Sluice.ComponentInstance Instance { get; }").Line();
        foreach (var export in world.Exports)
        {
            writer.Summary(export.Docs, $"<c>{export.Id}</c>");
            writer.Line($"public global::{export.Namespace}.{export.Name}Exports {export.Property} {{ get; }}").Line();
        }
        writer.Summary(null, "Binds an instance that exists already.");
        writer.Line("/// <exception cref=\"global::Sluice.LinkException\">An export of the world is missing or has another type.</exception>");
        writer.Line($"public static {world.ClassName} Bind(global::Sluice.ComponentInstance instance) => new(instance);").Line();
        writer.Summary(null, "Instantiates a component and binds its exports.");
        writer.Line("/// <exception cref=\"global::Sluice.LinkException\">An import or export is missing or has another type.</exception>");
        writer.Line($"public static async global::System.Threading.Tasks.ValueTask<{world.ClassName}> InstantiateAsync(global::Sluice.Linker linker, global::Sluice.Store store, global::Sluice.Component component, {Token} = default) =>");
        writer.Line("    new(await linker.InstantiateAsync(store, component, cancellationToken).ConfigureAwait(false));").Line();
        EmitCalls(writer, world.ExportedFunctions);
        writer.Close();
        return writer.ToString();
    }

    public static string Emit(InterfaceBinding export, string accessibility)
    {
        var writer = FileHeader.Begin(export.Namespace);
        if (export.DeclaresTypes)
        {
            foreach (var type in export.Types) TypeEmitter.Emit(writer, type, accessibility);
            foreach (var resource in export.Types.OfType<ResourceBinding>()) EmitResource(writer, export, resource, accessibility);
        }

        var functions = export.HostFunctions.ToList();
        writer.Summary(export.Docs, $"The functions of <c>{export.Id}</c> that a component exports.");
        writer.Open($"{accessibility} sealed class {export.Name}Exports");
        EmitFields(writer, functions);
        writer.Open($"internal {export.Name}Exports(global::Sluice.ComponentExports exports)");
        EmitAssignments(writer, functions, "exports");
        writer.Close().Line();
        EmitCalls(writer, functions);
        writer.Close();
        return writer.ToString();
    }

    private static void EmitResource(SourceWriter writer, InterfaceBinding export, ResourceBinding resource, string accessibility)
    {
        writer.Summary(resource.Docs, $"The guest's resource <c>{resource.WitName}</c>. Dispose it to drop the handle.");
        writer.Open($"{accessibility} sealed class {resource.Name} : global::Sluice.GuestResource");
        writer.Summary(null, "Called by the runtime for a handle that reaches the host.");
        writer.Line($"public {resource.Name}(global::Sluice.GuestResourceHandle handle) : base(handle) {{ }}").Line();
        foreach (var method in export.Functions.Where(f => f.Kind == FunctionKind.Method && f.Resource == resource.WitName))
        {
            var self = method.Parameters.Any(p => p.Name == "self") ? "self_" : "self";
            writer.Line($"private delegate {ReturnType(method)} {method.Name}Delegate({Join($"{resource.Name} {self}", DelegateParameters(method))});");
            EmitDocs(writer, method);
            writer.Line($"public {ReturnType(method)} {method.Name}Async({CallParameters(method)}) =>");
            writer.Line($"    GetFunction<{method.Name}Delegate>(\"{export.Id}\", \"{method.ExternName}\")({Join("this", Arguments(method))});").Line();
        }
        writer.Close().Line();
    }

    private static void EmitFields(SourceWriter writer, IEnumerable<FunctionBinding> functions)
    {
        foreach (var function in functions)
        {
            writer.Line($"private delegate {ReturnType(function)} {function.Name}Delegate({DelegateParameters(function)});");
            writer.Line($"private readonly {function.Name}Delegate _{Field(function)};").Line();
        }
    }

    private static void EmitAssignments(SourceWriter writer, IEnumerable<FunctionBinding> functions, string source = "instance")
    {
        foreach (var function in functions)
            writer.Line($"_{Field(function)} = {source}.GetFunction<{function.Name}Delegate>(\"{function.ExternName}\");");
    }

    private static void EmitCalls(SourceWriter writer, IEnumerable<FunctionBinding> functions)
    {
        foreach (var function in functions)
        {
            EmitDocs(writer, function);
            writer.Line($"public {ReturnType(function)} {function.Name}Async({CallParameters(function)}) => _{Field(function)}({Arguments(function)});").Line();
        }
    }

    private static void EmitDocs(SourceWriter writer, FunctionBinding function)
    {
        writer.Summary(function.Docs, $"<c>{function.ExternName}</c>");
        writer.Line("/// <exception cref=\"global::Sluice.Trap\">The guest trapped; its instance cannot be entered again.</exception>");
    }

    private static string Field(FunctionBinding function) => char.ToLowerInvariant(function.Name[0]) + function.Name.Substring(1);

    private static string ReturnType(FunctionBinding function) =>
        "global::System.Threading.Tasks.ValueTask" + (function.Result is null ? "" : $"<{function.Result}>");

    private static string DelegateParameters(FunctionBinding function) => Join(function.Parameters.Select(p => $"{p.Type} {p.Name}").Append(Token));

    private static string CallParameters(FunctionBinding function) => Join(function.Parameters.Select(p => $"{p.Type} {p.Name}").Append(Token + " = default"));

    private static string Arguments(FunctionBinding function) => Join(function.Parameters.Select(p => p.Name).Append("cancellationToken"));

    private static string Join(params string[] parts) => string.Join(", ", parts);

    private static string Join(IEnumerable<string> parts) => string.Join(", ", parts);
}
