// WebAssembly 3.0, "Validation: Types". https://webassembly.github.io/spec/core/valid/types.html

using System.Diagnostics;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>Checks the type section group by group and finds each type's canonical id.</summary>
internal static class TypeValidator
{
    public static void Validate(ModuleDefinition module, ModuleContext context)
    {
        var canonical = new int[module.Types.Length];
        var start = 0;
        foreach (var group in module.RecursionGroups)
        {
            AddGroup(group, start, canonical, context.Registry);
            start += group.Length;
        }

        module.CanonicalTypes = canonical;
        context.Signatures = new Signature?[canonical.Length];
        for (var i = 0; i < canonical.Length; i++)
        {
            if (context.Registry.Get(canonical[i]).Composite is FuncType type) context.Signatures[i] = new Signature(type);
        }
    }

    /// <summary>Checks one recursion group and writes its canonical ids; those of all earlier types are there already.</summary>
    /// <param name="start">Index of the group's first type.</param>
    public static void AddGroup(SubType[] group, int start, Span<int> canonical, TypeRegistry registry)
    {
        var depths = new int[group.Length];
        for (var i = 0; i < group.Length; i++)
        {
            CheckReferences(group[i].Composite, start + group.Length);
            depths[i] = CheckSupertypes(group[i], depths, start, start + i, canonical, registry);
        }
        registry.AddGroup(group, start, canonical);
        for (var i = 0; i < group.Length; i++) CheckMatchesSupertype(group[i], start + i, registry.Get(canonical[start + i]), registry);
    }

    private static void CheckReferences(CompositeType type, int end)
    {
        switch (type)
        {
            case FuncType function:
                foreach (var parameter in function.Parameters) Check(parameter, end);
                foreach (var result in function.Results) Check(result, end);
                break;
            case StructType structure:
                foreach (var field in structure.Fields) Check(field.Type, end);
                break;
            case ArrayType array:
                Check(array.Element.Type, end);
                break;
            default:
                throw new UnreachableException();
        }

        static void Check(ValType type, int end)
        {
            if (type.IsRef && type.Heap.IsConcrete && type.Heap.Index >= end) throw ModuleContext.Unknown("type", type.Heap.Index);
        }
    }

    // Depth is limited before the registry sees the type: it stores each type's whole line of ancestors.
    private static int CheckSupertypes(
        SubType type, ReadOnlySpan<int> depths, int start, int index, ReadOnlySpan<int> canonical, TypeRegistry registry)
    {
        var supertypes = type.Supertypes;
        if (supertypes.Length == 0) return 0;
        if (supertypes.Length > 1) throw new InvalidException($"sub type {index} has more than one super type");
        if (supertypes[0] >= index) throw ModuleContext.Unknown("type", supertypes[0]);
        var super = supertypes[0];
        var depth = (super < start ? registry.Depth(canonical[super]) : depths[super - start]) + 1;
        if (depth > ImplementationLimits.SubtypingDepth)
            throw new InvalidException($"sub type {index} is too deep, the limit is {ImplementationLimits.SubtypingDepth}");
        return depth;
    }

    private static void CheckMatchesSupertype(SubType declared, int index, SubType type, TypeRegistry registry)
    {
        if (type.Supertypes.Length == 0) return;
        var super = registry.Get(type.Supertypes[0]);
        if (super.IsFinal || !registry.Matches(type.Composite, super.Composite))
            throw new InvalidException($"sub type {index} does not match super type {declared.Supertypes[0]}");
    }
}
