using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Sluice.Benchmarks;

/// <summary>Runs processes to their ends and says what they took, those that they have started and waited for included.</summary>
internal static partial class Children
{
    private const int RusageChildren = -1;

    public static (double WallMilliseconds, double CpuMilliseconds) Run(ProcessStartInfo start)
    {
        var (before, begin) = (CpuMilliseconds(), Stopwatch.GetTimestamp());
        using var process = Process.Start(start)!;
        if (start.RedirectStandardOutput) process.StandardOutput.BaseStream.CopyTo(Stream.Null);
        process.WaitForExit();
        var wall = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{start.FileName} {string.Join(' ', start.ArgumentList)} ended with {process.ExitCode}.");
        return (wall, CpuMilliseconds() - before);
    }

    public static ProcessStartInfo Shell(string line) => new("/bin/sh", ["-c", line]);

    /// <summary>The most memory that a process had resident, in MiB, as its status says while it runs.</summary>
    public static double PeakMebibytes(ProcessStartInfo start)
    {
        using var process = Process.Start(start)!;
        var peak = 0.0;
        while (!process.HasExited)
        {
            try
            {
                var line = File.ReadLines($"/proc/{process.Id}/status").FirstOrDefault(static line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
                if (line is not null) peak = Math.Max(peak, double.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) / 1024);
            }
            catch (IOException)
            {
                // It has just ended.
            }
            Thread.Sleep(5);
        }
        return peak;
    }

    private static unsafe double CpuMilliseconds()
    {
        // struct rusage begins with two struct timeval: user and system time.
        var usage = stackalloc long[32];
        if (GetResourceUsage(RusageChildren, usage) != 0) throw new InvalidOperationException("getrusage failed.");
        return (usage[0] + usage[2]) * 1000 + (usage[1] + usage[3]) / 1000.0;
    }

    [LibraryImport("libc", EntryPoint = "getrusage")]
    private static unsafe partial int GetResourceUsage(int who, long* usage);
}
