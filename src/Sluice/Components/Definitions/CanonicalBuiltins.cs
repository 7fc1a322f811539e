// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#canonical-definitions
//
// The one place that knows which canonical built-ins exist. Decoder, validator, text parser and linker all read it.

namespace Sluice.Components.Definitions;

/// <summary>A canonical built-in; the value is its code in the binary format.</summary>
internal enum CanonicalBuiltin : byte
{
    ResourceNew = 0x02,
    ResourceDrop = 0x03,
    ResourceRep = 0x04,
    TaskCancel = 0x05,
    SubtaskCancel = 0x06,
    TaskReturn = 0x09,
    ContextGet = 0x0a,
    ContextSet = 0x0b,
    ThreadYield = 0x0c,
    SubtaskDrop = 0x0d,
    StreamNew = 0x0e,
    StreamRead = 0x0f,
    StreamWrite = 0x10,
    StreamCancelRead = 0x11,
    StreamCancelWrite = 0x12,
    StreamDropReadable = 0x13,
    StreamDropWritable = 0x14,
    FutureNew = 0x15,
    FutureRead = 0x16,
    FutureWrite = 0x17,
    FutureCancelRead = 0x18,
    FutureCancelWrite = 0x19,
    FutureDropReadable = 0x1a,
    FutureDropWritable = 0x1b,
    ErrorContextNew = 0x1c,
    ErrorContextDebugMessage = 0x1d,
    ErrorContextDrop = 0x1e,
    WaitableSetNew = 0x1f,
    WaitableSetWait = 0x20,
    WaitableSetPoll = 0x21,
    WaitableSetDrop = 0x22,
    WaitableJoin = 0x23,
    BackpressureInc = 0x24,
    BackpressureDec = 0x25,
    ThreadIndex = 0x26,
    ThreadNewIndirect = 0x27,
    ThreadResumeLater = 0x28,
    ThreadSuspend = 0x29,
    ThreadSuspendThenResume = 0x2a,
    ThreadYieldThenResume = 0x2b,
    ThreadSuspendThenPromote = 0x2c,
    ThreadYieldThenPromote = 0x2d,
    ThreadSpawnRef = 0x40,
    ThreadSpawnIndirect = 0x41,
    ThreadAvailableParallelism = 0x42,
}

/// <summary>What follows a built-in's code, in the order of the binary format; flags are combined in the order listed here.</summary>
internal enum BuiltinImmediate : byte
{
    /// <summary><c>typeidx</c> of a resource type.</summary>
    ResourceType,
    /// <summary><c>typeidx</c> of a stream type.</summary>
    StreamType,
    /// <summary><c>typeidx</c> of a future type.</summary>
    FutureType,
    /// <summary><c>resultlist</c></summary>
    ResultList,
    /// <summary><c>opts</c></summary>
    Options,
    /// <summary><c>async?</c></summary>
    Async,
    /// <summary><c>cancel?</c></summary>
    Cancellable,
    /// <summary><c>sh?</c></summary>
    Shared,
    /// <summary><c>core:memoryidx</c></summary>
    Memory,
    /// <summary><c>core:typeidx</c> of a function type.</summary>
    CoreType,
    /// <summary><c>core:tableidx</c></summary>
    Table,
    /// <summary><c>core:valtype</c></summary>
    SlotType,
    /// <summary><c>u32</c></summary>
    Slot,
}

/// <summary>One canonical built-in.</summary>
/// <param name="Builtin">Its identity and encoding.</param>
/// <param name="Name">Its name in the text format.</param>
/// <param name="Immediates">What follows, in order: in binary and in text.</param>
/// <param name="Signature">
/// Core parameters, a colon, core results: <c>i</c> i32, <c>I</c> i64, <c>a</c> the address type of its memory, <c>s</c> the slot's
/// type, <c>t</c> the index type of its table, <c>p</c> the parameter of the core function type. <c>*</c> where the result type alone decides.
/// </param>
internal sealed record CanonicalBuiltinInfo(CanonicalBuiltin Builtin, string Name, BuiltinImmediate[] Immediates, string Signature)
{
    public bool Has(BuiltinImmediate immediate) => Array.IndexOf(Immediates, immediate) >= 0;

    /// <summary>Shared-everything threads (🧵②) are recognised and rejected.</summary>
    public bool IsSupported => Builtin < CanonicalBuiltin.ThreadSpawnRef;
}

internal static class CanonicalBuiltins
{
    private static readonly BuiltinImmediate[] None = new BuiltinImmediate[0];

    // @formatter:off
    public static readonly CanonicalBuiltinInfo[] Rows =
    [
        //  built-in                                    name                              immediates                                                             signature
        new(CanonicalBuiltin.ResourceNew,               "resource.new",                   [BuiltinImmediate.ResourceType],                                       "i:i"),
        new(CanonicalBuiltin.ResourceDrop,              "resource.drop",                  [BuiltinImmediate.ResourceType],                                       "i:"),
        new(CanonicalBuiltin.ResourceRep,               "resource.rep",                   [BuiltinImmediate.ResourceType],                                       "i:i"),
        new(CanonicalBuiltin.BackpressureInc,           "backpressure.inc",               None,                                                                  ":"),
        new(CanonicalBuiltin.BackpressureDec,           "backpressure.dec",               None,                                                                  ":"),
        new(CanonicalBuiltin.TaskReturn,                "task.return",                    [BuiltinImmediate.ResultList, BuiltinImmediate.Options],               "*"),
        new(CanonicalBuiltin.TaskCancel,                "task.cancel",                    None,                                                                  ":"),
        new(CanonicalBuiltin.ContextGet,                "context.get",                    [BuiltinImmediate.SlotType, BuiltinImmediate.Slot],                    ":s"),
        new(CanonicalBuiltin.ContextSet,                "context.set",                    [BuiltinImmediate.SlotType, BuiltinImmediate.Slot],                    "s:"),
        new(CanonicalBuiltin.SubtaskCancel,             "subtask.cancel",                 [BuiltinImmediate.Async],                                              "i:i"),
        new(CanonicalBuiltin.SubtaskDrop,               "subtask.drop",                   None,                                                                  "i:"),
        new(CanonicalBuiltin.StreamNew,                 "stream.new",                     [BuiltinImmediate.StreamType],                                         ":I"),
        new(CanonicalBuiltin.StreamRead,                "stream.read",                    [BuiltinImmediate.StreamType, BuiltinImmediate.Options],               "iaa:a"),
        new(CanonicalBuiltin.StreamWrite,               "stream.write",                   [BuiltinImmediate.StreamType, BuiltinImmediate.Options],               "iaa:a"),
        new(CanonicalBuiltin.StreamCancelRead,          "stream.cancel-read",             [BuiltinImmediate.StreamType, BuiltinImmediate.Async],                 "i:i"),
        new(CanonicalBuiltin.StreamCancelWrite,         "stream.cancel-write",            [BuiltinImmediate.StreamType, BuiltinImmediate.Async],                 "i:i"),
        new(CanonicalBuiltin.StreamDropReadable,        "stream.drop-readable",           [BuiltinImmediate.StreamType],                                         "i:"),
        new(CanonicalBuiltin.StreamDropWritable,        "stream.drop-writable",           [BuiltinImmediate.StreamType],                                         "i:"),
        new(CanonicalBuiltin.FutureNew,                 "future.new",                     [BuiltinImmediate.FutureType],                                         ":I"),
        new(CanonicalBuiltin.FutureRead,                "future.read",                    [BuiltinImmediate.FutureType, BuiltinImmediate.Options],               "ia:i"),
        new(CanonicalBuiltin.FutureWrite,               "future.write",                   [BuiltinImmediate.FutureType, BuiltinImmediate.Options],               "ia:i"),
        new(CanonicalBuiltin.FutureCancelRead,          "future.cancel-read",             [BuiltinImmediate.FutureType, BuiltinImmediate.Async],                 "i:i"),
        new(CanonicalBuiltin.FutureCancelWrite,         "future.cancel-write",            [BuiltinImmediate.FutureType, BuiltinImmediate.Async],                 "i:i"),
        new(CanonicalBuiltin.FutureDropReadable,        "future.drop-readable",           [BuiltinImmediate.FutureType],                                         "i:"),
        new(CanonicalBuiltin.FutureDropWritable,        "future.drop-writable",           [BuiltinImmediate.FutureType],                                         "i:"),
        new(CanonicalBuiltin.ErrorContextNew,           "error-context.new",              [BuiltinImmediate.Options],                                            "aa:i"),
        new(CanonicalBuiltin.ErrorContextDebugMessage,  "error-context.debug-message",    [BuiltinImmediate.Options],                                            "ia:"),
        new(CanonicalBuiltin.ErrorContextDrop,          "error-context.drop",             None,                                                                  "i:"),
        new(CanonicalBuiltin.WaitableSetNew,            "waitable-set.new",               None,                                                                  ":i"),
        new(CanonicalBuiltin.WaitableSetWait,           "waitable-set.wait",              [BuiltinImmediate.Cancellable, BuiltinImmediate.Memory],               "ia:i"),
        new(CanonicalBuiltin.WaitableSetPoll,           "waitable-set.poll",              [BuiltinImmediate.Cancellable, BuiltinImmediate.Memory],               "ia:i"),
        new(CanonicalBuiltin.WaitableSetDrop,           "waitable-set.drop",              None,                                                                  "i:"),
        new(CanonicalBuiltin.WaitableJoin,              "waitable.join",                  None,                                                                  "ii:"),
        new(CanonicalBuiltin.ThreadIndex,               "thread.index",                   None,                                                                  ":i"),
        new(CanonicalBuiltin.ThreadNewIndirect,         "thread.new-indirect",            [BuiltinImmediate.CoreType, BuiltinImmediate.Table],                   "tp:i"),
        new(CanonicalBuiltin.ThreadResumeLater,         "thread.resume-later",            None,                                                                  "i:"),
        new(CanonicalBuiltin.ThreadSuspend,             "thread.suspend",                 [BuiltinImmediate.Cancellable],                                        ":i"),
        new(CanonicalBuiltin.ThreadYield,               "thread.yield",                   [BuiltinImmediate.Cancellable],                                        ":i"),
        new(CanonicalBuiltin.ThreadSuspendThenResume,   "thread.suspend-then-resume",     [BuiltinImmediate.Cancellable],                                        "i:i"),
        new(CanonicalBuiltin.ThreadYieldThenResume,     "thread.yield-then-resume",       [BuiltinImmediate.Cancellable],                                        "i:i"),
        new(CanonicalBuiltin.ThreadSuspendThenPromote,  "thread.suspend-then-promote",    [BuiltinImmediate.Cancellable],                                        "i:i"),
        new(CanonicalBuiltin.ThreadYieldThenPromote,    "thread.yield-then-promote",      [BuiltinImmediate.Cancellable],                                        "i:i"),
        new(CanonicalBuiltin.ThreadSpawnRef,            "thread.spawn-ref",               [BuiltinImmediate.Shared, BuiltinImmediate.CoreType],                  "*"),
        new(CanonicalBuiltin.ThreadSpawnIndirect,       "thread.spawn-indirect",          [BuiltinImmediate.Shared, BuiltinImmediate.CoreType, BuiltinImmediate.Table], "*"),
        new(CanonicalBuiltin.ThreadAvailableParallelism, "thread.available-parallelism",  [BuiltinImmediate.Shared],                                             ":i"),
    ];
    // @formatter:on

    private static readonly CanonicalBuiltinInfo?[] ByCode = Index();

    private static CanonicalBuiltinInfo?[] Index()
    {
        var byCode = new CanonicalBuiltinInfo?[0x43];
        foreach (var row in Rows) byCode[(int)row.Builtin] = row;
        return byCode;
    }

    /// <summary>The row with this code in the binary format, or null.</summary>
    public static CanonicalBuiltinInfo? Find(byte code) => code < ByCode.Length ? ByCode[code] : null;

    /// <summary>The row with this name in the text format, or null.</summary>
    public static CanonicalBuiltinInfo? Find(string name)
    {
        foreach (var row in Rows)
            if (row.Name == name) return row;
        return null;
    }

    public static CanonicalBuiltinInfo Info(this CanonicalBuiltin builtin) => ByCode[(int)builtin]!;
}
