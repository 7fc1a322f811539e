using System.Reflection.Emit;
using System.Runtime.InteropServices;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>Compiles the ways of values, one dynamic method each.</summary>
internal static class MoverCompiler
{
    // Beyond it, code would grow with what a guest declares; the interpreter's does not.
    private const int MaxNodes = 2000;

    // Shapes come from guests, who must not fill the process with code.
    private const int MaxCode = 4096;

    private static readonly Dictionary<CodeKey, MoverCode> s_code = [];

    public static unsafe Mover Values(
        Seq<ValType> types, PointerSize from, int maxFlatFrom, PointerSize to, int maxFlatTo, bool hasOutPointer)
    {
        if (types.Count == 0) return static (_, _, _, _) => { };
        if (types.Sum(static t => t.NodeCount) > MaxNodes)
        {
            return (giver, source, receiver, destination) =>
            {
                var values = InterpretedLifting.LiftValues(giver, maxFlatFrom, source, types);
                InterpretedLowering.LowerValues(receiver, maxFlatTo, values, types, destination, hasOutPointer);
            };
        }
        return Compile<Mover>("move", types, new Form(from, maxFlatFrom, to, maxFlatTo, hasOutPointer), typeof(void), [typeof(LiftLowerContext), typeof(ulong*), typeof(LiftLowerContext), typeof(ulong*)], 1, 3, (types, emitter) =>
        {
            var source = Source(emitter, types, from, maxFlatFrom, frameArgument: 2);
            var destination = Destination(emitter, types, to, maxFlatTo, frameArgument: 4, hasOutPointer);
            for (var i = 0; i < types.Count; i++) emitter.Move(types[i], source(i), destination(i));
        });
    }

    public static unsafe Lifter<T> Lifter<T>(Seq<ValType> types, PointerSize from, int maxFlat)
    {
        if (typeof(T) == typeof(ComponentValue[]))
            return (Lifter<T>)(object)new Lifter<ComponentValue[]>((giver, source) => InterpretedLifting.LiftValues(giver, maxFlat, source, types));
        if (types.Count == 0) return typeof(T) == typeof(Unit) ? static (_, _) => default! : throw NotUnit(typeof(T));
        return Compile<Lifter<T>>("lift", types, new Form(from, maxFlat), typeof(T), [typeof(LiftLowerContext), typeof(ulong*)], 1, -1, (types, emitter) =>
        {
            var shapes = Bind<T>(types);
            var il = emitter.IL;
            var result = il.DeclareLocal(typeof(T));
            var source = Source(emitter, types, from, maxFlat, frameArgument: 2);
            var locals = Array.ConvertAll(shapes, s => s.Clr == typeof(T) && types.Count == 1 ? result : il.DeclareLocal(s.Clr));
            for (var i = 0; i < types.Count; i++) emitter.Move(types[i], source(i), new ClrPlace(emitter, shapes[i], locals[i], isSource: false));
            if (types.Count > 1)
            {
                new ValueTupleShape(typeof(T), shapes).EmitNew(il, locals);
                il.Store(result);
            }
            il.Load(result);
        });
    }

    public static unsafe Lowerer<T> Lowerer<T>(Seq<ValType> types, PointerSize to, int maxFlat, bool hasOutPointer)
    {
        if (typeof(T) == typeof(ComponentValue[]))
        {
            return (Lowerer<T>)(object)new Lowerer<ComponentValue[]>((values, receiver, destination) =>
            {
                ArgumentNullException.ThrowIfNull(values);
                if (values.Length != types.Count) throw new ArgumentException($"{types.Count} values are needed, but there are {values.Length}.", nameof(values));
                for (var i = 0; i < values.Length; i++) ComponentValueChecker.Check(values[i], types[i]);
                InterpretedLowering.LowerValues(receiver, maxFlat, values, types, destination, hasOutPointer);
            });
        }
        if (types.Count == 0) return typeof(T) == typeof(Unit) ? static (_, _, _) => { } : throw NotUnit(typeof(T));
        return Compile<Lowerer<T>>("lower", types, new Form(To: to, MaxFlatTo: maxFlat, HasOutPointer: hasOutPointer), typeof(void), [typeof(T), typeof(LiftLowerContext), typeof(ulong*)], -1, 2, (types, emitter) =>
        {
            var shapes = Bind<T>(types);
            var il = emitter.IL;
            var value = il.DeclareLocal(typeof(T));
            il.Emit(OpCodes.Ldarg_1);
            il.Store(value);
            var destination = Destination(emitter, types, to, maxFlat, frameArgument: 3, hasOutPointer);
            for (var i = 0; i < types.Count; i++)
            {
                var local = value;
                if (types.Count > 1)
                {
                    local = il.DeclareLocal(shapes[i].Clr);
                    new ValueTupleShape(typeof(T), shapes).EmitField(il, value, i);
                    il.Store(local);
                }
                emitter.Move(types[i], new ClrPlace(emitter, shapes[i], local, isSource: true), destination(i));
            }
        });
    }

    public static unsafe ElementMover Elements(ValType element, PointerSize from, PointerSize to)
    {
        if (element.NodeCount > MaxNodes)
        {
            return (giver, source, receiver, destination, count) =>
                InterpretedLowering.StoreElements(receiver, InterpretedLifting.LoadElements(giver, source, count, element), element, destination);
        }
        return Compile<ElementMover>(
            "move-elements", [element], new Form(From: from, To: to), typeof(void), [typeof(LiftLowerContext), typeof(byte*), typeof(LiftLowerContext), typeof(byte*), typeof(int)], 1, 3, (types, emitter) =>
            {
                var count = Local(emitter.IL, typeof(int), 5);
                emitter.MoveElements(types[0], from, Local(emitter.IL, typeof(byte*), 2), to, Local(emitter.IL, typeof(byte*), 4), count);
            });
    }

    public static unsafe ElementLifter<T> ElementLifter<T>(ValType element, PointerSize from)
    {
        return Compile<ElementLifter<T>>("lift-elements", [element], new Form(From: from), typeof(void), [typeof(LiftLowerContext), typeof(byte*), typeof(Span<T>)], 1, -1, (types, emitter) =>
        {
            var shape = ClrTypeMap.Bind(types[0], typeof(T));
            var il = emitter.IL;
            var count = il.DeclareLocal(typeof(int));
            il.Emit(OpCodes.Ldarga_S, (byte)3);
            il.Call(typeof(Span<T>).GetProperty(nameof(Span<>.Length))!.GetMethod!);
            il.Store(count);
            emitter.LiftElements(types[0], from, Local(il, typeof(byte*), 2), shape, count, () =>
            {
                il.Emit(OpCodes.Ldarg_3);
                il.Call(MemoryMarshalReference(typeof(Span<>), typeof(T)));
            });
        });
    }

    public static unsafe ElementLowerer<T> ElementLowerer<T>(ValType element, PointerSize to)
    {
        return Compile<ElementLowerer<T>>("lower-elements", [element], new Form(To: to), typeof(void), [typeof(ReadOnlySpan<T>), typeof(LiftLowerContext), typeof(byte*)], -1, 2, (types, emitter) =>
        {
            var shape = ClrTypeMap.Bind(types[0], typeof(T));
            var il = emitter.IL;
            var count = il.DeclareLocal(typeof(int));
            var first = il.DeclareLocal(typeof(T).MakeByRefType());
            il.Emit(OpCodes.Ldarga_S, (byte)1);
            il.Call(typeof(ReadOnlySpan<T>).GetProperty(nameof(ReadOnlySpan<>.Length))!.GetMethod!);
            il.Store(count);
            il.Emit(OpCodes.Ldarg_1);
            il.Call(MemoryMarshalReference(typeof(ReadOnlySpan<>), typeof(T)));
            il.Store(first);
            emitter.LowerElements(types[0], shape, first, to, Local(il, typeof(byte*), 3), count);
        });
    }

    private static ClrShape[] Bind<T>(Seq<ValType> types)
    {
        switch (types.Count)
        {
            case 0:
                return typeof(T) == typeof(Unit) ? [] : throw NotUnit(typeof(T));
            case 1:
                return [ClrTypeMap.Bind(types[0], typeof(T))];
        }
        var members = ClrTypeMap.IsValueTuple(typeof(T)) ? ClrTypeMap.ValueTupleMembers(typeof(T)) : [];
        if (members.Count != types.Count) throw new LinkException($"{types.Count} values need a value tuple of as many members, not {typeof(T)}.");
        var shapes = new ClrShape[types.Count];
        for (var i = 0; i < shapes.Length; i++) shapes[i] = ClrTypeMap.Bind(types[i], members[i]);
        return shapes;
    }

    private static LinkException NotUnit(Type clr) => new($"{nameof(Unit)} stands for no values, not {clr}.");

    // Where each of the values of a frame is: in its slots, or in the tuple that its only slot points to.
    private static unsafe Func<int, Place> Source(MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, int maxFlat, short frameArgument)
    {
        if (FlatFrame.Count(types, pointer) <= maxFlat) return Flat(emitter, types, pointer, frameArgument);
        return Tuple(emitter, types, pointer, emitter.LoadFrom, frameArgument);
    }

    private static unsafe Func<int, Place> Destination(
        MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, int maxFlat, short frameArgument, bool hasOutPointer)
    {
        if (FlatFrame.Count(types, pointer) <= maxFlat) return Flat(emitter, types, pointer, frameArgument);
        if (!hasOutPointer)
        {
            var layout = new TupleType(types).LayoutFor(pointer);
            var il = emitter.IL;
            il.Emit(OpCodes.Ldarg, frameArgument);
            emitter.LoadTo();
            il.LoadLong(layout.Size);
            il.LoadInt(layout.Alignment);
            il.Call(typeof(GuestRange), nameof(GuestRange.AllocateTuple));
            il.Emit(OpCodes.Stind_I8);
        }
        return Tuple(emitter, types, pointer, emitter.LoadTo, frameArgument);
    }

    private static unsafe Func<int, Place> Tuple(MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, Action loadContext, short frameArgument)
    {
        var il = emitter.IL;
        var layout = new TupleType(types).LayoutFor(pointer);
        var address = il.DeclareLocal(typeof(byte*));
        loadContext();
        il.Emit(OpCodes.Ldarg, frameArgument);
        il.Emit(pointer == PointerSize.Memory64 ? OpCodes.Ldind_I8 : OpCodes.Ldind_U4);
        il.Emit(OpCodes.Conv_U8);
        il.LoadLong(layout.Size);
        il.LoadInt(layout.Alignment);
        il.Call(typeof(GuestRange), nameof(GuestRange.Tuple));
        il.Store(address);
        return i => new MemoryPlace(emitter, pointer, address, layout.FieldOffsets[i]);
    }

    private static Func<int, Place> Flat(MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, short frameArgument)
    {
        var slots = new int[types.Count];
        for (var i = 1; i < slots.Length; i++) slots[i] = slots[i - 1] + types[i - 1].LayoutFor(pointer).Flat!.Count;
        return i => new FlatPlace(emitter, pointer, il => il.Emit(OpCodes.Ldarg, frameArgument), slots[i]);
    }

    private static LocalBuilder Local(ILGenerator il, Type type, short argument)
    {
        var local = il.DeclareLocal(type);
        il.Emit(OpCodes.Ldarg, argument);
        il.Store(local);
        return local;
    }

    private static System.Reflection.MethodInfo MemoryMarshalReference(Type span, Type element) =>
        typeof(MemoryMarshal).GetMethod(nameof(MemoryMarshal.GetReference), 1, [span.MakeGenericType(Type.MakeGenericMethodParameter(0))])!.MakeGenericMethod(element);

    /// <summary>Makes the delegate. The code of a <see cref="TypeShape"/> is emitted and compiled once, whatever resources its types name.</summary>
    /// <param name="emit">Given types of the same shape.</param>
    private static TDelegate Compile<TDelegate>(
        string name, Seq<ValType> types, Form form, Type result, Type[] parameters, short fromArgument, short toArgument, Action<Seq<ValType>, MoveEmitter> emit)
        where TDelegate : Delegate
    {
        var key = new CodeKey(typeof(TDelegate), TypeShape.Write(types), form);
        MoverCode? code;
        lock (s_code) s_code.TryGetValue(key, out code);
        if (code is null)
        {
            var method = new DynamicMethod(name, result, [typeof(object[]), .. parameters], typeof(MoverCompiler).Module, skipVisibility: true);
            var constants = new List<object>();
            var emitter = new MoveEmitter(method.GetILGenerator(), constants, fromArgument, toArgument);
            var unshared = TypeNodes.Unshare(types);
            emit(unshared, emitter);
            emitter.IL.Emit(OpCodes.Ret);
            code = new MoverCode(method, constants, unshared);
            lock (s_code)
            {
                if (s_code.Count >= MaxCode) s_code.Clear();
                s_code[key] = code;
            }
        }
        return code.Bind<TDelegate>(types);
    }

    /// <summary>All that the code depends on besides the types: pointer sizes and where values are flat.</summary>
    private readonly record struct Form(
        PointerSize From = default, int MaxFlatFrom = 0, PointerSize To = default, int MaxFlatTo = 0, bool HasOutPointer = false);

    // As written out by the compiler, equality would ask the framework for a comparer of each field's type.
    private sealed record CodeKey(Type Delegate, string Shape, Form Form)
    {
        public bool Equals(CodeKey? other) =>
            other is not null && Delegate == other.Delegate && Shape == other.Shape && Form.From == other.Form.From && Form.MaxFlatFrom == other.Form.MaxFlatFrom
            && Form.To == other.Form.To && Form.MaxFlatTo == other.Form.MaxFlatTo && Form.HasOutPointer == other.Form.HasOutPointer;

        public override int GetHashCode() => HashCode.Combine(Delegate, Shape, Form.MaxFlatFrom, Form.MaxFlatTo, Form.HasOutPointer);
    }
}
