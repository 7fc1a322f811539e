// What the emitter needs to know and nothing else: plain values that compare by content, so that the incremental pipeline
// sees an unchanged world as unchanged. Names and types are C# already; the WIT names stay where they reach the runtime.

using Sluice.Wit.Types;

namespace Sluice.Bindgen.Model;

/// <summary>The bindings of one world.</summary>
/// <param name="Namespace">Of the world's own types and imports.</param>
/// <param name="ClassNamespace">Where the world's class lives.</param>
/// <param name="ClassName">The world's class: the name of the annotated partial type, or the world's own.</param>
/// <param name="Accessibility"><c>public</c> or <c>internal</c>, for everything generated.</param>
/// <param name="Types">The types that the world itself defines.</param>
internal sealed record WorldBinding(
    string Namespace,
    string ClassNamespace,
    string ClassName,
    string Accessibility,
    string Id,
    string? Docs,
    Seq<InterfaceBinding> Imports,
    Seq<InterfaceBinding> Exports,
    Seq<TypeBinding> Types,
    Seq<MemberBinding> Resources,
    Seq<FunctionBinding> ImportedFunctions,
    Seq<FunctionBinding> ExportedFunctions)
{
    /// <summary>The world's class with its namespace.</summary>
    public string QualifiedClassName => ClassNamespace.Length == 0 ? ClassName : $"{ClassNamespace}.{ClassName}";
}

/// <summary>An interface that the world imports (the host implements it) or exports (the host calls it).</summary>
/// <param name="Id">The import or export name, such as <c>wasi:clocks/monotonic-clock@0.3.0</c>.</param>
/// <param name="Name">The C# stem: <c>MonotonicClock</c>.</param>
/// <param name="Property">The property of the world's class that an export has.</param>
/// <param name="DeclaresTypes">Whether the types are declared here; an interface may be imported or exported once more under another name.</param>
/// <param name="Resources">The resources that the interface offers: those that it defines and those that it uses from others.</param>
internal sealed record InterfaceBinding(
    string Id, string Namespace, string Name, string Property, bool DeclaresTypes, string? Docs,
    Seq<TypeBinding> Types, Seq<MemberBinding> Resources, Seq<FunctionBinding> Functions)
{
    /// <summary>Functions that are not a method of a resource: those that an implementation of the interface itself provides.</summary>
    public IEnumerable<FunctionBinding> HostFunctions => Functions.Where(f => f.Kind != FunctionKind.Method);
}

/// <summary>A named type.</summary>
internal abstract record TypeBinding(string Name, string WitName, string? Docs);

internal sealed record RecordBinding(string Name, string WitName, string? Docs, Seq<MemberBinding> Fields) : TypeBinding(Name, WitName, Docs);

/// <param name="Cases">A case without payload has no type.</param>
internal sealed record VariantBinding(string Name, string WitName, string? Docs, Seq<MemberBinding> Cases) : TypeBinding(Name, WitName, Docs);

internal sealed record EnumBinding(string Name, string WitName, string? Docs, Seq<MemberBinding> Cases) : TypeBinding(Name, WitName, Docs);

internal sealed record FlagsBinding(string Name, string WitName, string? Docs, Seq<MemberBinding> Flags) : TypeBinding(Name, WitName, Docs);

internal sealed record ResourceBinding(string Name, string WitName, string? Docs) : TypeBinding(Name, WitName, Docs);

/// <summary>A field, case or flag.</summary>
/// <param name="Name">In C#.</param>
/// <param name="Type">In C#; null where there is none.</param>
internal sealed record MemberBinding(string Name, string WitName, string? Type, string? Docs);

internal enum FunctionKind
{
    Freestanding,
    Constructor,
    Static,
    Method,
}

/// <summary>A function.</summary>
/// <param name="ExternName">What the component calls it: <c>[method]descriptor.read</c>.</param>
/// <param name="Name">In C#, without an <c>Async</c> suffix.</param>
/// <param name="Resource">The WIT name of the resource it belongs to, or null.</param>
/// <param name="Parameters">Without <c>self</c>.</param>
/// <param name="Result">The result's C# type, or null.</param>
/// <param name="IsAsync">Whether it is an <c>async func</c>.</param>
internal sealed record FunctionBinding(
    string ExternName, string Name, FunctionKind Kind, string? Resource, string? Docs, Seq<ParameterBinding> Parameters, string? Result, bool IsAsync);

/// <summary>A parameter; its name is escaped where it is a keyword.</summary>
internal sealed record ParameterBinding(string Name, string Type);
