// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#lifting-and-lowering-values

using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>
/// What lifting and lowering need of the component instance that the values belong to: its handle table, and the rule that it
/// may not call out while its <c>realloc</c> runs.
/// </summary>
internal interface ILiftLowerInstance
{
    /// <summary>Called before <c>realloc</c>: from now on the instance may not leave, and a new synchronous task is the current one.</summary>
    void EnterRealloc();

    /// <summary>Called when <c>realloc</c> has returned. Not called if it trapped.</summary>
    void LeaveRealloc();

    /// <summary><c>lift_own</c>: removes the handle and returns its representation.</summary>
    uint LiftOwn(uint index, ResourceType type);

    /// <summary><c>lift_borrow</c>: <paramref name="borrowScope"/> is the subtask that lends the handle until it is resolved.</summary>
    uint LiftBorrow(uint index, ResourceType type, object? borrowScope);

    /// <summary><c>lower_own</c></summary>
    uint LowerOwn(uint representation, ResourceType type);

    /// <summary><c>lower_borrow</c>: <paramref name="borrowScope"/> is the task that must drop the handle before it returns.</summary>
    uint LowerBorrow(uint representation, ResourceType type, object? borrowScope);

    /// <summary><c>lift_stream</c>: removes the readable end and returns what it shares with the writable end.</summary>
    object LiftStream(uint index, StreamType type);

    /// <summary><c>lower_stream</c></summary>
    uint LowerStream(object shared, StreamType type);

    /// <summary><c>lift_future</c>: removes the readable end and returns what it shares with the writable end.</summary>
    object LiftFuture(uint index, FutureType type);

    /// <summary><c>lower_future</c></summary>
    uint LowerFuture(object shared, FutureType type);

    /// <summary><c>lift_error_context</c></summary>
    object LiftErrorContext(uint index);

    /// <summary><c>lower_error_context</c></summary>
    uint LowerErrorContext(object errorContext);
}
