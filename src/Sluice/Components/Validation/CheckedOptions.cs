// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonopt-validation

using Sluice.Components.Definitions;
using Sluice.Types;
using Sluice.Wit.Types;
using FuncType = Sluice.Types.FuncType;
using ValType = Sluice.Types.ValType;

namespace Sluice.Components.Validation;

/// <summary>Canonical options that are consistent in themselves; indices are of the core index spaces.</summary>
internal sealed class CheckedOptions
{
    public CanonicalOptionKind Encoding { get; init; }
    public uint? Memory { get; init; }
    public uint? Realloc { get; init; }
    public uint? PostReturn { get; init; }
    public uint? Callback { get; init; }
    public bool Async { get; init; }

    /// <summary>What the memory is addressed with; 32 bits if there is none.</summary>
    public PointerSize PointerSize { get; set; } = PointerSize.Memory32;

    /// <summary>Sorts the options by kind.</summary>
    /// <exception cref="InvalidException">One is there twice, contradicts another one, or is not supported.</exception>
    public static CheckedOptions From(CanonicalOption[] options)
    {
        CanonicalOptionKind? encoding = null;
        var present = new uint?[(int)CanonicalOptionKind.Gc + 1];
        foreach (var option in options)
        {
            switch (option.Kind)
            {
                case <= CanonicalOptionKind.Latin1Utf16:
                    if (encoding is { } previous)
                        throw new InvalidException($"canonical encoding option `{Name(previous)}` conflicts with option `{Name(option.Kind)}`");
                    encoding = option.Kind;
                    break;
                case CanonicalOptionKind.Gc or CanonicalOptionKind.CoreType:
                    throw new InvalidException($"canonical option `{Name(option.Kind)}` requires the GC canonical ABI, which is not supported");
                default:
                    if (Index(option.Kind) is not null) throw new InvalidException($"canonical option `{Name(option.Kind)}` is specified more than once");
                    present[(int)option.Kind] = option.Index;
                    break;
            }
        }

        return new CheckedOptions
        {
            Encoding = encoding ?? CanonicalOptionKind.Utf8,
            Memory = Index(CanonicalOptionKind.Memory),
            Realloc = Index(CanonicalOptionKind.Realloc),
            PostReturn = Index(CanonicalOptionKind.PostReturn),
            Callback = Index(CanonicalOptionKind.Callback),
            Async = Index(CanonicalOptionKind.Async) is not null,
        };

        uint? Index(CanonicalOptionKind kind) => present[(int)kind];
    }

    public void CheckNotLift()
    {
        if (PostReturn is not null) throw new InvalidException("canonical option `post-return` cannot be specified for lowerings");
        if (Callback is not null) throw new InvalidException("canonical option `callback` cannot be specified for lowerings");
    }

    public void CheckSync(string where)
    {
        if (Async) throw new InvalidException($"cannot specify `async` option on `{where}`");
    }

    public void CheckAsync(Wit.Types.FuncType type)
    {
        if (Async && !type.Async) throw new InvalidException("the `async` canonical option requires an async function type");
    }

    public void RequireMemoryIf(bool condition)
    {
        if (condition && Memory is null) throw new InvalidException("canonical option `memory` is required");
    }

    /// <summary>Values that are put into memory need both the memory and a way to allocate in it.</summary>
    public void RequireReallocIf(bool condition)
    {
        RequireMemoryIf(condition);
        if (condition && Realloc is null) throw new InvalidException("canonical option `realloc` is required");
    }

    private static string Name(CanonicalOptionKind kind) => kind switch
    {
        CanonicalOptionKind.Utf8 => "utf8",
        CanonicalOptionKind.Utf16 => "utf16",
        CanonicalOptionKind.Latin1Utf16 => "latin1-utf16",
        CanonicalOptionKind.Memory => "memory",
        CanonicalOptionKind.Realloc => "realloc",
        CanonicalOptionKind.PostReturn => "post-return",
        CanonicalOptionKind.Async => "async",
        CanonicalOptionKind.Callback => "callback",
        CanonicalOptionKind.CoreType => "core-type",
        _ => "gc",
    };
}

internal sealed partial class ComponentValidator
{
    private static readonly FuncType ReallocType = new([ValType.I32, ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);
    private static readonly FuncType Realloc64Type = new([ValType.I64, ValType.I64, ValType.I64, ValType.I64], [ValType.I64]);
    private static readonly FuncType CallbackType = new([ValType.I32, ValType.I32, ValType.I32], [ValType.I32]);

    private CheckedOptions CheckOptions(CanonicalOption[] list)
    {
        var options = CheckedOptions.From(list);
        if (options.Memory is { } memory) options.PointerSize = CheckMemory(memory);
        if (options.Realloc is { } realloc)
        {
            if (options.Memory is null) throw new InvalidException("canonical option `realloc` requires `memory` to also be specified");
            if (!CoreFunctionAt(realloc).Equals(options.PointerSize == PointerSize.Memory64 ? Realloc64Type : ReallocType))
                throw new InvalidException("canonical option `realloc` uses a core function with an incorrect signature");
        }
        if (options.Async && options.PostReturn is not null)
            throw new InvalidException("canonical option `post-return` cannot be specified together with `async`");
        if (options.Callback is not null && !options.Async)
            throw new InvalidException("canonical option `callback` cannot be specified without `async`");
        return options;
    }

    private PointerSize CheckMemory(uint index)
    {
        var memory = scope.CoreMemories[index];
        if (memory.Shared) throw new InvalidException("canonical option `memory` does not support shared memories");
        return memory.Is64 ? PointerSize.Memory64 : PointerSize.Memory32;
    }
}
