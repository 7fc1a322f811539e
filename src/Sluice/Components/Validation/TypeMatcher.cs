// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#type-checking
//
// Whether an actual item may stand where a type is expected. Each method returns what is wrong, or null.

using Sluice.Types;
using FuncType = Sluice.Wit.Types.FuncType;

namespace Sluice.Components.Validation;

/// <summary>What one side's bound resources stand for during a match; null for those not met yet.</summary>
internal sealed class Bindings : Dictionary<ResourceVariable, ResourceVariable?>
{
    public ResourceVariable Resolve(ResourceVariable resource) => TryGetValue(resource.Root, out var bound) && bound is not null ? bound : resource.Root;

    public void Open(ResourceVariable[] variables)
    {
        foreach (var variable in variables) this[variable] = null;
    }
}

internal sealed partial class TypeMatcher(TypeRegistry registry, TypeBudget budget)
{
    public string? Match(ItemType actual, ItemType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        budget.Spend();
        return (actual, expected) switch
        {
            (ModuleItem a, ModuleItem e) => Match(a.Type, e.Type),
            (FunctionItem a, FunctionItem e) => Match(a.Type, e.Type, actualBindings, expectedBindings),
            (InstanceItem a, InstanceItem e) => Match(a.Type, e.Type, actualBindings, expectedBindings),
            (ComponentItem a, ComponentItem e) => Match(a.Type, e.Type, actualBindings, expectedBindings),
            (TypeItem a, TypeItem e) => MatchEqual(a.Type, e.Type, actualBindings, expectedBindings),
            _ => $"expected {expected.Description}, found {actual.Description}",
        };
    }

    private string? MatchEqual(AnyType actual, AnyType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        switch (actual, expected)
        {
            case (ResourceDefinedType a, ResourceDefinedType e):
                return Match(a.Resource, e.Resource, actualBindings, expectedBindings);
            case (DefinedType a, DefinedType e):
                return e.Type is Wit.Types.PrimType && a.Type is not Wit.Types.PrimType
                    ? $"expected primitive, found {Describe(a.Type)}"
                    : Match(a.Type, e.Type, actualBindings, expectedBindings);
            case (FunctionType a, FunctionType e):
                return Match(a.Type, e.Type, actualBindings, expectedBindings);
            case (InstanceType a, InstanceType e):
                return Match(a, e, actualBindings, expectedBindings) ?? Match(e, a, expectedBindings, actualBindings);
            case (ComponentType a, ComponentType e):
                return Match(a, e, actualBindings, expectedBindings) ?? Match(e, a, expectedBindings, actualBindings);
            default:
                return $"expected {expected.Description}, found {actual.Description}";
        }
    }

    public static string? Match(ResourceVariable actual, ResourceVariable expected, Bindings actualBindings, Bindings expectedBindings)
    {
        var resolved = actualBindings.Resolve(actual);
        if (expectedBindings.TryGetValue(expected.Root, out var bound) && bound is null)
        {
            expectedBindings[expected.Root] = resolved;
            return null;
        }
        return ReferenceEquals(resolved, expectedBindings.Resolve(expected)) ? null : "resource types are not the same";
    }

    private string? Match(InstanceType actual, InstanceType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        expectedBindings.Open(expected.Bound);
        foreach (var (name, item) in expected.Exports)
        {
            if (!actual.Exports.TryGetValue(name, out var found)) return $"missing expected export `{name}`";
            if (Match(found, item, actualBindings, expectedBindings) is { } error) return $"type mismatch in instance export `{name}`: {error}";
        }
        return null;
    }

    private string? Match(ComponentType actual, ComponentType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        // Imports go the other way: what the expected type is given must do for the actual one.
        actualBindings.Open(actual.Imported);
        foreach (var (name, item) in actual.Imports)
        {
            if (!expected.Imports.TryGetValue(name, out var given)) return $"missing expected import `{name}`";
            if (Match(given, item, expectedBindings, actualBindings) is { } error) return $"type mismatch in import `{name}`: {error}";
        }
        expectedBindings.Open(expected.Defined);
        foreach (var (name, item) in expected.Exports)
        {
            if (!actual.Exports.TryGetValue(name, out var found)) return $"missing expected export `{name}`";
            if (Match(found, item, actualBindings, expectedBindings) is { } error) return $"type mismatch in export `{name}`: {error}";
        }
        return null;
    }

    private string? Match(FuncType actual, FuncType expected, Bindings actualBindings, Bindings expectedBindings)
    {
        if (actual.Async != expected.Async) return $"expected {Kind(expected)} function, found {Kind(actual)} function";
        if (actual.Params.Count != expected.Params.Count) return $"expected {expected.Params.Count} parameters, found {actual.Params.Count}";
        for (var i = 0; i < expected.Params.Count; i++)
        {
            var (a, e) = (actual.Params[i], expected.Params[i]);
            if (a.Name != e.Name) return $"expected parameter named `{e.Name}`, found `{a.Name}`";
            if (Match(a.Type, e.Type, actualBindings, expectedBindings) is { } error) return $"type mismatch in function parameter `{e.Name}`: {error}";
        }
        switch (actual.Result, expected.Result)
        {
            case (null, null):
                return null;
            case ({ } a, { } e):
                return Match(a, e, actualBindings, expectedBindings) is { } error ? $"type mismatch with result type: {error}" : null;
            default:
                // The suite's words; they stand for both directions.
                return "expected a result, found none";
        }

        static string Kind(FuncType type) => type.Async ? "async" : "sync";
    }

    private string? Match(ModuleType actual, ModuleType expected)
    {
        foreach (var (module, imports) in actual.Imports)
        {
            expected.Imports.TryGetValue(module, out var namesakes);
            foreach (var (name, type) in imports)
            {
                budget.Spend();
                if (namesakes is null || !namesakes.TryGetValue(name, out var given)) return $"missing expected import `{module}::{name}`";
                if (Match(given, type) is { } error) return $"type mismatch in import `{module}::{name}`: {error}";
            }
        }
        foreach (var (name, type) in expected.Exports)
        {
            budget.Spend();
            if (!actual.Exports.TryGetValue(name, out var found)) return $"missing expected export `{name}`";
            if (Match(found, type) is { } error) return $"type mismatch in export `{name}`: {error}";
        }
        return null;
    }

    /// <summary>Core import matching, in words.</summary>
    public string? Match(ExternType actual, ExternType expected)
    {
        if (registry.Matches(actual, expected)) return null;
        return (actual, expected) switch
        {
            (FunctionExternType a, FunctionExternType e) =>
                $"expected: {registry.Get(e.TypeIndex).Composite}, found: {registry.Get(a.TypeIndex).Composite}",
            (TagType a, TagType e) => $"expected: {registry.Get(e.TypeIndex).Composite}, found: {registry.Get(a.TypeIndex).Composite}",
            (GlobalType a, GlobalType e) when a.Mutable != e.Mutable => "mismatch in global mutability",
            (GlobalType a, GlobalType e) => $"expected global type {e.Type}, found {a.Type}",
            (TableType a, TableType e) when a.Element != e.Element => $"expected table element type {e.Element}, found {a.Element}",
            (TableType a, TableType e) when a.Is64 != e.Is64 => "mismatch in index type used for tables",
            (TableType, TableType) => "mismatch in table limits",
            (MemoryType a, MemoryType e) when a.Shared != e.Shared => "mismatch in the shared flag for memories",
            (MemoryType a, MemoryType e) when a.Is64 != e.Is64 => "mismatch in index type used for memories",
            (MemoryType, MemoryType) => "mismatch in memory limits",
            _ => $"expected {Describe(expected.Kind)}, found {Describe(actual.Kind)}",
        };
    }

    public static string Describe(ExternKind kind) => kind switch
    {
        ExternKind.Function => "func",
        ExternKind.Table => "table",
        ExternKind.Memory => "memory",
        ExternKind.Global => "global",
        _ => "tag",
    };
}
