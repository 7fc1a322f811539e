// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canonical-abi-options

using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>The canonical options of one <c>canon</c> definition, with its core functions and memory resolved.</summary>
internal sealed class CanonicalOptions
{
    /// <summary>No memory, no functions, synchronous: enough for types of scalars.</summary>
    public static CanonicalOptions None { get; } = new();

    public StringEncoding StringEncoding { get; init; } = StringEncoding.Utf8;

    public Memory? Memory { get; init; }

    public Function? Realloc { get; init; }

    public Function? PostReturn { get; init; }

    public Function? Callback { get; init; }

    /// <summary>The <c>async</c> option: the core function follows the asynchronous calling convention.</summary>
    public bool Async { get; init; }

    /// <summary>How pointers and lengths are passed; 32 bits wide where there is no memory.</summary>
    public PointerSize PointerSize => Memory is { Type.Is64: true } ? PointerSize.Memory64 : PointerSize.Memory32;

    /// <summary>
    /// Whether values that these options can lift are the same when <paramref name="task"/>'s lift them: <c>LiftOptions.equal</c>.
    /// Options without a memory lift scalars only, which are the same with any: the suite passes over a memory left out.
    /// </summary>
    public bool LiftEquals(CanonicalOptions task) =>
        StringEncoding == task.StringEncoding && (Memory is null || ReferenceEquals(Memory, task.Memory));
}
