namespace Sluice.CanonicalAbi;

/// <summary>How a string or list is passed: an address, and a length in elements or (possibly tagged) code units.</summary>
internal readonly record struct PointerAndLength(ulong Pointer, ulong Length);
