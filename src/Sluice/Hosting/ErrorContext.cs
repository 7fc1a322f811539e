// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#-canon-error-contextnew

using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice;

/// <summary>What a component's <c>error-context</c> names. It may be passed on often; nothing has to be given back.</summary>
/// <param name="DebugMessage">For people to read, never to be acted on.</param>
public sealed record ErrorContext(string DebugMessage) : IHandleValue<ErrorContext>
{
    static ErrorContext IHandleValue<ErrorContext>.Lift(LiftLowerContext from, uint index, ValType type) => (ErrorContext)from.Instance.LiftErrorContext(index);

    uint IHandleValue.Lower(LiftLowerContext to, ValType type) => to.Instance.LowerErrorContext(this);
}
