using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>
/// Where the operands of a move come from or go to: core values in a frame, linear memory, or CLR values. The traversal of a type
/// (<see cref="MoveEmitter"/>) is the same for all of them.
/// </summary>
/// <remarks>
/// On the evaluation stack a scalar is in the form that IL wants: an int32 for what has at most 32 bits (sign-extended if the type
/// is signed), else an int64, float32 or float64.
/// </remarks>
internal abstract class Place(MoveEmitter emitter)
{
    protected MoveEmitter Emitter { get; } = emitter;

    protected ILGenerator IL => Emitter.IL;

    /// <summary>Pushes a scalar, lifted: valid and normalised. Enums and cases of variants are numbers, flags are bits.</summary>
    public abstract void LoadScalar(ValType type);

    /// <summary>What must be on the stack before the value that <see cref="EndStore"/> takes.</summary>
    public abstract void BeginStore();

    /// <summary>Takes a scalar from the stack.</summary>
    public abstract void EndStore(ValType type);

    /// <summary>A member of a tuple or record.</summary>
    public abstract Place Field(ValType type, int index);

    /// <summary>An element of a list of fixed length.</summary>
    public abstract Place Element(FixedListType type, int index);

    /// <summary>Pushes the number of the case of a variant, option or result.</summary>
    public abstract void LoadDiscriminant(ValType type);

    /// <summary>Keeps the number of the case where there is a place for it, before the payload is moved.</summary>
    public abstract void StoreDiscriminant(ValType type, LocalBuilder discriminant);

    /// <summary>The payload of a case.</summary>
    public abstract Place Payload(ValType type, int index);

    /// <summary>Called when all members have been moved here.</summary>
    public abstract void EndRecord(ValType type, Place[] fields);

    /// <summary>Called when the payload of a case, if there is one, has been moved here.</summary>
    public abstract void EndCase(ValType type, int index, Place? payload);
}
