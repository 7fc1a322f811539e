using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>Compiles the ways of values, one dynamic method each.</summary>
internal static class MoverCompiler
{
    // Beyond it, code would grow with what a guest declares; the interpreter's does not.
    private const int MaxNodes = 2000;

    // Shapes come from guests, who must not fill the process with code.
    private const int MaxCode = 4096;

    // By shape; each is followed by the others of its shape.
    private static readonly Dictionary<string, MoverCode> s_code = [];
    private static int s_codeCount;

    public static unsafe Delegate Values(
        Seq<ValType> types, PointerSize from, int maxFlatFrom, PointerSize to, int maxFlatTo, bool hasOutPointer)
    {
        if (types.Count == 0) return new Mover(static (_, _, _, _) => { });
        if (IsTooLarge(types)) return InterpretedValues(types, maxFlatFrom, maxFlatTo, hasOutPointer);
        return Compile(typeof(Mover), "move", types, new Form(from, maxFlatFrom, to, maxFlatTo, hasOutPointer), typeof(void), [typeof(LiftLowerContext), typeof(ulong*), typeof(LiftLowerContext), typeof(ulong*)], 1, 3, (types, emitter) =>
        {
            var source = Source(emitter, types, from, maxFlatFrom, frameArgument: 2);
            var destination = Destination(emitter, types, to, maxFlatTo, frameArgument: 4, hasOutPointer);
            for (var i = 0; i < types.Count; i++) emitter.Move(types[i], source[i], destination[i]);
        });
    }

    /// <param name="mover"><see cref="Lifter{T}"/> of <paramref name="clr"/>.</param>
    public static unsafe Delegate Lifter(Type clr, Type mover, Seq<ValType> types, PointerSize from, int maxFlat)
    {
        if (clr == typeof(ComponentValue[])) return InterpretedLifter(types, maxFlat);
        if (types.Count == 0) return clr == typeof(Unit) ? new Lifter<Unit>(static (_, _) => default) : throw NotUnit(clr);
        return ReadyMovers.Lifter(clr, mover, types, maxFlat) ?? CompileLifter(clr, mover, types, from, maxFlat);
    }

    /// <param name="mover"><see cref="Lowerer{T}"/> of <paramref name="clr"/>.</param>
    public static unsafe Delegate Lowerer(Type clr, Type mover, Seq<ValType> types, PointerSize to, int maxFlat, bool hasOutPointer)
    {
        if (clr == typeof(ComponentValue[])) return InterpretedLowerer(types, maxFlat, hasOutPointer);
        if (types.Count == 0) return clr == typeof(Unit) ? new Lowerer<Unit>(static (_, _, _) => { }) : throw NotUnit(clr);
        return ReadyMovers.Lowerer(clr, mover, types, maxFlat) ?? CompileLowerer(clr, mover, types, to, maxFlat, hasOutPointer);
    }

    private static unsafe Delegate CompileLifter(Type clr, Type mover, Seq<ValType> types, PointerSize from, int maxFlat)
    {
        return Compile(mover, "lift", types, new Form(from, maxFlat), clr, [typeof(LiftLowerContext), typeof(ulong*)], 1, -1, (types, emitter) =>
        {
            var result = emitter.IL.DeclareLocal(clr);
            var source = Source(emitter, types, from, maxFlat, frameArgument: 2);
            if (types.Count > 1) LiftTuple(emitter, types, source, result);
            else emitter.Move(types[0], source[0], new ClrPlace(emitter, ClrTypeMap.Bind(types[0], clr), result, isSource: false));
            emitter.IL.Load(result);
        });
    }

    private static unsafe Delegate CompileLowerer(Type clr, Type mover, Seq<ValType> types, PointerSize to, int maxFlat, bool hasOutPointer)
    {
        return Compile(mover, "lower", types, new Form(To: to, MaxFlatTo: maxFlat, HasOutPointer: hasOutPointer), typeof(void), [clr, typeof(LiftLowerContext), typeof(ulong*)], -1, 2, (types, emitter) =>
        {
            var value = Local(emitter.IL, clr, 1);
            var destination = Destination(emitter, types, to, maxFlat, frameArgument: 3, hasOutPointer);
            if (types.Count > 1) LowerTuple(emitter, types, value, destination);
            else emitter.Move(types[0], new ClrPlace(emitter, ClrTypeMap.Bind(types[0], clr), value, isSource: true), destination[0]);
        });
    }

    public static unsafe Delegate Elements(ValType element, PointerSize from, PointerSize to)
    {
        if (element.NodeCount > MaxNodes) return InterpretedElements(element);
        return Compile(
            typeof(ElementMover), "move-elements", [element], new Form(From: from, To: to), typeof(void), [typeof(LiftLowerContext), typeof(byte*), typeof(LiftLowerContext), typeof(byte*), typeof(int)], 1, 3, (types, emitter) =>
            {
                var count = Local(emitter.IL, typeof(int), 5);
                emitter.MoveElements(types[0], from, Local(emitter.IL, typeof(byte*), 2), to, Local(emitter.IL, typeof(byte*), 4), count);
            });
    }

    /// <param name="mover"><see cref="ElementLifter{T}"/> of <paramref name="clr"/>.</param>
    public static unsafe Delegate ElementLifter(Type clr, Type mover, ValType element, PointerSize from)
    {
        return Compile(mover, "lift-elements", [element], new Form(From: from), typeof(void), [typeof(LiftLowerContext), typeof(byte*), clr.MakeByRefType(), typeof(int)], 1, -1, (types, emitter) =>
        {
            var count = Local(emitter.IL, typeof(int), 4);
            var shape = ClrTypeMap.Bind(types[0], clr);
            emitter.LiftElements(types[0], from, Local(emitter.IL, typeof(byte*), 2), shape, count, () => emitter.IL.Emit(OpCodes.Ldarg_3));
        });
    }

    /// <param name="mover"><see cref="ElementLowerer{T}"/> of <paramref name="clr"/>.</param>
    public static unsafe Delegate ElementLowerer(Type clr, Type mover, ValType element, PointerSize to)
    {
        return Compile(mover, "lower-elements", [element], new Form(To: to), typeof(void), [clr.MakeByRefType(), typeof(int), typeof(LiftLowerContext), typeof(byte*)], -1, 3, (types, emitter) =>
        {
            var first = Local(emitter.IL, clr.MakeByRefType(), 1);
            var count = Local(emitter.IL, typeof(int), 2);
            emitter.LowerElements(types[0], ClrTypeMap.Bind(types[0], clr), first, to, Local(emitter.IL, typeof(byte*), 4), count);
        });
    }

    private static unsafe Mover InterpretedValues(Seq<ValType> types, int maxFlatFrom, int maxFlatTo, bool hasOutPointer) => (giver, source, receiver, destination) =>
    {
        var values = InterpretedLifting.LiftValues(giver, maxFlatFrom, source, types);
        InterpretedLowering.LowerValues(receiver, maxFlatTo, values, types, destination, hasOutPointer);
    };

    private static unsafe Lifter<ComponentValue[]> InterpretedLifter(Seq<ValType> types, int maxFlat) =>
        (giver, source) => InterpretedLifting.LiftValues(giver, maxFlat, source, types);

    private static unsafe Lowerer<ComponentValue[]> InterpretedLowerer(Seq<ValType> types, int maxFlat, bool hasOutPointer) => (values, receiver, destination) =>
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Length != types.Count) throw new ArgumentException($"{types.Count} values are needed, but there are {values.Length}.", nameof(values));
        for (var i = 0; i < values.Length; i++) ComponentValueChecker.Check(values[i], types[i]);
        InterpretedLowering.LowerValues(receiver, maxFlat, values, types, destination, hasOutPointer);
    };

    private static unsafe ElementMover InterpretedElements(ValType element) => (giver, source, receiver, destination, count) =>
        InterpretedLowering.StoreElements(receiver, InterpretedLifting.LoadElements(giver, source, count, element), element, destination);

    private static bool IsTooLarge(Seq<ValType> types)
    {
        var nodes = 0L;
        foreach (var type in types) nodes += type.NodeCount;
        return nodes > MaxNodes;
    }

    private static void LiftTuple(MoveEmitter emitter, Seq<ValType> types, Place[] source, LocalBuilder result)
    {
        var tuple = BindTuple(types, result.LocalType);
        var members = new LocalBuilder[types.Count];
        for (var i = 0; i < members.Length; i++)
        {
            members[i] = emitter.IL.DeclareLocal(tuple.Fields[i].Clr);
            emitter.Move(types[i], source[i], new ClrPlace(emitter, tuple.Fields[i], members[i], isSource: false));
        }
        tuple.EmitNew(emitter.IL, members);
        emitter.IL.Store(result);
    }

    private static void LowerTuple(MoveEmitter emitter, Seq<ValType> types, LocalBuilder value, Place[] destination)
    {
        var tuple = BindTuple(types, value.LocalType);
        for (var i = 0; i < types.Count; i++)
        {
            var member = emitter.IL.DeclareLocal(tuple.Fields[i].Clr);
            tuple.EmitField(emitter.IL, value, i);
            emitter.IL.Store(member);
            emitter.Move(types[i], new ClrPlace(emitter, tuple.Fields[i], member, isSource: true), destination[i]);
        }
    }

    private static ValueTupleShape BindTuple(Seq<ValType> types, Type clr)
    {
        var members = ClrTypeMap.IsValueTuple(clr) ? ClrTypeMap.ValueTupleMembers(clr) : [];
        if (members.Count != types.Count) throw new LinkException($"{types.Count} values need a value tuple of as many members, not {clr}.");
        var shapes = new ClrShape[types.Count];
        for (var i = 0; i < shapes.Length; i++) shapes[i] = ClrTypeMap.Bind(types[i], members[i]);
        return new ValueTupleShape(clr, shapes);
    }

    private static LinkException NotUnit(Type clr) => new($"{nameof(Unit)} stands for no values, not {clr}.");

    // Where each of the values of a frame is: in its slots, or in the tuple that its only slot points to.
    private static unsafe Place[] Source(MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, int maxFlat, short frameArgument)
    {
        if (FlatFrame.Count(types, pointer) <= maxFlat) return Flat(emitter, types, pointer, frameArgument);
        return Tuple(emitter, types, pointer, emitter.LoadFrom, frameArgument);
    }

    private static unsafe Place[] Destination(
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

    private static unsafe Place[] Tuple(MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, Action loadContext, short frameArgument)
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
        var places = new Place[types.Count];
        for (var i = 0; i < places.Length; i++) places[i] = new MemoryPlace(emitter, pointer, address, layout.FieldOffsets[i]);
        return places;
    }

    private static Place[] Flat(MoveEmitter emitter, Seq<ValType> types, PointerSize pointer, short frameArgument)
    {
        var places = new Place[types.Count];
        var slot = 0;
        for (var i = 0; i < places.Length; i++)
        {
            places[i] = new FlatPlace(emitter, pointer, frameArgument, slot);
            slot += types[i].LayoutFor(pointer).Flat!.Count;
        }
        return places;
    }

    private static LocalBuilder Local(ILGenerator il, Type type, short argument)
    {
        var local = il.DeclareLocal(type);
        il.Emit(OpCodes.Ldarg, argument);
        il.Store(local);
        return local;
    }

    /// <summary>Makes the delegate. The code of a <see cref="TypeShape"/> is emitted and compiled once, whatever resources its types name.</summary>
    /// <param name="mover">The delegate's type.</param>
    /// <param name="emit">Given types of the same shape.</param>
    private static Delegate Compile(
        Type mover, string name, Seq<ValType> types, Form form, Type result, Type[] parameters, short fromArgument, short toArgument, Action<Seq<ValType>, MoveEmitter> emit)
    {
        var shape = TypeShape.Write(types);
        if (Find(shape, mover, form) is { } known) return known.Bind(types);

        var method = new DynamicMethod(name, result, [typeof(object[]), .. parameters], typeof(MoverCompiler).Module, skipVisibility: true);
        var constants = new List<object>();
        var emitter = new MoveEmitter(method.GetILGenerator(), constants, fromArgument, toArgument);
        var unshared = TypeNodes.Unshare(types);
        emit(unshared, emitter);
        emitter.IL.Emit(OpCodes.Ret);
        var code = new MoverCode(mover, form, method, constants, unshared);
        Keep(shape, code);
        return code.Bind(types);
    }

    private static MoverCode? Find(string shape, Type mover, in Form form)
    {
        lock (s_code)
        {
            s_code.TryGetValue(shape, out var code);
            while (code is not null && !code.Is(mover, form)) code = code.Next;
            return code;
        }
    }

    private static void Keep(string shape, MoverCode code)
    {
        lock (s_code)
        {
            if (s_codeCount++ == MaxCode)
            {
                s_code.Clear();
                s_codeCount = 1;
            }
            s_code.TryGetValue(shape, out var next);
            code.Next = next;
            s_code[shape] = code;
        }
    }
}
