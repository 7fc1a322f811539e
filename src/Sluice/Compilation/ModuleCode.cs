using System.Runtime.CompilerServices;

namespace Sluice.Compilation;

/// <summary>
/// The compiled functions of a module. Emitted code calls through the slots by address, so that all instances share them;
/// a slot is 0 until its function is first called. Thread-safe.
/// </summary>
internal sealed unsafe class ModuleCode
{
    private readonly Module module;
    private readonly nint[] slots;

    // An unreachable DynamicMethod is collected although its code pointer is still in use.
    private readonly object?[] roots;
    private readonly Lock gate = new();

    public ModuleCode(Module module)
    {
        this.module = module;
        slots = GC.AllocateArray<nint>(Math.Max(1, module.Definition.Functions.Count), pinned: true);
        roots = new object?[module.Definition.Functions.Count];
    }

    /// <summary>The function's code, or 0 if it is not compiled yet.</summary>
    public nint CodeOf(int function) => Volatile.Read(ref slots[function]);

    /// <summary>Where <see cref="CodeOf"/> reads.</summary>
    public nint SlotAddress(int function)
    {
        fixed (nint* slot = &slots[function]) return (nint)slot;
    }

    /// <summary>What a stack trace shows for the function's <c>DynamicMethod</c>.</summary>
    public string NameOf(int function) => $"{module.Name ?? "wasm"}[{function}]";

    public nint EnsureCompiled(int function)
    {
        var code = CodeOf(function);
        if (code != 0) return code;
        lock (gate)
        {
            code = slots[function];
            if (code != 0) return code;
            var method = FunctionCompiler.Compile(module, function);
            roots[function] = method;
            code = DynamicCode.Compile(method);
            Volatile.Write(ref slots[function], code);
            return code;
        }
    }
}
