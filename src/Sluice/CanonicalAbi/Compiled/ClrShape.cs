using System.Reflection;
using System.Reflection.Emit;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>How a CLR type stands for a component value type. Made by <see cref="ClrTypeMap"/>, which has the rules.</summary>
internal abstract class ClrShape(Type clr)
{
    public Type Clr { get; } = clr;

    /// <summary>Whether an array of these has the bytes that a list has in memory.</summary>
    public virtual bool IsSameAsMemory => false;

    /// <summary>Pushes the value as a scalar; see <see cref="Place"/>.</summary>
    public virtual void EmitLoadScalar(MoveEmitter emitter, LocalBuilder local) => emitter.IL.Load(local);

    /// <summary>Turns the scalar on the stack into the CLR value.</summary>
    public virtual void EmitFromScalar(MoveEmitter emitter)
    {
    }
}

/// <summary>Integers, floats, <c>bool</c>, and strings: the CLR's own form is what moves.</summary>
internal sealed class PrimitiveShape(Type clr, ValKind kind) : ClrShape(clr)
{
    public override bool IsSameAsMemory => kind is >= ValKind.S8 and <= ValKind.F64;

    public override void EmitLoadScalar(MoveEmitter emitter, LocalBuilder local)
    {
        emitter.IL.Load(local);
        if (kind == ValKind.F32) emitter.IL.Call(typeof(Scalars).GetMethod(nameof(Scalars.CanonicalizeNan), [typeof(float)])!);
        if (kind == ValKind.F64) emitter.IL.Call(typeof(Scalars).GetMethod(nameof(Scalars.CanonicalizeNan), [typeof(double)])!);
    }
}

/// <summary><c>char</c> as <see cref="Rune"/>.</summary>
internal sealed class RuneShape() : ClrShape(typeof(Rune))
{
    public override void EmitLoadScalar(MoveEmitter emitter, LocalBuilder local)
    {
        emitter.IL.LoadAddress(local);
        emitter.IL.CallGetter(typeof(Rune), nameof(Rune.Value));
    }

    public override void EmitFromScalar(MoveEmitter emitter) => emitter.IL.Emit(OpCodes.Newobj, typeof(Rune).GetConstructor([typeof(int)])!);
}

/// <summary>Enums and flags as C# enums.</summary>
/// <param name="limit">The number of cases, or the mask of all flags.</param>
internal sealed class EnumShape(Type clr, uint limit, bool isFlags) : ClrShape(clr)
{
    public override void EmitLoadScalar(MoveEmitter emitter, LocalBuilder local)
    {
        emitter.IL.Load(local);
        emitter.IL.Emit(OpCodes.Conv_I4);
        emitter.IL.LoadInt((int)limit);
        emitter.IL.Call(typeof(EnumShape), isFlags ? nameof(CheckFlags) : nameof(CheckCase));
    }

    // 32 bits on the stack are also what smaller underlying types load and store.
    public override void EmitFromScalar(MoveEmitter emitter)
    {
        if (Type.GetTypeCode(Clr) is TypeCode.Int64 or TypeCode.UInt64) emitter.IL.Emit(OpCodes.Conv_U8);
    }

    private static int CheckCase(int value, uint count) =>
        (uint)value < count ? value : throw new ArgumentException($"{value} is not a case of the enum.", nameof(value));

    private static int CheckFlags(int value, uint mask) =>
        ((uint)value & ~mask) == 0 ? value : throw new ArgumentException($"0x{value:x} has bits that are no flags.", nameof(value));
}

/// <summary>Records and tuples.</summary>
internal abstract class RecordShape(Type clr, ClrShape[] fields) : ClrShape(clr)
{
    public ClrShape[] Fields { get; } = fields;

    /// <summary>Pushes a field.</summary>
    public abstract void EmitField(ILGenerator il, LocalBuilder local, int index);

    /// <summary>Pushes a new value with these fields.</summary>
    public abstract void EmitNew(ILGenerator il, LocalBuilder[] fields);
}

/// <summary>Records and tuples as value tuples of any length.</summary>
internal sealed class ValueTupleShape(Type clr, ClrShape[] fields) : RecordShape(clr, fields)
{
    private const int RestIndex = 7;

    public override void EmitField(ILGenerator il, LocalBuilder local, int index)
    {
        il.LoadAddress(local);
        var type = Clr;
        for (; index >= RestIndex; index -= RestIndex)
        {
            var rest = type.GetField("Rest")!;
            il.Emit(OpCodes.Ldflda, rest);
            type = rest.FieldType;
        }
        il.Emit(OpCodes.Ldfld, type.GetField($"Item{index + 1}")!);
    }

    public override void EmitNew(ILGenerator il, LocalBuilder[] fields) => EmitNew(il, Clr, fields);

    private static void EmitNew(ILGenerator il, Type type, ReadOnlySpan<LocalBuilder> fields)
    {
        foreach (var field in fields[..Math.Min(fields.Length, RestIndex)]) il.Load(field);
        if (fields.Length > RestIndex) EmitNew(il, type.GetField("Rest")!.FieldType, fields[RestIndex..]);
        il.Emit(OpCodes.Newobj, type.GetConstructor(type.GetGenericArguments())!);
    }
}

/// <summary>Records as classes or structs with a constructor that takes the fields in their order.</summary>
internal sealed class ConstructedShape(Type clr, ClrShape[] fields, ConstructorInfo constructor, MemberInfo[] members) : RecordShape(clr, fields)
{
    public override void EmitField(ILGenerator il, LocalBuilder local, int index)
    {
        if (Clr.IsValueType) il.LoadAddress(local);
        else
        {
            il.Load(local);
            il.Call(typeof(ConstructedShape), nameof(NotNull), Clr);
        }
        if (members[index] is PropertyInfo property) il.Call(property.GetMethod!);
        else il.Emit(OpCodes.Ldfld, (FieldInfo)members[index]);
    }

    public override void EmitNew(ILGenerator il, LocalBuilder[] fields)
    {
        foreach (var field in fields) il.Load(field);
        il.Emit(OpCodes.Newobj, constructor);
    }

    private static T NotNull<T>(T value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value;
    }
}

/// <summary>Variants, options and results.</summary>
internal abstract class CasesShape(Type clr, ClrShape?[] payloads) : ClrShape(clr)
{
    public ClrShape?[] Payloads { get; } = payloads;

    /// <summary>Pushes the number of the value's case.</summary>
    public abstract void EmitDiscriminant(MoveEmitter emitter, LocalBuilder local);

    /// <summary>Pushes the payload of a value that is of the case.</summary>
    public abstract void EmitPayload(ILGenerator il, LocalBuilder local, int index);

    /// <summary>Pushes a new value of the case.</summary>
    public abstract void EmitNew(ILGenerator il, int index, LocalBuilder? payload);
}

/// <summary>Options as nullable values, nullable references or <see cref="Option{T}"/>.</summary>
internal sealed class OptionShape(Type clr, ClrShape some) : CasesShape(clr, [null, some])
{
    public override void EmitDiscriminant(MoveEmitter emitter, LocalBuilder local)
    {
        if (Clr.IsValueType)
        {
            emitter.IL.LoadAddress(local);
            emitter.IL.CallGetter(Clr, "HasValue");
            return;
        }
        emitter.IL.Load(local);
        emitter.IL.Emit(OpCodes.Ldnull);
        emitter.IL.Emit(OpCodes.Cgt_Un);
    }

    public override void EmitPayload(ILGenerator il, LocalBuilder local, int index)
    {
        if (Clr.IsValueType)
        {
            il.LoadAddress(local);
            il.CallGetter(Clr, "Value");
        }
        else il.Load(local);
    }

    public override void EmitNew(ILGenerator il, int index, LocalBuilder? payload)
    {
        if (payload is not null)
        {
            il.Load(payload);
            if (Clr.IsValueType) il.Emit(OpCodes.Newobj, Clr.GetConstructor([some.Clr])!);
        }
        else if (Clr.IsValueType)
        {
            var none = il.DeclareLocal(Clr);
            il.LoadAddress(none);
            il.Emit(OpCodes.Initobj, Clr);
            il.Load(none);
        }
        else il.Emit(OpCodes.Ldnull);
    }

    private readonly ClrShape some = some;
}

/// <summary>Results as <see cref="Result{TValue, TError}"/>.</summary>
internal sealed class ResultShape(Type clr, ClrShape? ok, ClrShape? error) : CasesShape(clr, [ok, error])
{
    public override void EmitDiscriminant(MoveEmitter emitter, LocalBuilder local)
    {
        emitter.IL.LoadAddress(local);
        emitter.IL.CallGetter(Clr, nameof(Result<,>.IsError));
    }

    public override void EmitPayload(ILGenerator il, LocalBuilder local, int index)
    {
        il.LoadAddress(local);
        il.CallGetter(Clr, index == 0 ? nameof(Result<,>.Value) : nameof(Result<,>.Error));
    }

    public override void EmitNew(ILGenerator il, int index, LocalBuilder? payload)
    {
        var value = payload ?? il.DeclareLocal(typeof(Unit));
        il.Load(value);
        il.Call(Clr.GetMethod(index == 0 ? nameof(Result<,>.Ok) : nameof(Result<,>.Err))!);
    }
}

/// <summary>Variants as a closed hierarchy of records.</summary>
/// <param name="cases">A sealed class for each case.</param>
/// <param name="constructors">That of each case.</param>
/// <param name="members">The property or field that holds the payload, where there is one.</param>
internal sealed class HierarchyShape(Type clr, ClrShape?[] payloads, Type[] cases, ConstructorInfo[] constructors, MemberInfo?[] members)
    : CasesShape(clr, payloads)
{
    public override void EmitDiscriminant(MoveEmitter emitter, LocalBuilder local)
    {
        var numbers = new Dictionary<Type, int>();
        for (var i = 0; i < cases.Length; i++) numbers.Add(cases[i], i);
        emitter.LoadConstant(numbers, typeof(Dictionary<Type, int>));
        emitter.IL.Load(local);
        emitter.IL.Call(typeof(HierarchyShape), nameof(NumberOf));
    }

    public override void EmitPayload(ILGenerator il, LocalBuilder local, int index)
    {
        il.Load(local);
        il.Emit(OpCodes.Castclass, cases[index]);
        if (members[index] is PropertyInfo property) il.Call(property.GetMethod!);
        else il.Emit(OpCodes.Ldfld, (FieldInfo)members[index]!);
    }

    public override void EmitNew(ILGenerator il, int index, LocalBuilder? payload)
    {
        if (payload is not null) il.Load(payload);
        il.Emit(OpCodes.Newobj, constructors[index]);
    }

    private static int NumberOf(Dictionary<Type, int> numbers, object value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return numbers.TryGetValue(value.GetType(), out var number) ? number : throw new ArgumentException($"{value.GetType()} is not a case of the variant.", nameof(value));
    }
}

/// <summary>Lists, lists of fixed length, and maps.</summary>
/// <param name="form">Which of the forms of <see cref="ListForms"/>.</param>
internal sealed class ListShape(Type clr, ClrShape element, string form, Type[] formArguments) : ClrShape(clr)
{
    public ClrShape Element { get; } = element;

    /// <summary>Takes a list and the address of a count from the stack, sets the count and pushes a reference to the first element.</summary>
    public void EmitOpen(ILGenerator il) => il.Call(typeof(ListForms), "Open" + form, formArguments);

    /// <summary>Takes an array from the stack and pushes the list that owns it from now on.</summary>
    public void EmitClose(ILGenerator il) => il.Call(typeof(ListForms), "Close" + form, formArguments);
}

/// <summary>Resources, streams, futures and error contexts.</summary>
internal sealed class HandleShape(Type clr, bool isResource) : ClrShape(clr)
{
    public void EmitLift(ILGenerator il) => il.Call(typeof(HandleMoves), isResource ? nameof(HandleMoves.LiftResource) : nameof(HandleMoves.LiftValue), Clr);

    public void EmitLower(ILGenerator il) => il.Call(typeof(HandleMoves), isResource ? nameof(HandleMoves.LowerResource) : nameof(HandleMoves.LowerValue));
}
