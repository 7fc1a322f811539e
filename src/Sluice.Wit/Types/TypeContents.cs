namespace Sluice.Wit.Types;

/// <summary>What a value of a type may hold, at any depth. Elements of streams and futures count, except for <see cref="Pointer"/>.</summary>
[Flags]
public enum TypeContents : byte
{
    /// <summary>Scalars only.</summary>
    None = 0,

    /// <summary>A string, list or map: passing the value needs a linear memory.</summary>
    Pointer = 1,

    /// <summary>An owned handle.</summary>
    Own = 2,

    /// <summary>A borrowed handle.</summary>
    Borrow = 4,

    /// <summary>The readable end of a stream.</summary>
    Stream = 8,

    /// <summary>The readable end of a future.</summary>
    Future = 16,

    /// <summary>An error context.</summary>
    ErrorContext = 32,

    /// <summary>Anything that lives in a component instance's handle table.</summary>
    Handle = Own | Borrow | Stream | Future | ErrorContext,
}
