using System.Globalization;
using Sluice.Components.Definitions;
using Sluice.Wasi;

namespace Sluice.Benchmarks;

/// <summary>
/// How much CPU time a file takes to its first result, against compiling all of it beforehand. The first turn is a cold process, in which the
/// engine's own code is compiled too; the second shows the engine alone.
/// </summary>
internal static class Startup
{
    public static async Task<int> RunAsync(string file)
    {
        var bytes = await File.ReadAllBytesAsync(file).ConfigureAwait(false);
        Console.WriteLine($"{Path.GetFileName(file)}, {bytes.Length} bytes");
        Console.WriteLine($"{"",-8}{"load ms",10}{"first result ms",18}{"compile all ms",17}{"functions",11}{"first result / all",20}");
        foreach (var turn in (string[])["cold", "warm"])
        {
            var (load, first) = Component.IsComponent(bytes) ? await FirstResultOfComponentAsync(bytes).ConfigureAwait(false) : FirstResultOfModule(bytes);
            var (all, functions) = CompileAll(bytes);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{turn,-8}{load,10:F1}{first,18:F1}{all,17:F1}{functions,11}{first / (load + all),20:F2}"));
        }
        return 0;
    }

    /// <returns>Milliseconds until the component is decoded and validated, and until its command has ended.</returns>
    private static async Task<(double Load, double FirstResult)> FirstResultOfComponentAsync(byte[] bytes)
    {
        var start = Environment.CpuUsage.TotalTime;
        var engine = new Engine();
        var component = Component.Load(engine, bytes);
        var load = Since(start);
        using var store = new Store(engine);
        await WasiCommand.RunAsync(store, component, new WasiOptions()).ConfigureAwait(false);
        return (load, Since(start));
    }

    /// <returns>Milliseconds until the module is decoded and validated, and until its first exported function without parameters has returned.</returns>
    private static (double Load, double FirstResult) FirstResultOfModule(byte[] bytes)
    {
        var start = Environment.CpuUsage.TotalTime;
        var engine = new Engine();
        var module = Module.Load(engine, bytes);
        var load = Since(start);
        using var store = new Store(engine);
        var instance = Instance.Create(store, module);
        var export = module.Definition.Exports.FirstOrDefault(export =>
            export.Kind == Types.ExternKind.Function && module.Definition.FunctionType(export.Index).Parameters.Length == 0);
        if (export is not null) instance.Invoke(export.Name);
        return (load, Since(start));
    }

    private static (double Milliseconds, int Functions) CompileAll(byte[] bytes)
    {
        var engine = new Engine();
        Module[] modules = Component.IsComponent(bytes) ? ModulesOf(Component.Load(engine, bytes)) : [Module.Load(engine, bytes)];
        var start = Environment.CpuUsage.TotalTime;
        var functions = 0;
        foreach (var module in modules)
        {
            for (var i = module.Definition.ImportedFunctions; i < module.Definition.Functions.Length; i++, functions++) module.Code.EnsureCompiled(i);
        }
        return (Since(start), functions);
    }

    private static double Since(TimeSpan start) => (Environment.CpuUsage.TotalTime - start).TotalMilliseconds;

    private static Module[] ModulesOf(Component component) =>
        [.. component.Validated.Definition.Definitions.OfType<CoreModuleDefinition>().Select(definition => component.GetModule(definition))];
}
