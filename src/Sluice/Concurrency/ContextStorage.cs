// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-contextget

using System.Runtime.CompilerServices;

namespace Sluice.Concurrency;

/// <summary>A thread's own slots, part of its object.</summary>
[InlineArray(Length)]
internal struct ContextStorage
{
    public const int Length = 2;

    private long first;
}
