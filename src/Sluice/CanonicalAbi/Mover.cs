// How the rest of the runtime sees lifting and lowering. A frame is a run of 8-byte slots, one per flattened core value, i32
// zero-extended and floats by their bits, as flatten_functype orders them. Where a tuple goes through memory, the frame holds
// its address alone.

namespace Sluice.CanonicalAbi;

/// <summary>Lifts values from one guest and lowers them into another one, memory to memory.</summary>
/// <param name="source">The flat values of <paramref name="from"/>.</param>
/// <param name="destination">
/// Receives the flat values of <paramref name="to"/>. Where a result is stored through a pointer of the caller's, its first slot
/// holds that pointer.
/// </param>
internal unsafe delegate void Mover(LiftLowerContext from, ulong* source, LiftLowerContext to, ulong* destination);

/// <summary>Lifts values from a guest into a CLR value.</summary>
internal unsafe delegate T Lifter<out T>(LiftLowerContext from, ulong* source);

/// <summary>Lowers a CLR value into a guest's frame (and memory); see <see cref="Mover"/> about the destination.</summary>
internal unsafe delegate void Lowerer<in T>(T value, LiftLowerContext to, ulong* destination);

/// <summary>Lifts elements from one guest's memory and lowers them into another one's. Both ranges have been checked.</summary>
internal unsafe delegate void ElementMover(LiftLowerContext from, byte* source, LiftLowerContext to, byte* destination, int count);

/// <summary>Lifts elements from a guest's memory, a range that has been checked.</summary>
/// <param name="destination">The first of <paramref name="count"/>.</param>
internal unsafe delegate void ElementLifter<T>(LiftLowerContext from, byte* source, ref T destination, int count);

/// <summary>Lowers elements into a guest's memory, a range that has been checked.</summary>
/// <param name="source">The first of <paramref name="count"/>.</param>
internal unsafe delegate void ElementLowerer<T>(ref T source, int count, LiftLowerContext to, byte* destination);
