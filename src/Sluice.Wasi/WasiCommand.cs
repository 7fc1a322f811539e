using Sluice.Wasi.Cli;

namespace Sluice.Wasi;

/// <summary>Runs components of the world <c>wasi:cli/command</c>, of WASI 0.3 or 0.2.</summary>
public static class WasiCommand
{
    // Newest first: toolchains for 0.3 also export a 0.2 "run", which only panics.
    private static readonly string[] RunInterfaces = ["wasi:cli/run@0.3.0", "wasi:cli/run@0.2.0"];

    /// <summary>Instantiates a command and runs it to its end.</summary>
    /// <param name="store">Where it lives; it can be used again if the guest ended by returning.</param>
    /// <param name="component">A component that exports <c>wasi:cli/run</c>.</param>
    /// <param name="options">What the guest gets from the host.</param>
    /// <param name="cancellationToken">Asks the guest to stop; it decides whether it does.</param>
    /// <returns>The exit code: 0 if the guest succeeded, 1 if it failed, or the one that it gave itself.</returns>
    /// <exception cref="LinkException">The component is no command, or imports something that WASI does not have.</exception>
    /// <exception cref="Trap">The guest was stopped.</exception>
    public static Task<int> RunAsync(Store store, Component component, WasiOptions options, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(component);
        return RunAsync(store, component, new Linker(component.Engine).AddWasi(options), cancellationToken);
    }

    /// <summary>As the other one, with a linker of the caller's, which may offer more than WASI.</summary>
    /// <param name="store">Where it lives.</param>
    /// <param name="component">A component that exports <c>wasi:cli/run</c>.</param>
    /// <param name="linker">Has WASI already.</param>
    /// <param name="cancellationToken">Asks the guest to stop.</param>
    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Store store, Component component, Linker linker, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(linker);
        try
        {
            var instance = await linker.InstantiateAsync(store, component, cancellationToken).ConfigureAwait(false);
            return ToExitCode(await Call(store, instance, cancellationToken).ConfigureAwait(false));
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
    }

    /// <summary>As <see cref="RunAsync(Store, Component, Linker, CancellationToken)"/>, on a thread that has nothing else to do.</summary>
    internal static int Run(Store store, Component component, Linker linker)
    {
        try
        {
            var result = Call(store, linker.Instantiate(store, component), CancellationToken.None);
            return ToExitCode(result.IsCompleted ? result.Result : result.AsTask().GetAwaiter().GetResult());
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
    }

    private static ValueTask<Result<Unit, Unit>> Call(Store store, ComponentInstance instance, CancellationToken cancellationToken)
    {
        var exports = instance.Exports.FindInstance(RunInterfaces[0]) ?? FindV02(store, instance)
            ?? throw new LinkException($"The component is no command: it exports none of {string.Join(", ", RunInterfaces)}; it exports {Names(instance.Exports)}.");
        return GuestDelegate.Call<Unit, Result<Unit, Unit>>(exports.GetComponentFunction("run"), 0, default, cancellationToken);
    }

    private static int ToExitCode(Result<Unit, Unit> result) => result.IsOk ? 0 : 1;

    // Guests of 0.2 wait with their stacks in use: none of the thread pool's threads shall be such a stack.
    private static ComponentExports? FindV02(Store store, ComponentInstance instance)
    {
        var found = instance.Exports.FindInstance(RunInterfaces[1]);
        if (found is not null) store.MayBlockOnHost = true;
        return found;
    }

    private static string Names(ComponentExports exports) => exports.Names.Any() ? string.Join(", ", exports.Names) : "nothing";
}
