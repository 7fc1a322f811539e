// Benchmarks report ratios to a named baseline that was measured in the same run. See docs/performance.md.
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- kernels [NODE]
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- objects [NODE]
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- startup MODULE|COMPONENT
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- calls
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- bindings
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- component-calls [NODE_MODULES] | async-calls [NODE_MODULES] | streams
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- sockets [NODE_MODULES]
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- command [NODE [NODE_MODULES]] | small-files

using Sluice.Benchmarks;

var kernels = Path.Combine(AppContext.BaseDirectory, "kernels");
switch (args)
{
    case ["worker", var folder]:
        KernelWorker.Run(folder);
        return 0;
    case ["kernels"]:
        return KernelComparison.Run(kernels, "node");
    case ["kernels", var node]:
        return KernelComparison.Run(kernels, node);
    case ["objects"]:
        return KernelComparison.RunTexts(Path.Combine(AppContext.BaseDirectory, "objects"), "node");
    case ["objects", var node]:
        return KernelComparison.RunTexts(Path.Combine(AppContext.BaseDirectory, "objects"), node);
    case ["startup", var file]:
        return await Startup.RunAsync(file).ConfigureAwait(false);
    case ["calls"]:
        return CallCost.Run();
    case ["bindings"]:
        return await BindingComparison.Run(Path.Combine(AppContext.BaseDirectory, "bindings"));
    case ["component-calls", .. { Length: <= 1 } modules]:
        return await ComponentCalls.Run(modules.FirstOrDefault());
    case ["async-calls", .. { Length: <= 1 } modules]:
        return await AsyncCalls.Run(modules.FirstOrDefault());
    case ["streams"]:
        return await StreamThroughput.Run();
    case ["sockets"]:
        return await SocketComparison.Run(null);
    case ["sockets", var modules]:
        return await SocketComparison.Run(modules);
    case ["small-files"]:
        return await CommandComparison.RunSmallFiles();
    case ["command"]:
        return await CommandComparison.Run(null, "node");
    case ["command", var node]:
        return await CommandComparison.Run(null, node);
    case ["command", var node, var modules]:
        return await CommandComparison.Run(modules, node);
    case ["echo-server", var name]:
        return await EchoServers.Run(name);
    default:
        Console.Error.WriteLine(
            "usage: Sluice.Benchmarks kernels [PATH-OF-NODE] | objects [PATH-OF-NODE] | startup FILE | calls | bindings | component-calls [NODE_MODULES] | async-calls [NODE_MODULES] | streams | "
            + "sockets [NODE_MODULES] | command [NODE [NODE_MODULES]] | small-files");
        return 2;
}
