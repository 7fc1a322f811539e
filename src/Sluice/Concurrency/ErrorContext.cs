// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-error-contextnew

namespace Sluice.Concurrency;

/// <summary>What an <c>error-context</c> handle names.</summary>
/// <param name="DebugMessage">For people to read, never to be acted on.</param>
internal sealed record ErrorContext(string DebugMessage);
