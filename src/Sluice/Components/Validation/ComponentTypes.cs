// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-definitions
//
// Types as validation knows them: indices resolved, resource types as variables. A type that binds variables (an instance
// type its exported resources; a component type its imported and exported ones) lists them; all others in it are free.

using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Types;
using FuncType = Sluice.Wit.Types.FuncType;
using ResourceType = Sluice.Wit.Types.ResourceType;
using ValType = Sluice.Wit.Types.ValType;

namespace Sluice.Components.Validation;

/// <summary>What validation found out about one definition, for whoever instantiates the component.</summary>
internal abstract class Resolution;

/// <summary>An entry of the type index space.</summary>
internal abstract class AnyType : Resolution
{
    /// <summary>What messages call it.</summary>
    public abstract string Description { get; }

    /// <summary>How deep instance and component types are nested in it. Limited: walks over types recurse.</summary>
    public virtual int Depth => 1;

    protected static int DepthOver(NameMap<ItemType> items)
    {
        var depth = 0;
        foreach (var item in items.Values) depth = Math.Max(depth, item.Depth);
        return depth < TypeBudget.MaxDepth ? depth + 1 : throw new InvalidException("type nesting is too deep");
    }
}

internal sealed class DefinedType(ValType type) : AnyType
{
    public ValType Type { get; } = type;
    public override string Description => "defined type";
}

internal sealed class FunctionType(FuncType type) : AnyType
{
    public FuncType Type { get; } = type;
    public override string Description => "func";
}

internal sealed class ResourceDefinedType(ResourceVariable resource) : AnyType
{
    public ResourceVariable Resource { get; } = resource;
    public override string Description => "resource";
}

/// <param name="exports">By name, in order.</param>
/// <param name="bound">Resources of which each instance has its own; empty for the type of one particular instance.</param>
internal sealed class InstanceType(NameMap<ItemType> exports, ResourceVariable[] bound) : AnyType
{
    public NameMap<ItemType> Exports { get; } = exports;
    public ResourceVariable[] Bound { get; } = bound;
    public override int Depth { get; } = DepthOver(exports);
    public override string Description => "instance";
}

/// <param name="imported">Resources that the imports introduce.</param>
/// <param name="defined">Resources of the exports of which each instantiation makes new ones.</param>
internal sealed class ComponentType(
    NameMap<ItemType> imports, NameMap<ItemType> exports, ResourceVariable[] imported, ResourceVariable[] defined)
    : AnyType
{
    public NameMap<ItemType> Imports { get; } = imports;
    public NameMap<ItemType> Exports { get; } = exports;
    public ResourceVariable[] Imported { get; } = imported;
    public ResourceVariable[] Defined { get; } = defined;
    public override int Depth { get; } = Math.Max(DepthOver(imports), DepthOver(exports));

    /// <summary>What is said about names besides the names; only those are listed about which something is.</summary>
    public required NameMap<NameAttributes> ImportAttributes { get; init; }
    public required NameMap<NameAttributes> ExportAttributes { get; init; }

    public override string Description => "component";
}

/// <summary>What is imported, exported or passed as an argument: an <c>externtype</c>.</summary>
internal abstract class ItemType : Resolution
{
    public abstract string Description { get; }
    public virtual int Depth => 1;
}

internal sealed class ModuleItem(ModuleType type) : ItemType
{
    public ModuleType Type { get; } = type;
    public override string Description => "module";
}

internal sealed class FunctionItem(FuncType type) : ItemType
{
    public FuncType Type { get; } = type;
    public override string Description => "func";
}

/// <param name="type">The type under its new name.</param>
/// <param name="original">The type that got the new name; the same as <paramref name="type"/> where the item introduces a resource.</param>
internal sealed class TypeItem(AnyType type, AnyType original) : ItemType
{
    public AnyType Type { get; } = type;
    public AnyType Original { get; } = original;
    public bool IsFreshResource => ReferenceEquals(Type, Original);
    public override string Description => "type";
    public override int Depth => Type.Depth;
}

internal sealed class InstanceItem(InstanceType type) : ItemType
{
    public InstanceType Type { get; } = type;
    public override string Description => "instance";
    public override int Depth => Type.Depth;
}

internal sealed class ComponentItem(ComponentType type) : ItemType
{
    public ComponentType Type { get; } = type;
    public override string Description => "component";
    public override int Depth => Type.Depth;
}

/// <summary>A core module's type; type references in it are canonical.</summary>
/// <param name="imports">By module, then by name.</param>
internal sealed class ModuleType(
    NameMap<NameMap<ExternType>> imports, NameMap<ExternType> exports)
    : Resolution
{
    public NameMap<NameMap<ExternType>> Imports { get; } = imports;
    public NameMap<ExternType> Exports { get; } = exports;
}

/// <summary>An entry of the core type index space: a canonical type id, or a module type.</summary>
internal readonly record struct CoreTypeEntry(int TypeId, ModuleType? Module);

/// <summary>
/// A resource type whose identity is not known before instantiation. Importing or exporting it under a (further) name makes an
/// alias: the same resource, but only the alias counts as named there.
/// </summary>
internal sealed class ResourceVariable(string name, ResourceVariable? root = null) : ResourceType
{
    /// <summary>The variable that this is another name for, or itself.</summary>
    public ResourceVariable Root => root ?? this;

    public override string Name => name;

    public static ResourceVariable AliasOf(ResourceVariable resource) => new(resource.Name, resource.Root);
}
