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
        // An interface without resources and methods is still there to be imported, for its types.
        if (@interface.Resources.Count > 0 || methods.Count > 0 || hosted.Count == 0)
        {
            var lines = @interface.Resources.Select(r => $"    .Resource<{r.Type}>(\"{r.WitName}\")").Concat(methods.Select(m => $"    .Function(\"{m.ExternName}\", {Forward(m, SelfType(resources, m), "self")})")).ToList();
            writer.Line((isRoot ? "linker.Root" : "linker.Instance(Id)") + (lines.Count == 0 ? ";" : ""));
            for (var i = 0; i < lines.Count; i++) writer.Line(lines[i] + (i == lines.Count - 1 ? ";" : ""));
        }
        if (hosted.Count > 0)
        {
            writer.Line(isRoot ? $"linker.Hosted<I{@interface.Name}>(host)" : $"linker.Instance<I{@interface.Name}>(Id, host)");
            for (var i = 0; i < hosted.Count; i++)
                writer.Line($"    .Function(\"{hosted[i].ExternName}\", {Forward(hosted[i], "I" + @interface.Name, "host")})" + (i == hosted.Count - 1 ? ";" : ""));
        }
        writer.Line("return linker;").Close().Close();
    }

    private static string SelfType(List<ResourceBinding> resources, FunctionBinding method) => resources.First(r => r.WitName == method.Resource).Name;

    /// <summary>A static lambda from the receiver and the parameters to the interface's member.</summary>
    private static string Forward(FunctionBinding function, string receiverType, string receiver)
    {
        // The receiver's name must not clash with a parameter's.
        while (function.Parameters.Any(p => p.Name == receiver)) receiver += "_";
        var parameters = string.Concat(function.Parameters.Select(p => $", {p.Type} {p.Name}"));
        var arguments = string.Join(", ", function.Parameters.Select(p => p.Name));
        if (function.IsAsync)
        {
            parameters += ", global::System.Threading.CancellationToken cancellationToken";
            arguments += arguments.Length == 0 ? "cancellationToken" : ", cancellationToken";
        }
        return $"static ({receiverType} {receiver}{parameters}) => {receiver}.{function.Name}({arguments})";
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
