// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#canon-lower
//
// A synchronous guest that calls another guest's synchronous function: canon_lower and canon_lift at once. There is nothing to
// wait for, so that neither side needs frames or closures, and since an instance is never entered twice, one task and one thread
// serve call after call. What only a callee that looks at its threads could see is made up for when it looks.

using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Sluice.CanonicalAbi;
using Sluice.CanonicalAbi.Compiled;
using Sluice.Compilation;
using Sluice.Concurrency;
using Sluice.Runtime;
using Sluice.Wit.Types;

namespace Sluice.Builtins;

/// <summary>The call of one lifted core function by one lowered one; the context of the emitted code.</summary>
internal sealed unsafe class FusedCall
{
    private readonly ComponentInstance caller;
    private readonly ComponentInstance callee;
    private readonly Store store;
    private readonly ComponentInstance[] entered;
    private readonly bool isReentrant;
    private readonly bool entersOthers;
    private readonly GuestFunction function;
    private readonly LiftLowerContext callerContext;
    private readonly Mover parameters;
    private readonly Mover results;
    private LiftLowerContext calleeContext;
    private GuestTask task;
    private FusedThread thread;

    private FusedCall(ComponentInstance caller, GuestFunction function, CanonicalOptions options)
    {
        this.caller = caller;
        this.function = function;
        callee = function.Instance;
        store = callee.Store;
        entered = callee.EnteredFrom(caller);
        entersOthers = entered is not [var only] || only != callee;
        isReentrant = callee.IsInLineWith(caller);
        callerContext = new LiftLowerContext(options, caller);
        parameters = Movers.Parameters(function.Type, options, function.Options);
        results = Movers.Results(function.Type, function.Options, options);
        NewTask();
        callee.AddFusedCall(this);
    }

    /// <summary>Whether a call is being made.</summary>
    public bool IsGoingOn => !thread.IsExited;

    /// <summary>Whether a call has nothing that may outlive it: no waiting on either side, and no handles lent for its time.</summary>
    public static bool CanFuse(GuestFunction function, CanonicalOptions caller) =>
        !caller.Async && !function.Options.Async && !function.Type.Async && (function.Type.ParamContents & TypeContents.Borrow) == 0;

    /// <summary>The core function that makes the call.</summary>
    public static Function Create(ComponentInstance caller, GuestFunction function, CanonicalOptions options)
    {
        var lowered = CoreSignature.Of(function.Type.Flatten(options.PointerSize, FlattenContext.Lower));
        var call = new FusedCall(caller, function, options);
        var method = Emit(function, lowered, call.TakesScalarsOnly(options));
        return new Function(caller.Store, lowered, DynamicCode.Compile(method), call, method);
    }

    // Scalars need neither memory nor frames.
    private bool TakesScalarsOnly(CanonicalOptions options) =>
        function.Options.PostReturn is null
        && function.Type.Params.All(static p => IsScalar(p.Type))
        && (function.Type.Result is null || IsScalar(function.Type.Result))
        && FlatFrame.Count(FlatFrame.ParamTypes(function.Type), options.PointerSize) <= Layout.MaxFlatParams;

    private static bool IsScalar(ValType type) =>
        type is EnumType or FlagsType || type.Kind is >= ValKind.Bool and <= ValKind.Char;

    // These two are most of what a call costs: they become part of the emitted code.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private GuestThread? Enter()
    {
        if (!caller.MayLeave || !callee.MayEnter || entersOthers || isReentrant) EnterOthers();
        callee.MayEnter = false;
        callee.HasUnseenThread = true;
        var interrupted = store.CurrentThread;
        store.CurrentThread = thread;
        thread.Begin();
        task.StartFused();
        return interrupted;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Leave(GuestThread? interrupted)
    {
        thread.End();
        store.CurrentThread = interrupted;
        if (!callee.HasUnseenThread) UnregisterThread();
        callee.HasUnseenThread = false;
        callee.MayEnter = true;
        if (entersOthers) LeaveOthers();
    }

    private void EnterOthers()
    {
        Trap.If(!caller.MayLeave, TrapCode.CannotLeaveComponent);
        Trap.If(isReentrant, TrapCode.CannotEnterComponent);
        foreach (var instance in entered) Trap.If(!instance.MayEnter, TrapCode.CannotEnterComponent);
        foreach (var instance in entered) instance.MayEnter = false;
    }

    private void LeaveOthers()
    {
        foreach (var instance in entered) instance.MayEnter = true;
    }

    /// <summary>Somebody looks at the callee's threads.</summary>
    public void RegisterThread() => task.RegisterThread(thread);

    private void UnregisterThread()
    {
        task.ExitImplicitThread(thread);
        // Threads that the call has started go on as that task's.
        if (!task.IsEmpty) NewTask();
    }

    [MemberNotNull(nameof(task), nameof(thread), nameof(calleeContext))]
    private void NewTask()
    {
        task = new GuestTask(function.Type, function.Options, callee, caller: null);
        thread = new FusedThread(task);
        thread.Abandon();
        task.SetFusedThread(thread);
        calleeContext = new LiftLowerContext(function.Options, callee, task);
    }

    private nint CoreCode() => function.Core.EnsureCompiled();

    private object CoreContext() => function.Core.Context;

    private void MoveParameters(ulong* source, ulong* destination) => parameters(callerContext, source, calleeContext, destination);

    private void MoveResults(ulong* source, ulong* destination)
    {
        results(calleeContext, source, callerContext, destination);
        task.ResolveFused();
        if (function.Options.PostReturn is not { } postReturn) return;
        callee.EnterMayNotLeave();
        postReturn.Invoke(source, null);
        callee.LeaveMayNotLeave();
    }

    private void Resolve() => task.ResolveFused();

    [DoesNotReturn]
    private static void ThrowUncaught(GuestException exception) => throw new Trap(TrapCode.UncaughtException, null, exception);

    private static DynamicMethod Emit(GuestFunction function, Types.FuncType lowered, bool scalars)
    {
        var lifted = function.Core.Type;
        var method = DynamicCode.Create("fused-call", ClrTypes.ResultOf(lowered), ClrTypes.ParametersOf(lowered));
        var il = method.GetILGenerator();
        var context = (short)lowered.Parameters.Length;
        var result = lowered.Results.Length == 0 ? null : il.DeclareLocal(ClrTypes.ResultOf(lowered));
        var frames = il.DeclareLocal(typeof(ulong*));
        var calleeFrame = 8L * (lowered.Parameters.Length + 1);
        if (!scalars)
        {
            // The caller's operands, or what it gets; the callee's arguments; the callee's result.
            il.LoadInt((int)calleeFrame + 8 * (lifted.Parameters.Length + 2));
            il.Emit(OpCodes.Conv_U);
            il.Emit(OpCodes.Localloc);
            il.Store(frames);
            for (var i = 0; i < lowered.Parameters.Length; i++) StoreSlot(il, frames, 8L * i, lowered.Parameters[i].Kind, () => il.Emit(OpCodes.Ldarg, (short)i));
        }
        var interrupted = il.DeclareLocal(typeof(GuestThread));
        Call(il, context, nameof(Enter));
        il.Store(interrupted);

        il.BeginExceptionBlock();
        if (scalars)
        {
            for (var i = 0; i < lowered.Parameters.Length; i++)
            {
                il.Emit(OpCodes.Ldarg, (short)i);
                EmitNormalize(il, function.Type.Params[i].Type);
            }
            EmitCoreCall(il, lifted, context);
            if (result is not null)
            {
                EmitNormalize(il, function.Type.Result!);
                il.Store(result);
            }
            Call(il, context, nameof(Resolve));
        }
        else
        {
            var liftedResult = calleeFrame + 8L * (lifted.Parameters.Length + 1);
            il.Emit(OpCodes.Ldarg, context);
            il.Load(frames);
            LoadSlotAddress(il, frames, calleeFrame);
            il.Call(typeof(FusedCall), nameof(MoveParameters));
            for (var i = 0; i < lifted.Parameters.Length; i++)
            {
                LoadSlotAddress(il, frames, calleeFrame + 8L * i);
                il.Emit(LoadOf(lifted.Parameters[i].Kind));
            }
            EmitCoreCall(il, lifted, context);
            if (lifted.Results.Length > 0)
            {
                var value = il.DeclareLocal(ClrTypes.ResultOf(lifted));
                il.Store(value);
                StoreSlot(il, frames, liftedResult, lifted.Results[0].Kind, () => il.Load(value));
            }
            // The pointer to where a large result goes is the caller's last operand; the mover looks for it in the first slot.
            if (result is null && function.Type.Result is not null)
            {
                il.Load(frames);
                LoadSlotAddress(il, frames, 8L * (lowered.Parameters.Length - 1));
                il.Emit(OpCodes.Ldind_I8);
                il.Emit(OpCodes.Stind_I8);
            }
            il.Emit(OpCodes.Ldarg, context);
            LoadSlotAddress(il, frames, liftedResult);
            il.Load(frames);
            il.Call(typeof(FusedCall), nameof(MoveResults));
            if (result is not null)
            {
                il.Load(frames);
                il.Emit(LoadOf(lowered.Results[0].Kind));
                il.Store(result);
            }
        }
        il.BeginCatchBlock(typeof(GuestException));
        il.Call(typeof(FusedCall), nameof(ThrowUncaught));
        il.EndExceptionBlock();

        il.Emit(OpCodes.Ldarg, context);
        il.Load(interrupted);
        il.Call(typeof(FusedCall), nameof(Leave));
        if (result is not null) il.Load(result);
        il.Emit(OpCodes.Ret);
        return method;
    }

    private static void Call(ILGenerator il, short context, string name)
    {
        il.Emit(OpCodes.Ldarg, context);
        il.Call(typeof(FusedCall), name);
    }

    private static void EmitCoreCall(ILGenerator il, Types.FuncType type, short context)
    {
        Call(il, context, nameof(CoreContext));
        Call(il, context, nameof(CoreCode));
        il.EmitCalli(OpCodes.Calli, CallingConventions.Standard, ClrTypes.ResultOf(type), ClrTypes.ParametersOf(type), null);
    }

    // Lifts and lowers a scalar on the stack.
    private static void EmitNormalize(ILGenerator il, ValType type)
    {
        switch (type.Kind)
        {
            case ValKind.Bool:
                il.LoadInt(0);
                il.Emit(OpCodes.Cgt_Un);
                break;
            case ValKind.S8:
                il.Emit(OpCodes.Conv_I1);
                break;
            case ValKind.U8:
                il.Emit(OpCodes.Conv_U1);
                break;
            case ValKind.S16:
                il.Emit(OpCodes.Conv_I2);
                break;
            case ValKind.U16:
                il.Emit(OpCodes.Conv_U2);
                break;
            case ValKind.F32:
                il.Call(typeof(Scalars).GetMethod(nameof(Scalars.CanonicalizeNan), [typeof(float)])!);
                break;
            case ValKind.F64:
                il.Call(typeof(Scalars).GetMethod(nameof(Scalars.CanonicalizeNan), [typeof(double)])!);
                break;
            case ValKind.Char:
                il.Call(typeof(Scalars), nameof(Scalars.CheckChar));
                break;
            case ValKind.Enum:
                il.LoadInt(((EnumType)type).Labels.Count);
                il.Call(typeof(Scalars), nameof(Scalars.CheckDiscriminant));
                break;
            case ValKind.Flags:
                il.LoadInt((int)Scalars.FlagsMask(((FlagsType)type).Labels.Count));
                il.Emit(OpCodes.And);
                break;
        }
    }

    private static void LoadSlotAddress(ILGenerator il, LocalBuilder frames, long offset)
    {
        il.Load(frames);
        il.AddOffset(offset);
    }

    private static void StoreSlot(ILGenerator il, LocalBuilder frames, long offset, Types.ValKind kind, Action load)
    {
        LoadSlotAddress(il, frames, offset);
        load();
        if (kind == Types.ValKind.F32) il.Call(typeof(BitConverter), nameof(BitConverter.SingleToUInt32Bits));
        if (kind is Types.ValKind.I32 or Types.ValKind.F32) il.Emit(OpCodes.Conv_U8);
        il.Emit(kind == Types.ValKind.F64 ? OpCodes.Stind_R8 : OpCodes.Stind_I8);
    }

    private static OpCode LoadOf(Types.ValKind kind) => kind switch
    {
        Types.ValKind.I32 => OpCodes.Ldind_I4,
        Types.ValKind.I64 => OpCodes.Ldind_I8,
        Types.ValKind.F32 => OpCodes.Ldind_R4,
        _ => OpCodes.Ldind_R8,
    };

    /// <summary>The implicit thread, which starts, runs and ends on its caller's stack.</summary>
    private sealed class FusedThread(GuestTask task) : GuestThread(task)
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Begin() => BeginFused();

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void End() => Exit();

        protected override bool TryEnter(Cancelled cancelled) => throw new System.Diagnostics.UnreachableException();

        protected override void Advance(Cancelled cancelled) => throw new System.Diagnostics.UnreachableException();
    }
}
