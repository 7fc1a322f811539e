using System.Diagnostics;

namespace Sluice.Cli.Running;

/// <summary>Where a trap struck.</summary>
internal static class TrapTrace
{
    // What is left out is in the middle: a guest that has exhausted its stack has thousands of frames.
    private const int Outermost = 20, Innermost = 20;

    /// <summary>The wasm functions on the stack, the innermost first. Compiled functions are dynamic methods, which no class declares.</summary>
    public static IEnumerable<string> Of(Trap trap)
    {
        string[] functions = [.. new StackTrace(trap.InnerException ?? trap).GetFrames()
            .Concat(trap.InnerException is null ? [] : new StackTrace(trap).GetFrames())
            .Select(static frame => frame.GetMethod())
            .OfType<System.Reflection.MethodBase>()
            .Where(static method => method.DeclaringType is null)
            .Select(static method => method.Name)];
        for (int i = 0; i < functions.Length; i++)
        {
            if (i == Innermost && functions.Length > Innermost + Outermost)
            {
                i = functions.Length - Outermost;
                yield return "  …";
            }
            yield return $"  {i,4}: {functions[i]}";
        }
    }
}
