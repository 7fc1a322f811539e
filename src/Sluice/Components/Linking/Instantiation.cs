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
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Components.Linking;

/// <summary>Instantiates one component with everything nested in it.</summary>
internal sealed class Instantiation(Store store)
{
    // Nested components can double the number of instances with each level.
    private const int MaxInstances = 10_000;

    private int instances;

    public ComponentInstance Run(Component component, IReadOnlyDictionary<string, Extern> arguments) =>
        Instantiate(new ComponentExtern(component.Validated, null, component), null, component.Name ?? "component", arguments).Instance;

    private (ComponentInstance Instance, InstanceExtern Exports) Instantiate(
        ComponentExtern closure, ComponentInstance? parent, string name, IReadOnlyDictionary<string, Extern> arguments)
    {
        if (++instances > MaxInstances) throw new Trap(TrapCode.LimitExceeded, "too many component instances");
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new Trap(TrapCode.LimitExceeded, "component instances are nested too deep");

        var instance = new ComponentInstance(store, parent, name);
        var frame = new ComponentFrame(instance, closure.Outer, closure.Source);
        var exports = new OrderedDictionary<string, Extern>();
        var definitions = closure.Component.Definition.Definitions;
        for (var i = 0; i < definitions.Count; i++) Carry(definitions[i], closure.Component.Resolutions[i], frame, arguments, exports);
        var exported = new InstanceExtern(exports);
        instance.SetExports(exported);
        return (instance, exported);
    }

    private void Carry(
        Definition definition, Resolution? resolution, ComponentFrame frame, IReadOnlyDictionary<string, Extern> arguments, OrderedDictionary<string, Extern> exports)
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
                frame.CoreInstances.Add(new CoreInstanceExports(null, inline.Exports.ToDictionary(e => e.Name, e => frame.CoreAt(e.Item))));
                break;
            case InstantiateDefinition instantiate:
                var child = Instantiate(instantiate, frame);
                frame.Bind((InstanceType)resolution!, child);
                frame.Instances.Add(child);
                break;
            case InlineInstanceDefinition inline:
                frame.Instances.Add(new InstanceExtern(inline.Exports.ToDictionary(e => e.Name.Name, e => frame.At(e.Item))));
                break;
            case ExportAliasDefinition { CoreInstance: true } alias:
                frame.AddCore(frame.CoreInstances[(int)alias.InstanceIndex][alias.Name]);
                break;
            case ExportAliasDefinition alias:
                // An instance given by the host may leave out types that are not resources.
                frame.Add(frame.Instances[(int)alias.InstanceIndex].Exports.GetValueOrDefault(alias.Name) ?? TypeExtern.Plain);
                break;
            case OuterAliasDefinition alias:
                AliasOuter(alias, resolution, frame);
                break;
            case TypeDefinition type:
                frame.Types.Add(type.Type is ResourceSyntax resource ? Define(resource, (ResourceDefinedType)resolution!, frame) : null);
                break;
            case LiftDefinition lift:
                var liftedType = frame.Resolve(((FunctionType)resolution!).Type);
                frame.Functions.Add(new GuestFunction(frame.CoreFunctions[(int)lift.CoreFunctionIndex], liftedType, Resolve(lift.Options, frame), frame.Instance));
                break;
            case LowerDefinition lower:
                frame.CoreFunctions.Add(LoweredFunction.Create(frame.Instance, frame.Functions[(int)lower.FunctionIndex], Resolve(lower.Options, frame)));
                break;
            case BuiltinDefinition builtin:
                frame.CoreFunctions.Add(BuiltinFunction.Create(Resolve(builtin, resolution, frame)));
                break;
            case ImportDefinition import:
                var argument = arguments.GetValueOrDefault(import.Name.Name) ?? TypeExtern.Plain;
                frame.Bind((ItemType)resolution!, argument);
                frame.Add(argument);
                break;
            case ExportDefinition export:
                var item = Narrow(frame.At(export.Item), (ItemType)resolution!);
                frame.Bind((ItemType)resolution!, item);
                frame.Add(item);
                exports.Add(export.Name.Name, item);
                break;
            case CoreTypeDefinition:
                break;
            default:
                throw new UnreachableException();
        }
    }

    private static CoreInstanceExports Instantiate(CoreInstantiateDefinition definition, ComponentFrame frame)
    {
        var module = frame.CoreModules[(int)definition.ModuleIndex];
        var arguments = definition.Arguments.ToDictionary(a => a.Name, a => frame.CoreInstances[(int)a.InstanceIndex]);
        var imports = module.Definition.Imports.Select(import => arguments[import.Module][import.Name]).ToArray();
        return new CoreInstanceExports(frame.Instance.Instantiate(module, imports), null);
    }

    private InstanceExtern Instantiate(InstantiateDefinition definition, ComponentFrame frame)
    {
        var component = frame.Components[(int)definition.ComponentIndex];
        var arguments = definition.Arguments.ToDictionary(a => a.Name, a => frame.At(a.Item));
        var name = component.Component.Definition.Name ?? $"{frame.Instance.Name}/{frame.Instances.Count}";
        return Instantiate(component, frame.Instance, name, arguments).Exports;
    }

    private static void AliasOuter(OuterAliasDefinition alias, Resolution? resolution, ComponentFrame frame)
    {
        var index = (int)alias.Index;
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
        if (syntax.Destructor is { } destructor) resource.Destructor = frame.CoreFunctions[(int)destructor];
        frame.Define(type.Resource, resource);
        return resource;
    }

    /// <summary>An exported instance shows no more than its type says.</summary>
    private static Extern Narrow(Extern item, ItemType type)
    {
        if (item is not InstanceExtern instance || type is not InstanceItem { Type.Exports: var shown } || shown.Count == instance.Exports.Count) return item;
        var exports = new OrderedDictionary<string, Extern>();
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
            Memory = options.Memory is { } memory ? frame.CoreMemories[(int)memory] : null,
            Realloc = Function(options.Realloc),
            PostReturn = Function(options.PostReturn),
            Callback = Function(options.Callback),
            Async = options.Async,
        };

        Function? Function(uint? index) => index is { } present ? frame.CoreFunctions[(int)present] : null;
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
            Memory = info.Has(BuiltinImmediate.Memory) ? frame.CoreMemories[(int)definition.MemoryIndex] : null,
            Table = info.Has(BuiltinImmediate.Table) ? frame.CoreTables[(int)definition.TableIndex] : null,
            // Validation lets only this type through.
            CoreType = info.Has(BuiltinImmediate.CoreType) ? new Types.FuncType([Types.ValType.I32], []) : null,
            Slot = (int)definition.Slot,
        };
    }
}
