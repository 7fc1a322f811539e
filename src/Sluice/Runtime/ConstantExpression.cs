// WebAssembly 3.0, "Validation: Constant Expressions". https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions

using System.Diagnostics;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;

namespace Sluice.Runtime;

/// <summary>Evaluates the constant expressions of a validated module.</summary>
internal static class ConstantExpression
{
    public static Slot Evaluate(Instance instance, ByteRange range)
    {
        var reader = new InstructionReader(instance.Module.Definition.Binary.Span, range);
        var stack = new SlotStack();
        var instruction = default(Instruction);
        while (reader.Read(ref instruction))
        {
            switch (instruction.Opcode)
            {
                case Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const:
                    stack.Push(new Slot(instruction.Bits));
                    break;
                case Opcode.V128Const:
                    stack.Push(new Slot(instruction.Bits, instruction.BitsHigh));
                    break;
                case Opcode.RefNull:
                    stack.Push(default);
                    break;
                case Opcode.RefFunc:
                    stack.Push(new Slot(0, 0, instance.GetFunction(instruction.Index)));
                    break;
                case Opcode.GlobalGet:
                    stack.Push(instance.ReadGlobal(instruction.Index));
                    break;
                case Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul:
                    var right = stack.Pop().Low;
                    stack.Push(new Slot(Arithmetic(instruction.Opcode, stack.Pop().Low, right)));
                    break;
                case Opcode.RefI31:
                    stack.Push(new Slot(0, 0, NewI31(instance.Store, (int)stack.Pop().Low)));
                    break;
                case Opcode.StructNew or Opcode.StructNewDefault:
                    stack.Push(new Slot(0, 0, NewStructure(instance, instruction, stack)));
                    break;
                case Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed:
                    stack.Push(new Slot(0, 0, NewArray(instance, instruction, stack)));
                    break;
                case Opcode.AnyConvertExtern or Opcode.ExternConvertAny:
                    break;
                case Opcode.End:
                    return stack.Pop();
                default:
                    throw new UnreachableException($"{instruction.Info.Mnemonic} is not constant.");
            }
        }
        return stack.Pop();
    }

    private static I31 NewI31(Store store, int value)
    {
        var reference = I31.Of(value, out var isNew);
        if (isNew) store.Objects.Add(reference, I31.Bytes);
        return reference;
    }

    private static GuestStruct NewStructure(Instance instance, in Instruction instruction, SlotStack stack)
    {
        var type = (StructObjectType)instance.ObjectTypes[instruction.Index]!;
        var structure = type.New(instance.Store);
        if (instruction.Opcode == Opcode.StructNewDefault) return structure;
        for (var field = type.Fields.Length - 1; field >= 0; field--) type.Set(structure, field, stack.Pop());
        return structure;
    }

    private static GuestArray NewArray(Instance instance, in Instruction instruction, SlotStack stack)
    {
        var type = (ArrayObjectType)instance.ObjectTypes[instruction.Index]!;
        var length = instruction.Opcode == Opcode.ArrayNewFixed ? (uint)instruction.Index2 : (uint)stack.Pop().Low;
        var array = type.New(instance.Store, length);
        if (instruction.Opcode == Opcode.ArrayNew) type.Fill(array, 0, stack.Pop(), length, instance.Store);
        if (instruction.Opcode == Opcode.ArrayNewFixed)
        {
            for (var i = length; i > 0; i--) type.Fill(array, i - 1, stack.Pop(), 1, instance.Store);
        }
        return array;
    }

    private static ulong Arithmetic(Opcode opcode, ulong left, ulong right) => opcode switch
    {
        Opcode.I32Add => (uint)left + (ulong)(uint)right & uint.MaxValue,
        Opcode.I32Sub => (uint)((uint)left - (uint)right),
        Opcode.I32Mul => (uint)((uint)left * (uint)right),
        Opcode.I64Add => left + right,
        Opcode.I64Sub => left - right,
        Opcode.I64Mul => left * right,
        _ => throw new UnreachableException(),
    };

    private sealed class SlotStack
    {
        private Slot[] slots = new Slot[2];
        private int count;

        public void Push(Slot slot)
        {
            if (count == slots.Length) Array.Resize(ref slots, count * 2);
            slots[count++] = slot;
        }

        public Slot Pop() => slots[--count];
    }
}
