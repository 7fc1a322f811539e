using Sluice.Runtime;
using Sluice.Wasi;

namespace Sluice.Cli.Running;

/// <summary>A core module as guest: a command of WASI 0.1, or a single function of it.</summary>
internal static class ModuleRun
{
    /// <param name="invocation">A function to call instead of the command's entry.</param>
    /// <param name="arguments">With the command's name as the first.</param>
    /// <param name="output">Asked for only where something is written: making a console's writer takes time.</param>
    /// <param name="error">As <paramref name="output"/>.</param>
    public static int Run(byte[] binary, GuestSettings settings, string[] arguments, string? invocation, Func<TextWriter> output, Func<TextWriter> error)
    {
        var engine = new Engine();
        var module = Module.Load(engine, binary);
        using var store = new Store(engine, settings.ToStoreOptions());
        if (invocation is null) return GuestRun.ToExitCode(store, error, () => SnapshotPreview1.Run(store, module, settings.ToWasiOptions(arguments)));

        var call = CoreInvocation.Parse(invocation, arguments[1..]);
        return GuestRun.ToExitCode(store, error, () =>
        {
            var instance = SnapshotPreview1.Instantiate(store, module, settings.ToWasiOptions(arguments));
            if (instance.GetExport(call.Function) is not Function function) throw new LinkException($"the module exports no function \"{call.Function}\"");
            var results = function.Call(call.ToSlots(function.Type));
            for (int i = 0; i < results.Length; i++) output().WriteLine(CoreInvocation.Format(results[i], function.Type.Results[i]));
            return 0;
        });
    }
}
