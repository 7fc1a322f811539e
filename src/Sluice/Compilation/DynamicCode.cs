using System.Reflection.Emit;
using System.Runtime.CompilerServices;

namespace Sluice.Compilation;

/// <summary>Turns a finished <see cref="DynamicMethod"/> into a code pointer. Whoever calls the pointer keeps the method reachable.</summary>
internal static class DynamicCode
{
    /// <remarks>
    /// The method belongs to the core library's module: to that of a debug build it would be compiled without optimisation, and unoptimised
    /// code does not make signalling NaNs quiet where WebAssembly wants it.
    /// </remarks>
    public static DynamicMethod Create(string name, Type result, Type[] parameters) =>
        new(name, result, parameters, typeof(object).Module, skipVisibility: true) { InitLocals = false };

    /// <summary>Compiles the method now and returns the address of its final code.</summary>
    public static nint Compile(DynamicMethod method)
    {
        var handle = GetMethodDescriptor(method);
        // Taken before PrepareMethod, the pointer would be a stub that jumps.
        RuntimeHelpers.PrepareMethod(handle);
        return handle.GetFunctionPointer();
    }

    [UnsafeAccessor(UnsafeAccessorKind.Method)]
    private static extern RuntimeMethodHandle GetMethodDescriptor(DynamicMethod method);
}
