// Benchmarks report ratios to a named baseline that was measured in the same run. See docs/performance.md.
//   dotnet run -c Release --project benchmarks/Sluice.Benchmarks -- kernels [NODE]

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
    default:
        Console.Error.WriteLine("usage: Sluice.Benchmarks kernels [PATH-OF-NODE]");
        return 2;
}
