namespace Sluice.Wit.Types;

/// <summary>How many bytes a pointer or a length takes: the address type of the memory that values are stored to.</summary>
public enum PointerSize : byte
{
    /// <summary>A memory with 32-bit addresses.</summary>
    Memory32 = 4,

    /// <summary>A memory with 64-bit addresses.</summary>
    Memory64 = 8,
}

/// <summary>What follows from a pointer size.</summary>
public static class PointerSizes
{
    /// <summary>The core type of an address.</summary>
    public static CoreType CoreType(this PointerSize pointer) =>
        pointer == PointerSize.Memory64 ? Types.CoreType.I64 : Types.CoreType.I32;
}
