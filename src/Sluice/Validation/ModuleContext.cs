// WebAssembly 3.0, "Validation: Conventions: Contexts". https://webassembly.github.io/spec/core/valid/conventions.html#contexts

using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>What expressions of a module may refer to. Types in it are canonical; indices are the module's.</summary>
internal sealed class ModuleContext(ModuleDefinition module, TypeRegistry registry)
{
    public ModuleDefinition Module { get; } = module;
    public TypeRegistry Registry { get; } = registry;

    /// <summary>By type index; null for types that are not functions.</summary>
    public Signature?[] Signatures { get; set; } = [];

    /// <summary>By function index, a canonical type id.</summary>
    public int[] FunctionTypes { get; set; } = [];
    public Signature[] Functions { get; set; } = [];
    public TableType[] Tables { get; set; } = [];
    public GlobalType[] Globals { get; set; } = [];

    /// <summary>How many of the globals an expression sees: constant expressions see only earlier ones.</summary>
    public int VisibleGlobals { get; set; }

    public Signature[] Tags { get; set; } = [];
    public ValType[] Elements { get; set; } = ValType.Empty;

    /// <summary>Functions that occur outside of bodies: those that <c>ref.func</c> may name.</summary>
    public bool[] DeclaredFunctions { get; set; } = [];

    /// <summary>A type of the module with canonical references.</summary>
    /// <exception cref="InvalidException">It refers to an unknown type.</exception>
    public ValType Canonicalize(ValType type, int offset) =>
        type.IsRef && type.Heap.IsConcrete ? ValType.Ref(type.Nullable, Canonicalize(type.Heap, offset)) : type;

    public HeapType Canonicalize(HeapType type, int offset)
    {
        if (!type.IsConcrete) return type;
        if (type.Index >= Module.CanonicalTypes.Length) throw Unknown("type", type.Index, offset);
        return new HeapType(Module.CanonicalTypes[type.Index]);
    }

    public Signature SignatureOfType(int typeIndex, int offset)
    {
        if ((uint)typeIndex >= (uint)Signatures.Length) throw Unknown("type", typeIndex, offset);
        return Signatures[typeIndex] ?? throw new InvalidException($"type mismatch: type {typeIndex} is not a function type", offset);
    }

    public static InvalidException Unknown(string what, int index, int offset = -1) => new($"unknown {what} {(uint)index}", offset);
}

/// <summary>A function type as arrays.</summary>
internal sealed class Signature(FuncType type)
{
    public readonly ValType[] Parameters = type.Parameters;
    public readonly ValType[] Results = type.Results;
}
