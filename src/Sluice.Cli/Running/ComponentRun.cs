using Sluice.CanonicalAbi;
using Sluice.Cli.Commands;
using Sluice.Wasi;

namespace Sluice.Cli.Running;

/// <summary>A component as guest: a command of WASI 0.3 or 0.2, or a single function of any component.</summary>
internal static class ComponentRun
{
    /// <inheritdoc cref="ModuleRun.Run"/>
    public static int Run(byte[] binary, GuestSettings settings, string[] arguments, string? invocation, Func<TextWriter> output, Func<TextWriter> error)
    {
        var engine = new Engine();
        var component = Component.Load(engine, binary);
        using var store = new Store(engine, settings.ToStoreOptions());
        var linker = new Linker(engine).AddWasi(settings.ToWasiOptions(arguments));
        return GuestRun.ToExitCode(store, error, () => invocation is null
            ? WasiCommand.Run(store, component, linker)
            : Wait(InvokeAsync(store, component, linker, invocation, output())));
    }

    private static async Task<int> InvokeAsync(Store store, Component component, Linker linker, string invocation, TextWriter output)
    {
        var instance = await linker.InstantiateAsync(store, component).ConfigureAwait(false);
        var reader = new WaveReader(invocation);
        try
        {
            var name = ToExportName(reader.ReadName());
            var function = instance.Exports.GetComponentFunction(name);
            if (await instance.Exports.InvokeAsync(name, reader.ReadArguments(function.Type.Params)).ConfigureAwait(false) is { } result)
                await output.WriteLineAsync(result.ToString()).ConfigureAwait(false);
            return 0;
        }
        catch (FormatException malformed)
        {
            throw new UsageException($"--invoke {invocation}: {malformed.Message}");
        }
    }

    /// <summary>An interface's function may be given as <c>ns:pkg/iface@1.0.0#f</c> or <c>ns:pkg/iface@1.0.0.f</c>.</summary>
    private static string ToExportName(string name)
    {
        if (name.Contains('#', StringComparison.Ordinal) || !name.Contains('/', StringComparison.Ordinal)) return name;
        var dot = name.LastIndexOf('.');
        return dot < 0 ? name : $"{name[..dot]}#{name[(dot + 1)..]}";
    }

    // The process has nothing else to do: this is its main thread, not one of the thread pool's.
    private static int Wait(Task<int> run) => run.GetAwaiter().GetResult();
}
