// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

using System.Diagnostics;
using System.Runtime.InteropServices;
using Sluice.Components.Definitions;
using Sluice.Modules;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Components.Validation;

internal sealed partial class ComponentValidator
{
    private ModuleType AddModule(CoreModuleDefinition definition)
    {
        var module = definition.Module;
        try
        {
            ModuleValidator.Validate(module, registry);
        }
        catch (InvalidException e) when (e.Offset >= 0)
        {
            throw new InvalidException(e.Rule, definition.Offset + e.Offset);
        }

        var type = TypeOf(module);
        scope.CoreModules.Add(type);
        return type;
    }

    /// <summary>The type of a validated module.</summary>
    public static ModuleType TypeOf(ModuleDefinition module)
    {
        var imports = new NameMap<NameMap<ExternType>>();
        foreach (var import in module.Imports)
            AddImport(imports, import.Module, import.Name, TypeRegistry.Canonicalize(import.Type, module.CanonicalTypes));
        var exports = new NameMap<ExternType>();
        foreach (var export in module.Exports) exports.Add(export.Name, ExportedType(module, export));
        return new ModuleType(imports, exports);
    }

    private static ExternType ExportedType(ModuleDefinition module, Export export) => TypeRegistry.Canonicalize(export.Kind switch
    {
        ExternKind.Function => new FunctionExternType(module.Functions[export.Index].TypeIndex),
        ExternKind.Table => module.Tables[export.Index].Type,
        ExternKind.Memory => module.Memories[export.Index],
        ExternKind.Global => module.Globals[export.Index].Type,
        ExternKind.Tag => module.Tags[export.Index],
        _ => throw new UnreachableException(),
    }, module.CanonicalTypes);

    // Both parts of the name have to become one for a component's import.
    private static void AddImport(NameMap<NameMap<ExternType>> imports, string module, string name, ExternType type)
    {
        if (!imports.TryGetValue(module, out var items)) imports.Add(module, items = new NameMap<ExternType>());
        if (!items.TryAdd(name, type)) throw new InvalidException($"duplicate import name `{module}:{name}`");
    }

    private FuncType CoreFunctionAt(uint index) => registry.GetFunction(scope.CoreFunctions[index]);

    private void AddCoreType(CoreTypeSyntax syntax)
    {
        switch (syntax)
        {
            case CoreModuleTypeSyntax module:
                scope.CoreTypes.Add(new CoreTypeEntry(-1, ResolveModuleType(module)));
                break;
            case CoreRecTypeSyntax group:
                // References are to the scope's index space, in which module types are of no use to core types.
                var ids = new List<int>();
                for (var i = 0u; i < scope.CoreTypes.Count; i++) ids.Add(scope.CoreTypes[i] is { Module: null } entry ? entry.TypeId : -1);
                AddGroup(group, ids);
                for (var i = scope.CoreTypes.Count; i < ids.Count; i++) scope.CoreTypes.Add(new CoreTypeEntry(ids[i], null));
                break;
        }
    }

    /// <summary>Adds a recursion group to a type index space of canonical ids.</summary>
    private void AddGroup(CoreRecTypeSyntax group, List<int> ids)
    {
        budget.Spend(ids.Count + group.Types.Length);
        var start = ids.Count;
        foreach (var type in group.Types) CheckNoModuleReferences(type, ids);
        CollectionsMarshal.SetCount(ids, start + group.Types.Length);
        TypeValidator.AddGroup(group.Types, start, CollectionsMarshal.AsSpan(ids), registry);
    }

    private static void CheckNoModuleReferences(SubType type, List<int> ids)
    {
        foreach (var supertype in type.Supertypes) Check(supertype);
        switch (type.Composite)
        {
            case FuncType function:
                foreach (var value in function.Parameters) CheckValue(value);
                foreach (var value in function.Results) CheckValue(value);
                break;
            case StructType structure:
                foreach (var field in structure.Fields) CheckValue(field.Type);
                break;
            case ArrayType array:
                CheckValue(array.Element.Type);
                break;
        }

        void CheckValue(ValType value)
        {
            if (value.IsRef && value.Heap.IsConcrete) Check(value.Heap.Index);
        }

        void Check(int index)
        {
            if (index < ids.Count && ids[index] < 0) throw new InvalidException($"core type index {index} is a module type");
        }
    }

    private ModuleType ResolveModuleType(CoreModuleTypeSyntax syntax)
    {
        var ids = new List<int>();
        var imports = new NameMap<NameMap<ExternType>>();
        var exports = new NameMap<ExternType>();
        foreach (var declaration in syntax.Declarations)
        {
            budget.Spend();
            switch (declaration)
            {
                case ModuleTypeDeclaration type:
                    AddGroup(type.Type, ids);
                    break;
                case ModuleOuterAliasDeclaration { Count: 0 } alias:
                    ids.Add(TypeAt(ids, alias.Index));
                    break;
                case ModuleOuterAliasDeclaration alias:
                    var entry = scope.Outward(alias.Count - 1).CoreTypes[alias.Index];
                    ids.Add(entry.Module is null ? entry.TypeId : throw new InvalidException("a module type cannot alias a module type"));
                    break;
                case ModuleImportDeclaration import:
                    AddImport(imports, import.Module, import.Name, Resolve(import.Type, ids));
                    break;
                case ModuleExportDeclaration export:
                    if (!exports.TryAdd(export.Name, Resolve(export.Type, ids))) throw new InvalidException($"export name `{export.Name}` already defined");
                    break;
            }
        }
        return new ModuleType(imports, exports);
    }

    private static int TypeAt(List<int> ids, uint index) =>
        index < (uint)ids.Count ? ids[(int)index] : throw new InvalidException($"unknown type {index}: type index out of bounds");

    private ExternType Resolve(ExternType type, List<int> ids)
    {
        switch (type)
        {
            case FunctionExternType function: CheckFunctionType(function.TypeIndex); break;
            case TagType tag: CheckFunctionType(tag.TypeIndex); break;
            case TableType table: CheckReference(table.Element); ModuleValidator.Check(table); break;
            case MemoryType memory: ModuleValidator.Check(memory); break;
            case GlobalType global: CheckReference(global.Type); break;
        }
        return TypeRegistry.Canonicalize(type, CollectionsMarshal.AsSpan(ids));

        void CheckFunctionType(int index)
        {
            if (registry.Get(TypeAt(ids, (uint)index)).Composite is not FuncType) throw new InvalidException($"type index {index} is not a function type");
        }

        void CheckReference(ValType value)
        {
            if (value.IsRef && value.Heap.IsConcrete) TypeAt(ids, (uint)value.Heap.Index);
        }
    }
}
