using System.Reflection.Emit;

namespace Sluice.Compilation;

/// <summary>Translates a validated wasm function to CIL.</summary>
internal sealed partial class FunctionCompiler
{
    public static DynamicMethod Compile(Module module, int function) =>
        throw new NotSupportedException($"Function {function} of {module.Name} cannot be compiled yet.");
}
