using System.Runtime.CompilerServices;
using Sluice.Builtins;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>
/// What <see cref="FrameFunction"/> and <see cref="CoreCall"/> would emit, for the signatures that most functions of components have: a few
/// 32-bit integers and at most one of them back. Compiled with this assembly, so that a short command has nothing to wait for.
/// </summary>
internal static unsafe class IntegerThunks
{
    private const int MaxParameters = 4;

    /// <summary>The code of a function that passes its operands to its context, a <see cref="FrameHandler"/>; 0 for other signatures.</summary>
    public static nint EntryFor(FuncType type) => !Covers(type) ? 0 : (type.Parameters.Length, type.Results.Length) switch
    {
        (0, 0) => (nint)(delegate*<object, void>)&Enter,
        (1, 0) => (nint)(delegate*<int, object, void>)&Enter,
        (2, 0) => (nint)(delegate*<int, int, object, void>)&Enter,
        (3, 0) => (nint)(delegate*<int, int, int, object, void>)&Enter,
        (4, 0) => (nint)(delegate*<int, int, int, int, object, void>)&Enter,
        (0, 1) => (nint)(delegate*<object, int>)&Get,
        (1, 1) => (nint)(delegate*<int, object, int>)&Get,
        (2, 1) => (nint)(delegate*<int, int, object, int>)&Get,
        (3, 1) => (nint)(delegate*<int, int, int, object, int>)&Get,
        (_, _) => (nint)(delegate*<int, int, int, int, object, int>)&Get,
    };

    /// <summary>Calls a function with its operands in 8-byte slots; null for other signatures.</summary>
    public static FunctionInvoker? InvokerFor(FuncType type) => !Covers(type) ? null : (type.Parameters.Length, type.Results.Length) switch
    {
        (0, 0) => Call0,
        (1, 0) => Call1,
        (2, 0) => Call2,
        (3, 0) => Call3,
        (4, 0) => Call4,
        (0, 1) => Ask0,
        (1, 1) => Ask1,
        (2, 1) => Ask2,
        (3, 1) => Ask3,
        (_, _) => Ask4,
    };

    private static bool Covers(FuncType type) =>
        type.Parameters.Length <= MaxParameters && type.Results.Length <= 1 && AreIntegers(type.Parameters) && AreIntegers(type.Results);

    private static bool AreIntegers(ValType[] types)
    {
        foreach (var type in types)
        {
            if (type.Kind != ValKind.I32) return false;
        }
        return true;
    }

    private static void Handle(object context, ulong* frame) => Unsafe.As<FrameHandler>(context)(frame);

    private static void Enter(object context)
    {
        ulong frame = 0;
        Handle(context, &frame);
    }

    private static void Enter(int p0, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0 };
        Handle(context, frame);
    }

    private static void Enter(int p0, int p1, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0, (uint)p1 };
        Handle(context, frame);
    }

    private static void Enter(int p0, int p1, int p2, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0, (uint)p1, (uint)p2 };
        Handle(context, frame);
    }

    private static void Enter(int p0, int p1, int p2, int p3, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0, (uint)p1, (uint)p2, (uint)p3 };
        Handle(context, frame);
    }

    private static int Get(object context)
    {
        ulong frame = 0;
        Handle(context, &frame);
        return (int)frame;
    }

    private static int Get(int p0, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0 };
        Handle(context, frame);
        return (int)*frame;
    }

    private static int Get(int p0, int p1, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0, (uint)p1 };
        Handle(context, frame);
        return (int)*frame;
    }

    private static int Get(int p0, int p1, int p2, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0, (uint)p1, (uint)p2 };
        Handle(context, frame);
        return (int)*frame;
    }

    private static int Get(int p0, int p1, int p2, int p3, object context)
    {
        var frame = stackalloc ulong[] { (uint)p0, (uint)p1, (uint)p2, (uint)p3 };
        Handle(context, frame);
        return (int)*frame;
    }

    private static void Call0(Function function, ulong* arguments, ulong* results)
    {
        ((delegate*<object, void>)function.EnsureCompiled())(function.Context);
        GC.KeepAlive(function);
    }

    private static void Call1(Function function, ulong* arguments, ulong* results)
    {
        ((delegate*<int, object, void>)function.EnsureCompiled())((int)arguments[0], function.Context);
        GC.KeepAlive(function);
    }

    private static void Call2(Function function, ulong* arguments, ulong* results)
    {
        ((delegate*<int, int, object, void>)function.EnsureCompiled())((int)arguments[0], (int)arguments[1], function.Context);
        GC.KeepAlive(function);
    }

    private static void Call3(Function function, ulong* arguments, ulong* results)
    {
        ((delegate*<int, int, int, object, void>)function.EnsureCompiled())((int)arguments[0], (int)arguments[1], (int)arguments[2], function.Context);
        GC.KeepAlive(function);
    }

    private static void Call4(Function function, ulong* arguments, ulong* results)
    {
        ((delegate*<int, int, int, int, object, void>)function.EnsureCompiled())((int)arguments[0], (int)arguments[1], (int)arguments[2], (int)arguments[3], function.Context);
        GC.KeepAlive(function);
    }

    private static void Ask0(Function function, ulong* arguments, ulong* results)
    {
        *results = (uint)((delegate*<object, int>)function.EnsureCompiled())(function.Context);
        GC.KeepAlive(function);
    }

    private static void Ask1(Function function, ulong* arguments, ulong* results)
    {
        *results = (uint)((delegate*<int, object, int>)function.EnsureCompiled())((int)arguments[0], function.Context);
        GC.KeepAlive(function);
    }

    private static void Ask2(Function function, ulong* arguments, ulong* results)
    {
        *results = (uint)((delegate*<int, int, object, int>)function.EnsureCompiled())((int)arguments[0], (int)arguments[1], function.Context);
        GC.KeepAlive(function);
    }

    private static void Ask3(Function function, ulong* arguments, ulong* results)
    {
        *results = (uint)((delegate*<int, int, int, object, int>)function.EnsureCompiled())((int)arguments[0], (int)arguments[1], (int)arguments[2], function.Context);
        GC.KeepAlive(function);
    }

    private static void Ask4(Function function, ulong* arguments, ulong* results)
    {
        *results = (uint)((delegate*<int, int, int, int, object, int>)function.EnsureCompiled())((int)arguments[0], (int)arguments[1], (int)arguments[2], (int)arguments[3], function.Context);
        GC.KeepAlive(function);
    }
}
