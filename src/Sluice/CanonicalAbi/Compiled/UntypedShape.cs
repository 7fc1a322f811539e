using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary><see cref="ComponentValue"/> for any type: left to the interpreter.</summary>
internal sealed class UntypedShape() : ClrShape(typeof(ComponentValue))
{
    public static void EmitMove(MoveEmitter emitter, ValType type, Place source, Place destination)
    {
        var il = emitter.IL;
        destination.BeginStore();
        if (source is ClrPlace { Shape: UntypedShape } value)
        {
            value.LoadValue();
            emitter.LoadTo();
            emitter.LoadConstant(type, typeof(ValType));
            il.Call(typeof(UntypedShape), destination is FlatPlace ? nameof(LowerFlat) : nameof(Store));
            return;
        }
        ((GuestPlace)source).LoadAddress();
        emitter.LoadFrom();
        emitter.LoadConstant(type, typeof(ValType));
        il.Call(typeof(UntypedShape), source is FlatPlace ? nameof(LiftFlat) : nameof(Load));
        destination.EndStore(type);
    }

    private static unsafe void LowerFlat(ulong* destination, ComponentValue value, LiftLowerContext to, ValType type)
    {
        ComponentValueChecker.Check(value, type);
        InterpretedLowering.LowerFlat(to, value, type, ref destination);
    }

    private static unsafe void Store(byte* destination, ComponentValue value, LiftLowerContext to, ValType type)
    {
        ComponentValueChecker.Check(value, type);
        InterpretedLowering.Store(to, value, type, destination);
    }

    private static unsafe ComponentValue LiftFlat(ulong* source, LiftLowerContext from, ValType type) => InterpretedLifting.LiftFlat(from, ref source, type);

    private static unsafe ComponentValue Load(byte* source, LiftLowerContext from, ValType type) => InterpretedLifting.Load(from, source, type);
}
