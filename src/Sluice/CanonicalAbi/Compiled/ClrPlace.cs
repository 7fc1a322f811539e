using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>A local variable that holds a CLR value.</summary>
/// <param name="isSource">Whether the value is there already; otherwise it is made from its parts.</param>
internal sealed class ClrPlace(MoveEmitter emitter, ClrShape shape, LocalBuilder local, bool isSource) : Place(emitter)
{
    public ClrShape Shape { get; } = shape;

    public LocalBuilder Local { get; } = local;

    public void LoadValue() => IL.Load(Local);

    public override void LoadScalar(ValType type) => Shape.EmitLoadScalar(Emitter, Local);

    public override void BeginStore()
    {
    }

    public override void EndStore(ValType type)
    {
        Shape.EmitFromScalar(Emitter);
        IL.Store(Local);
    }

    public override Place Field(ValType type, int index)
    {
        var record = (RecordShape)Shape;
        var field = Part(record.Fields[index]);
        if (isSource)
        {
            record.EmitField(IL, Local, index);
            IL.Store(field.Local);
        }
        return field;
    }

    // Lists are taken apart and made by the traversal.
    public override Place Element(FixedListType type, int index) => throw new System.Diagnostics.UnreachableException();

    public override void LoadDiscriminant(ValType type) => ((CasesShape)Shape).EmitDiscriminant(Emitter, Local);

    public override void StoreDiscriminant(ValType type, LocalBuilder discriminant)
    {
    }

    public override Place Payload(ValType type, int index)
    {
        var cases = (CasesShape)Shape;
        var payload = Part(cases.Payloads[index]!);
        if (isSource)
        {
            cases.EmitPayload(IL, Local, index);
            IL.Store(payload.Local);
        }
        return payload;
    }

    public override void EndRecord(ValType type, Place[] fields)
    {
        ((RecordShape)Shape).EmitNew(IL, Array.ConvertAll(fields, static f => ((ClrPlace)f).Local));
        IL.Store(Local);
    }

    public override void EndCase(ValType type, int index, Place? payload)
    {
        ((CasesShape)Shape).EmitNew(IL, index, (payload as ClrPlace)?.Local);
        IL.Store(Local);
    }

    private ClrPlace Part(ClrShape shape) => new(Emitter, shape, IL.DeclareLocal(shape.Clr), isSource);
}
