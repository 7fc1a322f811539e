namespace Sluice;

/// <summary>Why a guest was stopped. <see cref="Trap.Describe"/> gives the specification's wording.</summary>
public enum TrapCode
{
    // Core WebAssembly.

    /// <summary>An <c>unreachable</c> instruction ran.</summary>
    Unreachable,
    /// <summary>An access outside a memory.</summary>
    MemoryOutOfBounds,
    /// <summary>An access outside a table.</summary>
    TableOutOfBounds,
    /// <summary>An indirect call to an index outside the table.</summary>
    UndefinedElement,
    /// <summary>An indirect call to a null element.</summary>
    UninitializedElement,
    /// <summary>An indirect call to a function of another type.</summary>
    IndirectCallTypeMismatch,
    /// <summary>Integer division by zero.</summary>
    IntegerDivideByZero,
    /// <summary>A result outside the integer type's range.</summary>
    IntegerOverflow,
    /// <summary>A conversion of NaN to an integer.</summary>
    InvalidConversionToInteger,
    /// <summary>A null reference where a non-null one was required.</summary>
    NullReference,
    /// <summary>A call of a null function reference.</summary>
    NullFunctionReference,
    /// <summary>A field of a null reference.</summary>
    NullStructureReference,
    /// <summary>An element or the length of a null reference.</summary>
    NullArrayReference,
    /// <summary>The value of a null reference to an i31.</summary>
    NullI31Reference,
    /// <summary>An access outside an array.</summary>
    ArrayOutOfBounds,
    /// <summary>A cast of a reference to a type that it does not have.</summary>
    CastFailure,
    /// <summary>An exception reached the outermost guest frame.</summary>
    UncaughtException,
    /// <summary>The guest's stack limit was reached.</summary>
    CallStackExhausted,

    // Lifting and lowering of component values.

    /// <summary>A pointer to a string, list or tuple that is not a multiple of its alignment.</summary>
    UnalignedPointer,
    /// <summary>A string outside the memory.</summary>
    StringOutOfBounds,
    /// <summary>A list outside the memory.</summary>
    ListOutOfBounds,
    /// <summary>Parameters or a result outside the memory.</summary>
    ValuesOutOfBounds,
    /// <summary>A string longer than 2^28 - 1 bytes.</summary>
    StringTooLong,
    /// <summary>A list longer than 2^28 - 1 bytes.</summary>
    ListTooLong,
    /// <summary>A guest's <c>realloc</c> returned a pointer that is not aligned as asked for.</summary>
    ReallocUnaligned,
    /// <summary>A guest's <c>realloc</c> returned a pointer to less memory than asked for.</summary>
    ReallocOutOfBounds,
    /// <summary>A string that is not well-formed UTF-8.</summary>
    InvalidUtf8,
    /// <summary>A string that ends within a UTF-8 sequence.</summary>
    IncompleteUtf8,
    /// <summary>A string that is not well-formed UTF-16.</summary>
    InvalidUtf16,
    /// <summary>A <c>char</c> that is a surrogate or beyond U+10FFFF.</summary>
    InvalidChar,
    /// <summary>The number of a case that a variant, enum, option or result does not have.</summary>
    InvalidDiscriminant,

    // Component Model: instances, tasks, handles, streams and futures.

    /// <summary>A call of an instance that is being called, or that a trap has left half-way.</summary>
    CannotEnterComponent,
    /// <summary>A call out of a component from where none is allowed, such as <c>realloc</c> or <c>post-return</c>.</summary>
    CannotLeaveComponent,
    /// <summary>A function that is not async waited for something that only another call can bring about.</summary>
    CannotBlockSyncTask,
    /// <summary>Every guest waits, and nothing outside is pending.</summary>
    Deadlock,
    /// <summary>An index with nothing behind it.</summary>
    UnknownHandle,
    /// <summary>An index with something of another kind behind it.</summary>
    HandleWrongType,
    /// <summary>An instance has 2^28 - 1 handles.</summary>
    HandleTableFull,
    /// <summary>A handle was dropped or passed on while a call borrows it.</summary>
    ResourceIsLent,
    /// <summary>A task returned before it had dropped what it borrowed.</summary>
    BorrowsRemain,
    /// <summary>A callback asked for something that there is not.</summary>
    UnsupportedCallbackCode,
    /// <summary>A task ended without <c>task.return</c> or <c>task.cancel</c>.</summary>
    NoAsyncResult,
    /// <summary><c>task.return</c> with another type or other options than the task has.</summary>
    TaskReturnInvalid,
    /// <summary>A task ended twice.</summary>
    TaskAlreadyResolved,
    /// <summary>A task gave up without having been asked to.</summary>
    TaskNotCancelled,
    /// <summary>A subtask was cancelled twice or after its end was known.</summary>
    SubtaskCancelTooLate,
    /// <summary>A subtask was dropped before its end was known.</summary>
    SubtaskNotResolved,
    /// <summary>More than 65,535 <c>backpressure.inc</c>, or a <c>backpressure.dec</c> too many.</summary>
    BackpressureOverflow,
    /// <summary>A waitable was waited for on its own and in a set at once.</summary>
    WaitableSyncAndAsync,
    /// <summary>A waitable set was dropped while it had members or waiting threads.</summary>
    WaitableSetInUse,
    /// <summary>A second operation on one end of a stream or future.</summary>
    ConcurrentCopy,
    /// <summary>An end of a stream or future was used although nothing more can happen to it.</summary>
    EndIsDone,
    /// <summary>An end of a stream or future was dropped or passed on while it is copying.</summary>
    EndIsBusy,
    /// <summary>An end of a stream or future was passed on while it is in a waitable set.</summary>
    EndInWaitableSet,
    /// <summary>A read or write was cancelled that is not going on.</summary>
    NoCopyToCancel,
    /// <summary>A future that nothing was written to lost its writer.</summary>
    FutureNotWritten,
    /// <summary>An instance reads what it writes itself.</summary>
    CopyWithinInstance,
    /// <summary>A buffer of a stream or future outside the memory.</summary>
    CopyOutOfBounds,
    /// <summary>A read or write of 2^28 elements or more.</summary>
    StreamCopyTooLarge,
    /// <summary>A thread was resumed that waits or runs.</summary>
    CannotResumeThread,
    /// <summary>A thread without a function.</summary>
    ThreadFunctionIsNull,
    /// <summary>A thread whose function has another type.</summary>
    ThreadFunctionMismatch,

    // The host's limits.

    /// <summary>The host asked the guest to stop: a deadline passed or a cancellation token fired.</summary>
    Interrupted,
    /// <summary>A limit of <c>StoreLimits</c> was reached.</summary>
    LimitExceeded,
    /// <summary>A host function failed with an exception that is not part of its interface.</summary>
    HostFailure,
}
