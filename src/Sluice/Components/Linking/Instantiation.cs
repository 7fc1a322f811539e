// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#component-definitions
//
// Validation has proved that everything is there and of the right type: here definitions are only carried out, in order.

using System.Diagnostics;
using System.Runtime.CompilerServices;
using Sluice.Builtins;
using Sluice.CanonicalAbi;
using Sluice.Components.Definitions;
using Sluice.Components.Validation;
using Sluice.Concurrency;
using Sluice.Modules;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>Instantiates one component with everything nested in it.</summary>
internal sealed class Instantiation(Store store)
{
    // Nested components can double the number of instances with each level.
    private const int MaxInstances = 10_000;

    private int instances;

    public ComponentInstance Run(Component component, NameMap<Extern> arguments) =>
        Instantiate(new ComponentExtern(component.Validated, null, component), null, component.Name ?? "component", arguments).Instance;

    private (ComponentInstance Instance, InstanceExtern Exports) Instantiate(
        ComponentExtern closure, ComponentInstance? parent, string name, NameMap<Extern> arguments)
    {
        if (++instances > MaxInstances) throw new Trap(TrapCode.LimitExceeded, "too many component instances");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new Trap(TrapCode.LimitExceeded, "component instances are nested too deep");

        var instance = new ComponentInstance(store, parent, name);
        var frame = new ComponentFrame(instance, closure.Outer, closure.Source);
        var exports = new NameMap<Extern>();
        var definitions = closure.Component.Definition.Definitions;
        for (var i = 0; i < definitions.Count; i++) Carry(definitions[i], closure.Component.Resolutions[i], frame, arguments, exports);
        var exported = new InstanceExtern(exports);
        instance.SetExports(exported);
        return (instance, exported);
    }

    private void Carry(
        Definition definition, Resolution? resolution, ComponentFrame frame, NameMap<Extern> arguments, NameMap<Extern> exports)
    {
        switch (definition)
        {
            case CoreModuleDefinition module:
                frame.CoreModules.Add(frame.Source.GetModule(module));
                break;
            case NestedComponentDefinition:
                frame.Components.Add(new ComponentExtern((ValidatedComponent)resolution!, frame, frame.Source));
                break;
            case CoreInstantiateDefinition instantiate:
                frame.CoreInstances.Add(Instantiate(instantiate, frame));
                break;
            case CoreInlineInstanceDefinition inline:
                var coreExports = new NameMap<ExternValue>();
                foreach (var export in inline.Exports) coreExports.Add(export.Name, frame.CoreAt(export.Item));
                frame.CoreInstances.Add(new CoreInstanceExports(coreExports));
                break;
            case InstantiateDefinition instantiate:
                var child = Instantiate(instantiate, frame);
                frame.Bind((InstanceType)resolution!, child);
                frame.Instances.Add(child);
                break;
            case InlineInstanceDefinition inline:
                var inlineExports = new NameMap<Extern>();
                foreach (var export in inline.Exports) inlineExports.Add(export.Name.Name, frame.At(export.Item));
                frame.Instances.Add(new InstanceExtern(inlineExports));
                break;
            case ExportAliasDefinition { CoreInstance: true } alias:
                frame.AddCore(frame.CoreInstances[alias.InstanceIndex][alias.Name]);
                break;
            case ExportAliasDefinition alias:
                // An instance given by the host may leave out types that are not resources.
                frame.Add(frame.Instances[alias.InstanceIndex].Exports.TryGetValue(alias.Name, out var aliased) ? aliased : TypeExtern.Plain);
                break;
            case OuterAliasDefinition alias:
                AliasOuter(alias, resolution, frame);
                break;
            case TypeDefinition type:
                frame.Types.Add(type.Type is ResourceSyntax resource ? Define(resource, (ResourceDefinedType)resolution!, frame) : null);
                break;
            case LiftDefinition lift:
                var liftedType = frame.Resolve(((FunctionType)resolution!).Type);
                frame.Functions.Add(new GuestFunction(frame.CoreFunctions[lift.CoreFunctionIndex], liftedType, Resolve(lift.Options, frame), frame.Instance));
                break;
            case LowerDefinition lower:
                frame.CoreFunctions.Add(LoweredFunction.Create(frame.Instance, frame.Functions[lower.FunctionIndex], Resolve(lower.Options, frame)));
                break;
            case BuiltinDefinition builtin:
                frame.CoreFunctions.Add(BuiltinFunction.Create(Resolve(builtin, resolution, frame)));
                break;
            case ImportDefinition import:
                if (!arguments.TryGetValue(import.Name.Name, out var argument)) argument = TypeExtern.Plain;
                frame.Bind((ItemType)resolution!, argument);
                frame.Add(argument);
                break;
            case ExportDefinition exported:
                var item = Narrow(frame.At(exported.Item), (ItemType)resolution!);
                frame.Bind((ItemType)resolution!, item);
                frame.Add(item);
                exports.Add(exported.Name.Name, item);
                break;
            case CoreTypeDefinition:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static CoreInstanceExports Instantiate(CoreInstantiateDefinition definition, ComponentFrame frame)
    {
        var module = frame.CoreModules[definition.ModuleIndex];
        var arguments = new NameMap<CoreInstanceExports>();
        foreach (var argument in definition.Arguments) arguments.Add(argument.Name, frame.CoreInstances[argument.InstanceIndex]);
        var imports = new ExternValue[module.Definition.Imports.Length];
        for (var i = 0; i < imports.Length; i++)
        {
            var import = module.Definition.Imports[i];
            imports[i] = arguments.Get(import.Module)[import.Name];
        }
        return new CoreInstanceExports(frame.Instance.Instantiate(module, imports));
    }

    private InstanceExtern Instantiate(InstantiateDefinition definition, ComponentFrame frame)
    {
        var component = frame.Components[definition.ComponentIndex];
        var arguments = new NameMap<Extern>();
        foreach (var argument in definition.Arguments) arguments.Add(argument.Name, frame.At(argument.Item));
        var name = component.Component.Definition.Name ?? $"{frame.Instance.Name}/{frame.Instances.Count}";
        return Instantiate(component, frame.Instance, name, arguments).Exports;
    }

    private static void AliasOuter(OuterAliasDefinition alias, Resolution? resolution, ComponentFrame frame)
    {
        var index = alias.Index;
        switch (alias.Sort)
        {
            case Sort.CoreModule: frame.CoreModules.Add(frame.Outward(alias.Count).CoreModules[index]); break;
            case Sort.Component: frame.Components.Add(frame.Outward(alias.Count).Components[index]); break;
            case Sort.Type: frame.Types.Add(resolution is ResourceDefinedType resource ? frame.Resolve(resource.Resource) : null); break;
        }
    }

    private static GuestResourceType Define(ResourceSyntax syntax, ResourceDefinedType type, ComponentFrame frame)
    {
        var resource = new GuestResourceType(type.Resource.Name, frame.Instance);
        if (syntax.Destructor is { } destructor) resource.Destructor = frame.CoreFunctions[destructor];
        frame.Define(type.Resource, resource);
        return resource;
    }

    /// <summary>An exported instance shows no more than its type says.</summary>
    private static Extern Narrow(Extern item, ItemType type)
    {
        if (item is not InstanceExtern instance || type is not InstanceItem { Type.Exports: var shown } || shown.Count == instance.Exports.Count) return item;
        var exports = new NameMap<Extern>();
        foreach (var (name, shownType) in shown)
            if (instance.Exports.TryGetValue(name, out var found)) exports.Add(name, Narrow(found, shownType));
        return new InstanceExtern(exports);
    }

    private static CanonicalOptions Resolve(CanonicalOption[] list, ComponentFrame frame)
    {
        if (list.Length == 0) return CanonicalOptions.None;
        var options = CheckedOptions.From(list);
        return new CanonicalOptions
        {
            StringEncoding = options.Encoding switch
            {
                CanonicalOptionKind.Utf16 => StringEncoding.Utf16,
                CanonicalOptionKind.Latin1Utf16 => StringEncoding.Latin1OrUtf16,
                _ => StringEncoding.Utf8,
            },
            Memory = options.Memory is { } memory ? frame.CoreMemories[memory] : null,
            Realloc = Function(options.Realloc),
            PostReturn = Function(options.PostReturn),
            Callback = Function(options.Callback),
            Async = options.Async,
        };

        Function? Function(uint? index) => index is { } present ? frame.CoreFunctions[present] : null;
    }

    private static BuiltinSite Resolve(BuiltinDefinition definition, Resolution? resolution, ComponentFrame frame)
    {
        var info = definition.Builtin.Info();
        var type = resolution is DefinedType defined ? frame.Resolve(defined.Type) : null;
        return new BuiltinSite
        {
            Instance = frame.Instance,
            Builtin = definition.Builtin,
            Resource = resolution is ResourceDefinedType resource ? frame.Resolve(resource.Resource) : null,
            Element = type switch { StreamType stream when info.Has(BuiltinImmediate.StreamType) => stream.Element, FutureType future when info.Has(BuiltinImmediate.FutureType) => future.Element, _ => null },
            Result = info.Has(BuiltinImmediate.ResultList) ? type : null,
            Options = Resolve(definition.Options, frame),
            Async = definition.Async,
            Cancellable = definition.Cancellable,
            Memory = info.Has(BuiltinImmediate.Memory) ? frame.CoreMemories[definition.MemoryIndex] : null,
            Table = info.Has(BuiltinImmediate.Table) ? frame.CoreTables[definition.TableIndex] : null,
            // Validation lets only this type through.
            CoreType = info.Has(BuiltinImmediate.CoreType) ? new Types.FuncType([Types.ValType.I32], []) : null,
            Slot = (int)definition.Slot,
        };
    }
}
