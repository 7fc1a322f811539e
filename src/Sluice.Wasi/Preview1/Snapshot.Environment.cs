using System.Text;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Clocks;

namespace Sluice.Wasi.Preview1;

/// <summary>Arguments, environment, clocks, random numbers, the process.</summary>
internal sealed partial class Snapshot
{
    private byte[][]? arguments;
    private byte[][]? environment;

    private byte[][] Arguments => arguments ??= [.. context.Arguments.Select(Terminated)];

    private byte[][] Environment => environment ??= [.. context.Environment.Select(static variable => Terminated($"{variable.Key}={variable.Value}"))];

    public Errno ArgsGet(uint pointers, uint buffer) => WriteStrings(Arguments, pointers, buffer);

    public Errno ArgsSizesGet(uint count, uint size) => WriteSizes(Arguments, count, size);

    public Errno EnvironGet(uint pointers, uint buffer) => WriteStrings(Environment, pointers, buffer);

    public Errno EnvironSizesGet(uint count, uint size) => WriteSizes(Environment, count, size);

    public Errno ClockResGet(ClockId clock, uint result)
    {
        Errno error = Resolution(clock, out ulong resolution);
        if (error == Errno.Success)
            Memory.WriteUInt64(result, resolution);
        return error;
    }

    /// <param name="precision">A hint that the host's clocks have no use for.</param>
    public Errno ClockTimeGet(ClockId clock, ulong precision, uint result)
    {
        Errno error = Now(clock, out ulong now);
        if (error == Errno.Success)
            Memory.WriteUInt64(result, now);
        return error;
    }

    public Errno RandomGet(uint buffer, uint length)
    {
        GuestMemory memory = Memory;
        memory.Check(buffer, length);
        while (length > 0)
        {
            Span<byte> part = memory.Span(buffer, length);
            context.Random.Fill(part);
            buffer += (uint)part.Length;
            length -= (uint)part.Length;
        }

        return Errno.Success;
    }

    /// <exception cref="GuestExitException">Always.</exception>
    public static void ProcExit(uint code) => throw new GuestExitException((int)code);

    /// <summary>Guests have no signals: none can be handled, and what one would do to the process is not theirs to do.</summary>
    public static Errno ProcRaise(uint signal) => Errno.NotSupported;

    public static Errno SchedYield()
    {
        Thread.Yield();
        return Errno.Success;
    }

    /// <summary>The CPU time clocks are absent: what they would show is the host's.</summary>
    private Errno Resolution(ClockId clock, out ulong resolution)
    {
        resolution = clock == ClockId.Realtime ? SystemClock.GetResolution() : context.MonotonicClock.GetResolution();
        return Availability(clock);
    }

    private Errno Now(ClockId clock, out ulong now)
    {
        now = 0;
        if (Availability(clock) is var error and not Errno.Success)
            return error;
        if (clock == ClockId.Monotonic)
        {
            now = context.MonotonicClock.Now();
            return Errno.Success;
        }

        return TryToTimestamp(context.SystemClock.Now(), out now) ? Errno.Success : Errno.Overflow;
    }

    private static Errno Availability(ClockId clock) => clock switch
    {
        ClockId.Realtime or ClockId.Monotonic => Errno.Success,
        ClockId.ProcessCpuTime or ClockId.ThreadCpuTime => Errno.NotSupported,
        _ => Errno.Invalid,
    };

    /// <summary>A <c>timestamp</c>: nanoseconds since 1970, which end in 2554.</summary>
    private static bool TryToTimestamp(Instant instant, out ulong timestamp)
    {
        Int128 nanoseconds = ((Int128)instant.Seconds * Instant.NanosecondsPerSecond) + instant.Nanoseconds;
        bool fits = nanoseconds >= 0 && nanoseconds <= ulong.MaxValue;
        timestamp = fits ? (ulong)nanoseconds : 0;
        return fits;
    }

    private static byte[] Terminated(string text)
    {
        byte[] bytes = new byte[Encoding.UTF8.GetByteCount(text) + 1];
        Encoding.UTF8.GetBytes(text, bytes);
        return bytes;
    }

    private Errno WriteSizes(byte[][] strings, uint count, uint size)
    {
        GuestMemory memory = Memory;
        memory.WriteUInt32(count, (uint)strings.Length);
        memory.WriteUInt32(size, (uint)strings.Sum(static text => text.Length));
        return Errno.Success;
    }

    private Errno WriteStrings(byte[][] strings, uint pointers, uint buffer)
    {
        GuestMemory memory = Memory;
        memory.Check(pointers, (ulong)strings.Length * sizeof(uint));
        memory.Check(buffer, (ulong)strings.Sum(static text => text.Length));
        foreach (byte[] text in strings)
        {
            memory.WriteUInt32(pointers, buffer);
            text.CopyTo(memory.Span(buffer, (uint)text.Length));
            pointers += sizeof(uint);
            buffer += (uint)text.Length;
        }

        return Errno.Success;
    }
}
