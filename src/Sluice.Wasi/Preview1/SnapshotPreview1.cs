using Sluice.Compilation;
using Sluice.Concurrency;
using Sluice.Modules;
using Sluice.Runtime;
using Sluice.Types;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Preview1;

namespace Sluice.Wasi;

/// <summary>
/// WASI 0.1 for core modules: the functions of <c>wasi_snapshot_preview1</c>.
/// https://github.com/WebAssembly/WASI/blob/main/legacy/preview1/docs.md
/// </summary>
/// <remarks>
/// The snapshot's functions are synchronous: one that waits (a read of the standard input, <c>poll_oneoff</c>) blocks the thread that called
/// into the guest. Do not run guests that wait on threads of the thread pool; <see cref="RunAsync"/> does not. <see cref="Store.Interrupt"/>
/// ends a wait.
/// </remarks>
public static class SnapshotPreview1
{
    /// <summary>The module name under which guests import the functions.</summary>
    public const string ModuleName = "wasi_snapshot_preview1";

    private const string UnstableModuleName = "wasi_unstable";

    /// <summary>Instantiates a module that imports nothing but the snapshot, and calls <c>_initialize</c> if it is a reactor.</summary>
    /// <param name="store">Disposes of what the guest opens when it is disposed.</param>
    /// <param name="module">A module of the store's engine. The functions use the memory that it exports as <c>memory</c>.</param>
    /// <param name="options">What the guest gets.</param>
    /// <exception cref="LinkException">The module imports something else.</exception>
    /// <exception cref="Trap">The guest was stopped while it was initialized.</exception>
    /// <exception cref="GuestExitException">The guest exited while it was initialized.</exception>
    /// <exception cref="IOException">A preopened directory cannot be opened.</exception>
    public static Instance Instantiate(Store store, Module module, WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        RequireKnown(module.Definition.Imports);
        var snapshot = new Snapshot(store, new WasiContext(options));
        store.OnDispose(snapshot.Dispose);
        ExternValue[] imports = [.. module.Definition.Imports.Select(import => HostShim.CreateFunction(store, SnapshotFunctions.All[import.Name](snapshot)))];
        var instance = Instance.Create(store, module, imports, linked => snapshot.ExportedMemory = linked.GetExport("memory") as Runtime.Memory);
        if (instance.GetExport("_start") is null && instance.GetExport("_initialize") is Function initialize)
            initialize.Call();
        return instance;
    }

    /// <summary>Runs a command: instantiates the module and calls its <c>_start</c>, on the calling thread.</summary>
    /// <inheritdoc cref="Instantiate"/>
    /// <returns>The guest's exit code; 0 if it returned without one.</returns>
    /// <exception cref="LinkException">The module imports something else, or is no command.</exception>
    /// <exception cref="Trap">The guest was stopped.</exception>
    public static int Run(Store store, Module module, WasiOptions options)
    {
        try
        {
            if (Instantiate(store, module, options).GetExport("_start") is not Function { Type: { Parameters.Length: 0, Results.Length: 0 } } start)
                throw new LinkException("The module is no command: it exports no function \"_start\" without parameters and results.");
            start.Call();
            return 0;
        }
        catch (GuestExitException exit)
        {
            return exit.ExitCode;
        }
    }

    /// <summary>
    /// As <see cref="Run"/>, on a thread of Sluice's own, of which there are at most 256 in a process: further guests queue for one.
    /// </summary>
    /// <inheritdoc cref="Run"/>
    public static Task<int> RunAsync(Store store, Module module, WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        ArgumentNullException.ThrowIfNull(options);
        var execution = new Execution(store, module, options);
        ParkedThreads.Shared.Run(execution, isUrgent: false);
        return execution.Task;
    }

    private sealed class Execution(Store store, Module module, WasiOptions options) : IThreadPoolWorkItem
    {
        private readonly TaskCompletionSource<int> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<int> Task => completion.Task;

        public void Execute()
        {
            try
            {
                completion.SetResult(Run(store, module, options));
            }
            catch (Exception exception)
            {
                completion.SetException(exception);
            }
        }
    }

    private static void RequireKnown(IEnumerable<Import> imports)
    {
        foreach (Import import in imports)
        {
            if (import.Module == UnstableModuleName)
                throw new LinkException(
                    $"The module imports {import.Module}.{import.Name}: it was built for a draft that preceded WASI 0.1 and is not supported. " +
                    $"Rebuild it for {ModuleName}.");
            if (import.Module != ModuleName)
                throw new LinkException($"unknown import: {import.Module}.{import.Name} is not part of WASI 0.1 ({ModuleName})");
            if (import.Type.Kind != ExternKind.Function || !SnapshotFunctions.All.ContainsKey(import.Name))
                throw new LinkException($"unknown import: WASI 0.1 has no function {import.Module}.{import.Name}");
        }
    }
}
