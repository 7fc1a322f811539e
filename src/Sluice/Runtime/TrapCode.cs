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
    /// <summary>An exception reached the outermost guest frame.</summary>
    UncaughtException,
    /// <summary>The guest's stack limit was reached.</summary>
    CallStackExhausted,

    // The host's limits.

    /// <summary>The host asked the guest to stop: a deadline passed or a cancellation token fired.</summary>
    Interrupted,
    /// <summary>A limit of <c>StoreLimits</c> was reached.</summary>
    LimitExceeded,
    /// <summary>A host function failed with an exception that is not part of its interface.</summary>
    HostFailure,
}
