// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#waitable-state

namespace Sluice.Concurrency;

/// <summary>What happened to a waitable; guests see the number.</summary>
internal enum EventCode
{
    None = 0,
    Subtask = 1,
    StreamRead = 2,
    StreamWrite = 3,
    FutureRead = 4,
    FutureWrite = 5,
    TaskCancelled = 6,
}

/// <summary>An event as guests receive it.</summary>
/// <param name="P1">The waitable's index.</param>
/// <param name="P2">Its new state.</param>
internal readonly record struct EventTuple(EventCode Code, uint P1, uint P2)
{
    public static readonly EventTuple TaskCancelled = new(EventCode.TaskCancelled, 0, 0);
}

/// <summary>Whether a blocking operation ended because its task is to stop.</summary>
internal enum Cancelled
{
    False = 0,
    True = 1,
}
