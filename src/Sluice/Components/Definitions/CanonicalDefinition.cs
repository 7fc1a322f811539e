// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#canonical-definitions

using CoreValType = Sluice.Types.ValType;

namespace Sluice.Components.Definitions;

/// <summary>A <c>canon</c> definition.</summary>
internal abstract record CanonicalDefinition : Definition;

/// <summary><c>canon lift</c>: a core function as a component function.</summary>
internal sealed record LiftDefinition(uint CoreFunctionIndex, CanonicalOption[] Options, uint TypeIndex) : CanonicalDefinition;

/// <summary><c>canon lower</c>: a component function as a core function.</summary>
internal sealed record LowerDefinition(uint FunctionIndex, CanonicalOption[] Options) : CanonicalDefinition;

/// <summary>Every other <c>canon</c>: a built-in as a core function. Members beyond the built-in's own immediates have no meaning.</summary>
internal sealed record BuiltinDefinition(CanonicalBuiltin Builtin) : CanonicalDefinition
{
    /// <summary>A resource, stream or future type.</summary>
    public uint TypeIndex { get; init; }

    public CanonicalOption[] Options { get; init; } = [];

    /// <summary>The result of <c>task.return</c>.</summary>
    public ValTypeSyntax? Result { get; init; }

    public bool Async { get; init; }

    public bool Cancellable { get; init; }

    public bool Shared { get; init; }

    public uint MemoryIndex { get; init; }

    public uint CoreTypeIndex { get; init; }

    public uint TableIndex { get; init; }

    /// <summary>The type of a context slot.</summary>
    public CoreValType SlotType { get; init; }

    /// <summary>The number of a context slot.</summary>
    public uint Slot { get; init; }
}

internal enum CanonicalOptionKind : byte
{
    Utf8 = 0x00,
    Utf16 = 0x01,
    Latin1Utf16 = 0x02,
    Memory = 0x03,
    Realloc = 0x04,
    PostReturn = 0x05,
    Async = 0x06,
    Callback = 0x07,
    CoreType = 0x08,
    Gc = 0x09,
}

/// <param name="Index">A core memory, function or type index, where the option has one.</param>
internal sealed record CanonicalOption(CanonicalOptionKind Kind, uint Index);

internal static class CanonicalOptionKinds
{
    public static bool HasIndex(this CanonicalOptionKind kind) => kind is CanonicalOptionKind.Memory or CanonicalOptionKind.Realloc
        or CanonicalOptionKind.PostReturn or CanonicalOptionKind.Callback or CanonicalOptionKind.CoreType;
}
