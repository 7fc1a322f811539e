// WebAssembly 3.0, "Runtime Structure: Function Instances". https://webassembly.github.io/spec/core/exec/runtime.html#function-instances

using System.Diagnostics;
using Sluice.Compilation;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>
/// A function instance, which is also what a function reference refers to. Its code pointer takes the wasm parameters and then
/// <see cref="Context"/>, by managed <c>calli</c>.
/// </summary>
internal sealed class Function : ExternValue
{
    private readonly Store store;
    private readonly object? keepAlive;
    private FunctionInvoker? invoker;

    // Emitted code reads these fields.
    public nint Code;
    public readonly object Context;
    public readonly int TypeId;

    /// <summary>A function of the host: an import shim, a trampoline, a built-in.</summary>
    /// <param name="type">References in it are canonical ids.</param>
    /// <param name="keepAlive">What <paramref name="code"/> belongs to, such as its <c>DynamicMethod</c>.</param>
    public Function(Store store, FuncType type, nint code, object context, object? keepAlive)
        : this(store, store.Engine.Types.Add(type), code, context, keepAlive)
    {
    }

    /// <inheritdoc cref="Function(Store, FuncType, nint, object, object?)"/>
    /// <param name="typeId">Canonical id.</param>
    public Function(Store store, int typeId, nint code, object context, object? keepAlive)
    {
        Debug.Assert(code != 0, "Only functions of modules are compiled later.");
        this.store = store;
        this.keepAlive = keepAlive;
        Type = store.Engine.Types.GetFunction(typeId);
        TypeId = typeId;
        Code = code;
        Context = context;
        Index = -1;
    }

    /// <summary>A function that a module defines.</summary>
    public Function(Instance instance, int index)
    {
        store = instance.Store;
        TypeId = instance.Module.CanonicalFunctionType(index);
        Type = store.Engine.Types.GetFunction(TypeId);
        Code = instance.Module.Code.CodeOf(index);
        Context = instance;
        Index = index;
    }

    public override Store Store => store;

    public FuncType Type { get; }

    /// <summary>Function index in its module, or -1 for a function of the host.</summary>
    public int Index { get; }

    public override ExternType ExternType => new FunctionExternType(TypeId);

    /// <summary>What keeps the code of a host function in memory.</summary>
    public object? KeepAlive => keepAlive;

    /// <summary>Compiles the function if that has not happened yet.</summary>
    /// <returns><see cref="Code"/>.</returns>
    public nint EnsureCompiled()
    {
        if (Code == 0) Code = ((Instance)Context).Module.Code.EnsureCompiled(Index);
        return Code;
    }

    /// <summary>For callers whose references have only CLR types.</summary>
    /// <exception cref="ArgumentException">The argument is not of the parameter's type.</exception>
    public void CheckArgument(object? value, int parameter)
    {
        var type = Type.Parameters[parameter];
        if (!References.IsOf(value, type, store)) throw new ArgumentException($"Argument {parameter} is {value ?? "null"}, not {type}.");
    }

    /// <summary>Calls the function from the host; each slot is 8 bytes, i32 zero-extended, f32 by its bits. Neither v128 nor references.</summary>
    /// <exception cref="Trap">The guest was stopped.</exception>
    public unsafe void Invoke(ulong* arguments, ulong* results)
    {
        invoker ??= CoreCall.InvokerFor(Type);
        using (store.EnterGuest())
        {
            try
            {
                invoker(this, arguments, results);
            }
            catch (Exception exception) when (GuestFault.IsFault(exception))
            {
                throw GuestFault.Translate(exception);
            }
        }
    }

    /// <summary>Calls the function from the host, whatever its type.</summary>
    /// <exception cref="Trap">The guest was stopped.</exception>
    /// <param name="arguments">As many as the type has parameters.</param>
    public Slot[] Call(params Slot[] arguments)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(arguments.Length, Type.Parameters.Length);
        var results = new Slot[Type.Results.Length];
        using (store.EnterGuest())
        {
            try
            {
                SlotCall.InvokerFor(Type)(this, arguments, results);
                return results;
            }
            catch (Exception exception) when (GuestFault.IsFault(exception))
            {
                throw GuestFault.Translate(exception);
            }
        }
    }
}
