using System.Globalization;
using System.Runtime.ExceptionServices;
using Sluice.Runtime;

namespace Sluice.Compilation;

/// <summary>
/// The compiled functions of a module. Emitted code calls through the slots by address, so that all instances share them;
/// a slot is 0 until its function is first called. Thread-safe.
/// </summary>
internal sealed unsafe class ModuleCode
{
    // The JIT compiler may need more stack than a guest leaves it; compilation then moves to a thread of its own.
    private const int StackForCompilation = 768 << 10, CompilationThreadStack = 16 << 20;

    private const string NamePrefix = "wasm:";

    // Stack traces show methods by name, and a name cannot refer to a module.
    private static readonly Dictionary<int, WeakReference<Module>> Modules = [];
    private static int lastId;

    private readonly Module module;
    private readonly int id = Interlocked.Increment(ref lastId);
    private readonly nint[] slots;

    // An unreachable DynamicMethod is collected although its code pointer is still in use.
    private readonly object?[] roots;
    private readonly object gate = new();

    public ModuleCode(Module module)
    {
        this.module = module;
        slots = GC.AllocateArray<nint>(Math.Max(1, module.Definition.Functions.Length), pinned: true);
        roots = new object?[module.Definition.Functions.Length];
        lock (Modules) Modules.Add(id, new WeakReference<Module>(module));
    }

    ~ModuleCode()
    {
        lock (Modules) Modules.Remove(id);
    }

    /// <summary>The function's code, or 0 if it is not compiled yet.</summary>
    public nint CodeOf(int function) => Volatile.Read(ref slots[function]);

    /// <summary>Where <see cref="CodeOf"/> reads.</summary>
    public nint SlotAddress(int function)
    {
        fixed (nint* slot = &slots[function]) return (nint)slot;
    }

    /// <summary>What a stack trace shows for the function's <c>DynamicMethod</c>.</summary>
    public string NameOf(int function) => string.Concat(NamePrefix, id.ToString(CultureInfo.InvariantCulture), ":", function.ToString(CultureInfo.InvariantCulture));

    /// <summary>The function that a method in a stack trace is the code of.</summary>
    public static (Module Module, int Index)? FindFunction(string methodName)
    {
        if (!methodName.StartsWith(NamePrefix, StringComparison.Ordinal)) return null;
        var parts = methodName[NamePrefix.Length..].Split(':');
        WeakReference<Module>? weak;
        lock (Modules) Modules.TryGetValue(int.Parse(parts[0], CultureInfo.InvariantCulture), out weak);
        return weak is not null && weak.TryGetTarget(out var module) ? (module, int.Parse(parts[1], CultureInfo.InvariantCulture)) : null;
    }

    public nint EnsureCompiled(int function)
    {
        var code = CodeOf(function);
        if (code != 0) return code;
        return StackBounds.Remaining < StackForCompilation ? CompileOnOwnThread(function) : Compile(function);
    }

    private nint Compile(int function)
    {
        lock (gate)
        {
            var code = slots[function];
            if (code != 0) return code;
            var method = FunctionCompiler.Compile(module, function, out var frameBytes);
            code = DynamicCode.Compile(method);
            roots[function] = method;
            if (frameBytes > FrameGuard.MaxFrameBytes)
            {
                var guard = FrameGuard.Wrap(module.Definition.FunctionType(function), code, frameBytes);
                code = DynamicCode.Compile(guard);
                roots[function] = new object[] { method, guard };
            }
            Volatile.Write(ref slots[function], code);
            return code;
        }
    }

    private nint CompileOnOwnThread(int function)
    {
        nint code = 0;
        ExceptionDispatchInfo? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                code = Compile(function);
            }
            catch (Exception exception)
            {
                failure = ExceptionDispatchInfo.Capture(exception);
            }
        }, CompilationThreadStack)
        { IsBackground = true };
        thread.Start();
        thread.Join();
        failure?.Throw();
        return code;
    }
}
