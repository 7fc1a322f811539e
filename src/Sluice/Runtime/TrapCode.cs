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

    // The host's limits.

    /// <summary>The host asked the guest to stop: a deadline passed or a cancellation token fired.</summary>
    Interrupted,
    /// <summary>A limit of <c>StoreLimits</c> was reached.</summary>
    LimitExceeded,
    /// <summary>A host function failed with an exception that is not part of its interface.</summary>
    HostFailure,
}
