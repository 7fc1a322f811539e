// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#tasks

using Sluice.CanonicalAbi;
using Sluice.Components;

namespace Sluice.Concurrency;

/// <summary>Whoever calls a component function: the specification's <c>on_start</c> and <c>on_resolve</c>.</summary>
internal unsafe interface ICaller
{
    /// <summary>The calling instance; null for the host.</summary>
    ComponentInstance? Instance { get; }

    /// <summary>The callee starts: moves the arguments into its flat frame.</summary>
    void OnStart(LiftLowerContext callee, ulong* flatArguments);

    /// <summary>The callee has a result: moves it out of its flat frame.</summary>
    void OnResolve(LiftLowerContext callee, ulong* flatResults);

    /// <summary>The callee stopped without a result, as it had been asked to.</summary>
    void OnCancelled();
}
