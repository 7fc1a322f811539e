using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Sluice;

/// <summary>A guest was stopped because it did something that its specification or the host's limits forbid.</summary>
/// <remarks>
/// Never thrown for an embedder's mistake (those are <see cref="SluiceException"/>s and <see cref="ArgumentException"/>s) nor for a
/// defect of Sluice.
/// </remarks>
public sealed partial class Trap : Exception
{
    /// <summary>Creates a trap with the code's standard wording.</summary>
    /// <param name="code">Why the guest was stopped.</param>
    /// <param name="detail">What exactly happened, appended to the wording; null for nothing to add.</param>
    /// <param name="inner">The host's failure behind it, if any.</param>
    public Trap(TrapCode code, string? detail = null, Exception? inner = null)
        : base(detail is null ? Describe(code) : $"{Describe(code)}: {detail}", inner) => Code = code;

    private Trap(string message, TrapCode code) : base(message) => Code = code;

    /// <summary>Why the guest was stopped.</summary>
    public TrapCode Code { get; }

    /// <summary>A trap whose wording says more than its code's standard one.</summary>
    internal static Trap WithMessage(TrapCode code, string message) => new(message, code);

    /// <summary>Stops the guest if <paramref name="condition"/> holds.</summary>
    /// <param name="condition">What must not be.</param>
    /// <param name="code">Why the guest is stopped if it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void If([DoesNotReturnIf(true)] bool condition, TrapCode code)
    {
        if (condition) Throw(code);
    }

    /// <summary>Stops the guest.</summary>
    /// <param name="code">Why.</param>
    [DoesNotReturn]
    internal static void Throw(TrapCode code) => throw new Trap(code);

    /// <summary>The wording of a code: the specification's where it has one.</summary>
    /// <param name="code">A trap code.</param>
    public static string Describe(TrapCode code) => code switch
    {
        TrapCode.Unreachable => "unreachable",
        TrapCode.MemoryOutOfBounds => "out of bounds memory access",
        TrapCode.TableOutOfBounds => "out of bounds table access",
        TrapCode.UndefinedElement => "undefined element",
        TrapCode.UninitializedElement => "uninitialized element",
        TrapCode.IndirectCallTypeMismatch => "indirect call type mismatch",
        TrapCode.IntegerDivideByZero => "integer divide by zero",
        TrapCode.IntegerOverflow => "integer overflow",
        TrapCode.InvalidConversionToInteger => "invalid conversion to integer",
        TrapCode.NullReference => "null reference",
        TrapCode.NullFunctionReference => "null function reference",
        TrapCode.NullStructureReference => "null structure reference",
        TrapCode.NullArrayReference => "null array reference",
        TrapCode.NullI31Reference => "null i31 reference",
        TrapCode.ArrayOutOfBounds => "out of bounds array access",
        TrapCode.CastFailure => "cast failure",
        TrapCode.UncaughtException => "uncaught exception",
        TrapCode.CallStackExhausted => "call stack exhausted",
        TrapCode.UnalignedPointer => "unaligned pointer",
        TrapCode.StringOutOfBounds => "string content out-of-bounds: string pointer/length out of bounds of memory",
        TrapCode.ListOutOfBounds => "list content out-of-bounds: list pointer/length out of bounds of memory",
        TrapCode.ValuesOutOfBounds => "pointer out of bounds of memory",
        TrapCode.StringTooLong => "string exceeds maximum byte length",
        TrapCode.ListTooLong => "list exceeds maximum byte length",
        TrapCode.ReallocUnaligned => "realloc return: result not aligned: unaligned pointer",
        TrapCode.ReallocOutOfBounds => "realloc return: beyond end of memory",
        TrapCode.InvalidUtf8 => "invalid utf-8 sequence",
        TrapCode.IncompleteUtf8 => "incomplete utf-8 byte sequence",
        TrapCode.InvalidUtf16 => "unpaired surrogate found: invalid utf-16",
        TrapCode.InvalidChar => "invalid `char` bit pattern",
        TrapCode.InvalidDiscriminant => "invalid variant discriminant",
        TrapCode.CannotEnterComponent => "cannot enter component instance",
        TrapCode.CannotLeaveComponent => "cannot leave component instance",
        TrapCode.CannotBlockSyncTask => "cannot block a synchronous task before returning",
        TrapCode.Deadlock => "deadlock detected: event loop cannot make further progress",
        TrapCode.UnknownHandle => "unknown handle index",
        TrapCode.HandleWrongType => "handle index used with the wrong type",
        TrapCode.HandleTableFull => "too many handles",
        TrapCode.ResourceIsLent => "cannot remove owned resource while borrowed",
        TrapCode.BorrowsRemain => "borrow handles still remain at the end of the call",
        TrapCode.UnsupportedCallbackCode => "unsupported callback code",
        TrapCode.NoAsyncResult => "async-lifted export failed to produce a result",
        TrapCode.TaskReturnInvalid => "invalid `task.return` signature and/or options for current task",
        TrapCode.TaskAlreadyResolved => "`task.return` or `task.cancel` called more than once for current task",
        TrapCode.TaskNotCancelled => "`task.cancel` called by task which has not been cancelled",
        TrapCode.SubtaskCancelTooLate => "`subtask.cancel` called after terminal status delivered",
        TrapCode.SubtaskNotResolved => "cannot drop a subtask which has not yet resolved",
        TrapCode.BackpressureOverflow => "backpressure counter overflow",
        TrapCode.WaitableSyncAndAsync => "waitable cannot be used synchronously while added to a waitable set",
        TrapCode.WaitableSetInUse => "cannot drop waitable set with waiters",
        TrapCode.ConcurrentCopy => "cannot have concurrent operations active on a future/stream",
        TrapCode.EndIsDone => "cannot use stream or future after its last event",
        TrapCode.EndIsBusy => "cannot drop busy stream or future",
        TrapCode.EndInWaitableSet => "cannot lift stream or future while it's in a waitable set",
        TrapCode.NoCopyToCancel => "stream or future copy cancelled when none is pending",
        TrapCode.FutureNotWritten => "cannot drop future write end without first writing a value",
        TrapCode.CopyWithinInstance => "cannot read from and write to intra-component future/stream with non-numeric payload",
        TrapCode.CopyOutOfBounds => "read or write pointer out of bounds of memory",
        TrapCode.StreamCopyTooLarge => "stream read/write count too large",
        TrapCode.CannotResumeThread => "cannot resume thread which is not suspended",
        TrapCode.ThreadFunctionIsNull => "the start function index points to an uninitialized function",
        TrapCode.ThreadFunctionMismatch => "start function does not match expected type",
        TrapCode.Interrupted => "interrupted",
        TrapCode.LimitExceeded => "limit exceeded",
        TrapCode.HostFailure => "host function failed",
        _ => throw new ArgumentOutOfRangeException(nameof(code), code, null),
    };
}
