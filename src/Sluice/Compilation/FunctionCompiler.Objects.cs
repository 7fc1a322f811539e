// WebAssembly 3.0, "Execution: Aggregate Instructions" and "Reference Instructions".
// https://webassembly.github.io/spec/core/exec/instructions.html#aggregate-instructions

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private StructObjectType StructTypeOf(int type) => (StructObjectType)module.ObjectTypes[type]!;

    private FieldType ElementOf(int type) => ((ArrayObjectType)module.ObjectTypes[type]!).Element;

    private void EmitStructure(in Instruction instruction)
    {
        var type = StructTypeOf(instruction.Index);
        switch (instruction.Opcode)
        {
            case Opcode.StructNew:
                EmitStructNew(type, instruction.Index);
                break;
            case Opcode.StructNewDefault:
                EmitNewStructure(type, instruction.Index);
                PushResult(ValKind.Ref);
                break;
            case Opcode.StructSet:
                {
                    var field = type.Fields[instruction.Index2];
                    var value = PopReusable();
                    Pop(1);
                    EmitFieldPlace(type, instruction.Index2);
                    EmitLoad(value);
                    Free(value);
                    EmitStorageStore(field);
                    break;
                }
            default:
                {
                    var field = type.Fields[instruction.Index2];
                    var height = Pop(1);
                    EmitFieldPlace(type, instruction.Index2);
                    EmitStorageLoad(field, instruction.Opcode == Opcode.StructGetS);
                    PushResult(field.Type.Kind, height + 1);
                    break;
                }
        }
    }

    private void EmitStructNew(StructObjectType type, int index)
    {
        var values = PopAllReusable(type.Fields.Length);
        var structure = TakeTemporary(ValKind.Ref);
        EmitNewStructure(type, index);
        EmitStore(structure);
        for (var i = 0; i < values.Length; i++)
        {
            // What is zero or null is so from the start.
            if (values[i] is { Kind: OperandKind.Constant, Bits: 0, BitsHigh: 0 }) continue;
            EmitLoad(structure);
            EmitFieldPlace(type, i, mayBeNull: false);
            EmitLoad(values[i]);
            Free(values[i]);
            EmitStorageStore(type.Fields[i]);
        }
        PushTemporary(ValKind.Ref, structure);
    }

    private Operand[] PopAllReusable(int count)
    {
        var values = new Operand[count];
        for (var i = count - 1; i >= 0; i--) values[i] = PopReusable();
        return values;
    }

    private void EmitNewStructure(StructObjectType type, int index)
    {
        EmitContext();
        EmitI32(index);
        EmitI32(type.Bytes);
        il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.NewStructure), type.Body));
    }

    /// <summary>With a structure on the IL stack: replaces it by the field's address.</summary>
    /// <param name="mayBeNull">False for a structure that was just made.</param>
    private void EmitFieldPlace(StructObjectType type, int field, bool mayBeNull = true)
    {
        EmitI32(type.OffsetOf(field));
        il.Emit(OpCodes.Call, type.Fields[field].Type.IsRef
            ? Methods.Object(mayBeNull ? nameof(ObjectCalls.ReferenceField) : nameof(ObjectCalls.NewReferenceField))
            : Methods.Object(mayBeNull ? nameof(ObjectCalls.Field) : nameof(ObjectCalls.NewField), Storage.TypeOf(type.Fields[field])));
    }

    private void EmitArray(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.ArrayNew:
                EmitArrayNew(instruction.Index);
                break;
            case Opcode.ArrayNewDefault:
                Pop(1);
                EmitArrayType(instruction.Index);
                il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.NewArray)));
                PushResult(ValKind.Ref);
                break;
            case Opcode.ArrayNewFixed:
                EmitArrayNewFixed(instruction.Index, instruction.Index2);
                break;
            case Opcode.ArrayNewData or Opcode.ArrayNewElem:
                Pop(2);
                EmitI32(instruction.Index);
                EmitI32(instruction.Index2);
                EmitContext();
                il.Emit(OpCodes.Call, Methods.Object(
                    instruction.Opcode == Opcode.ArrayNewData ? nameof(ObjectCalls.NewArrayFromData) : nameof(ObjectCalls.NewArrayFromElements)));
                PushResult(ValKind.Ref);
                break;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU:
                {
                    var element = ElementOf(instruction.Index);
                    var height = Pop(2);
                    EmitElementPlace(element);
                    EmitStorageLoad(element, instruction.Opcode == Opcode.ArrayGetS);
                    PushResult(element.Type.Kind, height + 1);
                    break;
                }
            case Opcode.ArraySet:
                {
                    var element = ElementOf(instruction.Index);
                    var value = PopReusable();
                    Pop(2);
                    EmitElementPlace(element);
                    EmitLoad(value);
                    Free(value);
                    EmitStorageStore(element);
                    break;
                }
            case Opcode.ArrayLen:
                {
                    var height = Pop(1);
                    il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.Length)));
                    PushResult(ValKind.I32, height + 1);
                    break;
                }
            case Opcode.ArrayFill:
                {
                    var element = ElementOf(instruction.Index);
                    var count = PopReusable();
                    Pop(3);
                    EmitNarrow(element);
                    EmitLoad(count);
                    Free(count);
                    EmitContext();
                    il.Emit(OpCodes.Call, element.Type.IsRef
                        ? Methods.Object(nameof(ObjectCalls.FillReferences))
                        : Methods.Object(nameof(ObjectCalls.Fill), Storage.TypeOf(element)));
                    break;
                }
            case Opcode.ArrayCopy:
                Pop(5);
                EmitContext();
                il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.Copy)));
                break;
            case Opcode.ArrayInitData or Opcode.ArrayInitElem:
                Pop(4);
                EmitI32(instruction.Index2);
                EmitContext();
                il.Emit(OpCodes.Call, Methods.Object(
                    instruction.Opcode == Opcode.ArrayInitData ? nameof(ObjectCalls.InitFromData) : nameof(ObjectCalls.InitFromElements)));
                break;
            default:
                throw new UnreachableException();
        }
    }

    private void EmitArrayNew(int index)
    {
        var element = ElementOf(index);
        var length = PopReusable();
        Pop(1);
        EmitNarrow(element);
        EmitLoad(length);
        Free(length);
        EmitArrayType(index);
        il.Emit(OpCodes.Call, element.Type.IsRef
            ? Methods.Object(nameof(ObjectCalls.NewFilledReferenceArray))
            : Methods.Object(nameof(ObjectCalls.NewFilledArray), Storage.TypeOf(element)));
        PushResult(ValKind.Ref);
    }

    private void EmitArrayNewFixed(int index, int count)
    {
        var element = ElementOf(index);
        var values = PopAllReusable(count);
        var array = TakeTemporary(ValKind.Ref);
        EmitI32(count);
        EmitArrayType(index);
        il.Emit(OpCodes.Call, Methods.Object(nameof(ObjectCalls.NewArray)));
        EmitStore(array);
        for (var i = 0; i < count; i++)
        {
            EmitLoad(array);
            EmitI32(i);
            EmitElementPlace(element);
            EmitLoad(values[i]);
            Free(values[i]);
            EmitStorageStore(element);
        }
        PushTemporary(ValKind.Ref, array);
    }

    private void EmitArrayType(int index)
    {
        EmitI32(index);
        EmitContext();
    }

    /// <summary>With an array and an index on the IL stack: replaces them by the element's address.</summary>
    private void EmitElementPlace(FieldType element) => il.Emit(OpCodes.Call, element.Type.IsRef
        ? Methods.Object(nameof(ObjectCalls.ReferenceElement))
        : Methods.Object(nameof(ObjectCalls.Element), Storage.TypeOf(element)));

    /// <summary>Makes an i32 on the IL stack what a call takes for a packed value.</summary>
    private void EmitNarrow(FieldType field)
    {
        if (field.Packed == PackedType.I8) il.Emit(OpCodes.Conv_U1);
        else if (field.Packed == PackedType.I16) il.Emit(OpCodes.Conv_U2);
    }

    private void EmitStorageLoad(FieldType field, bool signed)
    {
        switch (field.Packed)
        {
            case PackedType.I8: il.Emit(signed ? OpCodes.Ldind_I1 : OpCodes.Ldind_U1); break;
            case PackedType.I16: il.Emit(signed ? OpCodes.Ldind_I2 : OpCodes.Ldind_U2); break;
            case PackedType.None when field.Type.IsRef: il.Emit(OpCodes.Ldind_Ref); break;
            default: EmitIndirectLoad(field.Type.Kind); break;
        }
    }

    private void EmitStorageStore(FieldType field)
    {
        switch (field.Packed)
        {
            case PackedType.I8: il.Emit(OpCodes.Stind_I1); break;
            case PackedType.I16: il.Emit(OpCodes.Stind_I2); break;
            case PackedType.None when field.Type.IsRef: il.Emit(OpCodes.Stind_Ref); break;
            default: EmitIndirectStore(field.Type.Kind); break;
        }
    }
}
