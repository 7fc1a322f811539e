using Sluice.Bindgen.Model;

namespace Sluice.Bindgen.Emission;

/// <summary>Emits what a host implements: an interface for the functions, one for each resource, and the call that adds them to a linker.</summary>
internal static class ImportEmitter
{
    public static string Emit(InterfaceBinding @interface, string accessibility)
    {
        var writer = FileHeader.Begin(@interface.Namespace);
        if (@interface.DeclaresTypes)
        {
            foreach (var type in @interface.Types) TypeEmitter.Emit(writer, type, accessibility);
            foreach (var resource in @interface.Types.OfType<ResourceBinding>()) EmitResource(writer, @interface.Functions, resource, accessibility);
        }
        EmitHost(writer, $"I{@interface.Name}", @interface.Docs, @interface.Id, @interface.HostFunctions, accessibility);
        EmitLinking(writer, @interface, accessibility);
        return writer.ToString();
    }

    /// <summary>What the world itself imports, outside any interface.</summary>
    public static string EmitWorld(WorldBinding world)
    {
        var writer = FileHeader.Begin(world.Namespace);
        var @interface = new InterfaceBinding("", world.Namespace, world.ClassName + "Imports", "", true, world.Docs, world.Types, world.Resources, world.ImportedFunctions);
        foreach (var type in world.Types) TypeEmitter.Emit(writer, type, world.Accessibility);
        foreach (var resource in world.Types.OfType<ResourceBinding>()) EmitResource(writer, world.ImportedFunctions, resource, world.Accessibility);
        EmitHost(writer, $"I{@interface.Name}", null, world.Id, @interface.HostFunctions, world.Accessibility);
        EmitLinking(writer, @interface, world.Accessibility);
        return writer.ToString();
    }

    private static void EmitResource(SourceWriter writer, IEnumerable<FunctionBinding> functions, ResourceBinding resource, string accessibility)
    {
        writer.Summary(resource.Docs, $"The resource <c>{resource.WitName}</c>. Disposed when the guest drops its last owning handle.");
        writer.Open($"{accessibility} interface {resource.Name} : global::System.IDisposable");
        foreach (var method in functions.Where(f => f.Kind == FunctionKind.Method && f.Resource == resource.WitName)) EmitMember(writer, method);
        writer.Close().Line();
    }

    private static void EmitHost(
        SourceWriter writer, string name, string? docs, string id, IEnumerable<FunctionBinding> functions, string accessibility)
    {
        if (!functions.Any()) return;
        writer.Summary(docs, $"The host's side of <c>{id}</c>.");
        writer.Open($"{accessibility} interface {name}");
        foreach (var function in functions) EmitMember(writer, function);
        writer.Close().Line();
    }

    private static void EmitMember(SourceWriter writer, FunctionBinding function)
    {
        writer.Summary(function.Docs, $"<c>{function.ExternName}</c>");
        writer.Line($"{ReturnType(function)} {function.Name}({Parameters(function)});");
    }

    private static void EmitLinking(SourceWriter writer, InterfaceBinding @interface, string accessibility)
    {
        var resources = @interface.Types.OfType<ResourceBinding>().ToList();
        var hosted = @interface.HostFunctions.ToList();
        var methods = @interface.Functions.Where(f => f.Kind == FunctionKind.Method).ToList();
        var isRoot = @interface.Id.Length == 0;

        writer.Summary(null, isRoot ? "Adds the world's own imports to a linker." : $"Adds <c>{@interface.Id}</c> to a linker.");
        writer.Open($"{accessibility} static class {@interface.Name}Linking");
        if (!isRoot)
        {
            writer.Summary(null, "The import's name.");
            writer.Line($"public const string Id = \"{@interface.Id}\";").Line();
        }
        writer.Summary(null, "Makes the interface available to the components that this linker instantiates.");
        writer.Line("/// <param name=\"linker\">The linker.</param>");
        var factory = "";
        if (hosted.Count > 0)
        {
            writer.Line("/// <param name=\"host\">Makes the implementation for a store; runs once for each store.</param>");
            factory = $", global::System.Func<global::Sluice.Store, I{@interface.Name}> host";
        }
        writer.Open($"public static global::Sluice.Linker Add{@interface.Name}(this global::Sluice.Linker linker{factory})");
        if (!isRoot) writer.Open("linker.Instance(Id, instance =>");
        var target = isRoot ? "linker.Root" : "instance";
        if (@interface.Resources.Count > 0 || methods.Count > 0)
        {
            var lines = @interface.Resources.Select(r => $"    .Resource<{r.Type}>(\"{r.WitName}\")").Concat(methods.Select(m => $"    .Function<{TypeArguments(m, SelfType(resources, m))}>(\"{m.ExternName}\", {m.Parameters.Count + 1}, {Forward(m, method: true)})")).ToList();
            writer.Line(target);
            for (var i = 0; i < lines.Count; i++) writer.Line(lines[i] + (i == lines.Count - 1 ? ";" : ""));
        }
        if (hosted.Count > 0)
        {
            writer.Line($"{target}.Hosted<I{@interface.Name}>(host)");
            for (var i = 0; i < hosted.Count; i++)
                writer.Line($"    .Function<{TypeArguments(hosted[i])}>(\"{hosted[i].ExternName}\", {hosted[i].Parameters.Count}, {Forward(hosted[i], method: false)})" + (i == hosted.Count - 1 ? ";" : ""));
        }
        if (!isRoot) writer.Close(");");
        writer.Line("return linker;").Close().Close();
    }

    private static string SelfType(List<ResourceBinding> resources, FunctionBinding method) => resources.First(r => r.WitName == method.Resource).Name;

    /// <summary>The C# type of a function's arguments together, and that of its result, which a task says itself if there is none.</summary>
    private static string TypeArguments(FunctionBinding function, params string[] self)
    {
        string[] types = [.. self, .. function.Parameters.Select(p => p.Type)];
        var together = types.Length switch { 0 => "global::Sluice.Unit", 1 => types[0], _ => $"({string.Join(", ", types)})" };
        return function switch
        {
            { Result: { } result } => $"{together}, {result}",
            { IsAsync: true } => together,
            _ => $"{together}, global::Sluice.Unit",
        };
    }

    /// <summary>A static lambda from the arguments together to the interface's member; a method's first argument is its receiver.</summary>
    private static string Forward(FunctionBinding function, bool method)
    {
        var count = function.Parameters.Count + (method ? 1 : 0);
        string Argument(int index) => count == 1 ? "arguments" : $"arguments.Item{index + 1}";

        var operands = function.Parameters.Select((_, i) => Argument(method ? i + 1 : i));
        if (function.IsAsync) operands = operands.Append("token");
        var call = $"{(method ? Argument(0) : "host")}.{function.Name}({string.Join(", ", operands)})";
        var parameters = method ? "(arguments, token)" : "(host, arguments, token)";
        return function switch
        {
            { IsAsync: true } => $"static {parameters} => {call}, takesToken: true",
            { Result: null } => $"static {parameters} => {{ {call}; return default; }}",
            _ => $"static {parameters} => new global::System.Threading.Tasks.ValueTask<{function.Result}>({call})",
        };
    }

    private static string Parameters(FunctionBinding function)
    {
        var parameters = function.Parameters.Select(p => $"{p.Type} {p.Name}");
        if (function.IsAsync) parameters = parameters.Append("global::System.Threading.CancellationToken cancellationToken");
        return string.Join(", ", parameters);
    }

    private static string ReturnType(FunctionBinding function) => function switch
    {
        { IsAsync: true, Result: null } => "global::System.Threading.Tasks.ValueTask",
        { IsAsync: true } => $"global::System.Threading.Tasks.ValueTask<{function.Result}>",
        _ => function.Result ?? "void",
    };
}
