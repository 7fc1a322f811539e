// WebAssembly 3.0, "Validation: Instructions": aggregate instructions, and reference instructions about types.
// https://webassembly.github.io/spec/core/valid/instructions.html#aggregate-instructions

using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Validation;

internal sealed partial class ExpressionValidator
{
    private static readonly ValType EqRef = ValType.Ref(true, HeapType.Eq);
    private static readonly ValType ArrayRef = ValType.Ref(true, HeapType.Array);
    private static readonly ValType I31Ref = ValType.Ref(true, HeapType.I31);

    private void ApplyObject(ref Instruction instruction)
    {
        var (index, index2) = (instruction.Index, instruction.Index2);
        switch (instruction.Opcode)
        {
            case Opcode.StructNew: StructNew(index); break;
            case Opcode.StructNewDefault: StructNewDefault(index); break;
            case Opcode.StructGet or Opcode.StructGetS or Opcode.StructGetU: StructGet(index, index2, instruction.Opcode == Opcode.StructGet); break;
            case Opcode.StructSet: StructSet(index, index2); break;

            case Opcode.ArrayNew: PopI32(); ArrayNew(index, 1); break;
            case Opcode.ArrayNewDefault: ArrayNewDefault(index); break;
            case Opcode.ArrayNewFixed: ArrayNewFixed(index, index2); break;
            case Opcode.ArrayNewData: NumericArray(index); CheckData(index2); PopI32s(2); Push(index); break;
            case Opcode.ArrayNewElem: CheckElements(index, index2); PopI32s(2); Push(index); break;
            case Opcode.ArrayGet or Opcode.ArrayGetS or Opcode.ArrayGetU: ArrayGet(index, instruction.Opcode == Opcode.ArrayGet); break;
            case Opcode.ArraySet: Pop(MutableArray(index).Type); PopI32(); PopReferenceTo(index); break;
            case Opcode.ArrayLen: Pop(ArrayRef); operands.Push(ValType.I32); break;
            case Opcode.ArrayFill: PopI32(); Pop(MutableArray(index).Type); PopI32(); PopReferenceTo(index); break;
            case Opcode.ArrayCopy: ArrayCopy(index, index2); break;
            case Opcode.ArrayInitData: MutableArray(index); NumericArray(index); CheckData(index2); PopI32s(3); PopReferenceTo(index); break;
            case Opcode.ArrayInitElem: MutableArray(index); CheckElements(index, index2); PopI32s(3); PopReferenceTo(index); break;

            case Opcode.RefEq: Pop(EqRef); Pop(EqRef); operands.Push(ValType.I32); break;
            case Opcode.RefTest or Opcode.RefTestNull: PopForCast(instruction.Heap); operands.Push(ValType.I32); break;
            case Opcode.RefCast: RefCast(instruction.Heap, nullable: false); break;
            case Opcode.RefCastNull: RefCast(instruction.Heap, nullable: true); break;
            case Opcode.BrOnCast or Opcode.BrOnCastFail: BrOnCast(ref instruction); break;
            case Opcode.AnyConvertExtern: Convert(HeapType.Extern, HeapType.Any); break;
            case Opcode.ExternConvertAny: Convert(HeapType.Any, HeapType.Extern); break;
            case Opcode.RefI31: PopI32(); operands.Push(I31Ref.NonNull); break;
            case Opcode.I31GetS or Opcode.I31GetU: Pop(I31Ref); operands.Push(ValType.I32); break;

            default: throw new InvalidOperationException($"The validator has no rule for {instruction.Info.Mnemonic}.");
        }
    }

    private CompositeType CompositeType(int type)
    {
        var canonical = context.Module.CanonicalTypes;
        if ((uint)type >= (uint)canonical.Length) throw Unknown("type", type);
        return context.Registry.Get(canonical[type]).Composite;
    }

    private StructType Structure(int type) => CompositeType(type) as StructType
        ?? throw new InvalidException($"type mismatch: type {type} is not a structure type", position);

    private FieldType ElementType(int type) => CompositeType(type) is ArrayType array
        ? array.Element
        : throw new InvalidException($"type mismatch: type {type} is not an array type", position);

    private FieldType MutableArray(int type)
    {
        var element = ElementType(type);
        return element.Mutable ? element : throw new InvalidException($"immutable array: type {type}", position);
    }

    private void NumericArray(int type)
    {
        if (ElementType(type).Type.IsRef) throw new InvalidException($"array type is not numeric or vector: type {type}", position);
    }

    private FieldType Field(int type, int field)
    {
        var fields = Structure(type).Fields;
        return (uint)field < (uint)fields.Length ? fields[field] : throw Unknown("field", field);
    }

    private void Push(int type) => operands.Push(ValType.Ref(false, new HeapType(context.Module.CanonicalTypes[type])));

    private void PopReferenceTo(int type) => Pop(ValType.Ref(true, new HeapType(context.Module.CanonicalTypes[type])));

    private void PopI32s(int count)
    {
        for (var i = 0; i < count; i++) PopI32();
    }

    private void CheckDefaultable(FieldType field)
    {
        if (!field.Type.IsDefaultable) throw new InvalidException($"type mismatch: {field.Type} has no default value", position);
    }

    private void CheckExtension(FieldType field, bool isPlain)
    {
        if (field.Packed != PackedType.None == isPlain)
            throw new InvalidException(isPlain ? "type mismatch: a packed field is read with a sign" : "type mismatch: a field that is not packed is read without a sign", position);
    }

    private void StructNew(int type)
    {
        var fields = Structure(type).Fields;
        for (var i = fields.Length - 1; i >= 0; i--) Pop(fields[i].Type);
        Push(type);
    }

    private void StructNewDefault(int type)
    {
        foreach (var field in Structure(type).Fields) CheckDefaultable(field);
        Push(type);
    }

    private void StructGet(int type, int index, bool isPlain)
    {
        var field = Field(type, index);
        CheckExtension(field, isPlain);
        PopReferenceTo(type);
        operands.Push(field.Type);
    }

    private void StructSet(int type, int index)
    {
        var field = Field(type, index);
        if (!field.Mutable) throw new InvalidException($"immutable field: field {index} of type {type}", position);
        Pop(field.Type);
        PopReferenceTo(type);
    }

    private void ArrayNew(int type, int values)
    {
        var element = ElementType(type);
        for (var i = 0; i < values; i++) Pop(element.Type);
        Push(type);
    }

    private void ArrayNewDefault(int type)
    {
        CheckDefaultable(ElementType(type));
        PopI32();
        Push(type);
    }

    private void ArrayNewFixed(int type, int count)
    {
        if ((uint)count > ImplementationLimits.FixedArrayElements)
            throw new InvalidException($"too many elements: {(uint)count}, the limit is {ImplementationLimits.FixedArrayElements}", position);
        ArrayNew(type, count);
    }

    private void CheckElements(int type, int segment)
    {
        var element = ElementType(type);
        var source = Element(segment);
        if (!context.Registry.Matches(source, element.Type)) throw Mismatch(element.Type, source.ToString());
    }

    private void ArrayGet(int type, bool isPlain)
    {
        var element = ElementType(type);
        CheckExtension(element, isPlain);
        PopI32();
        PopReferenceTo(type);
        operands.Push(element.Type);
    }

    private void ArrayCopy(int destination, int source)
    {
        var to = MutableArray(destination);
        var from = ElementType(source);
        if (from.Packed != to.Packed || !context.Registry.Matches(from.Type, to.Type))
            throw new InvalidException($"array types do not match: type {source} and type {destination}", position);
        PopI32s(2);
        PopReferenceTo(source);
        PopI32();
        PopReferenceTo(destination);
    }

    /// <summary>Pops a reference of the hierarchy that <paramref name="target"/> is in.</summary>
    /// <returns><paramref name="target"/> in canonical ids.</returns>
    private HeapType PopForCast(HeapType target)
    {
        var canonical = context.Canonicalize(target, position);
        var operand = PopRef();
        var expected = context.Registry.TopOf(canonical);
        if (!context.Registry.Matches(operand.Heap, expected)) throw Mismatch(ValType.Ref(true, expected), operand.ToString());
        if (operand.Heap == HeapType.Any) castsAny = true;
        return canonical;
    }

    private void RefCast(HeapType target, bool nullable)
    {
        var canonical = PopForCast(target);
        operands.Push(ValType.Ref(nullable, canonical));
    }

    private void BrOnCast(ref Instruction instruction)
    {
        var source = ValType.Ref((instruction.Lane & 1) != 0, context.Canonicalize(instruction.Heap, position));
        var target = ValType.Ref((instruction.Lane & 2) != 0, context.Canonicalize(instruction.Heap2, position));
        if (!context.Registry.Matches(target, source)) throw Mismatch(source, target.ToString());
        if (source.Heap == HeapType.Any) castsAny = true;
        var others = target.Nullable ? source.NonNull : source;
        var (taken, left) = instruction.Opcode == Opcode.BrOnCast ? (target, others) : (others, target);

        var types = LabelTypes(instruction.Index);
        if (types is not [.. var rest, var last] || !context.Registry.Matches(taken, last))
            throw new InvalidException($"type mismatch: the label of {instruction.Info.Mnemonic} does not take {taken}", position);
        Pop(source);
        Pop(rest);
        Push(rest);
        operands.Push(left);
    }

    private void Convert(HeapType from, HeapType to)
    {
        var reference = PopRef();
        if (!context.Registry.Matches(reference.Heap, from)) throw Mismatch(ValType.Ref(true, from), reference.ToString());
        operands.Push(ValType.Ref(reference.Nullable, to));
    }
}
