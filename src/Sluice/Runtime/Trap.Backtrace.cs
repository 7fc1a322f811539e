using System.Diagnostics;
using Sluice.Compilation;

namespace Sluice;

public sealed partial class Trap
{
    private IReadOnlyList<GuestFrame>? backtrace;

    /// <summary>The guest functions that were active where the guest was stopped, the innermost first. Computed when first asked for.</summary>
    public IReadOnlyList<GuestFrame> Backtrace => backtrace ??= FindFrames();

    private List<GuestFrame> FindFrames()
    {
        // A fault that the CPU found has its frames in the exception it came as.
        var origin = InnerException is { } inner && Code != TrapCode.HostFailure ? inner : this;
        var frames = new List<GuestFrame>();
        foreach (var frame in new StackTrace(origin).GetFrames())
        {
            if (frame.GetMethod()?.Name is { } name && ModuleCode.FindFunction(name) is { } function)
                frames.Add(new GuestFrame(function.Module.Name, function.Module.Definition.Names.Functions.GetValueOrDefault(function.Index), function.Index));
        }
        return frames;
    }
}

/// <summary>An active function of a guest.</summary>
/// <param name="ModuleName">The module's name in its name section, or null.</param>
/// <param name="FunctionName">The function's name in the name section, or null.</param>
/// <param name="FunctionIndex">The function's index in the module.</param>
public sealed record GuestFrame(string? ModuleName, string? FunctionName, int FunctionIndex)
{
    /// <summary>As in <c>module!function</c>.</summary>
    public override string ToString() => $"{ModuleName ?? "<unnamed>"}!{FunctionName ?? $"<wasm function {FunctionIndex}>"}";
}
