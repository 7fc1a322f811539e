namespace Sluice;

/// <summary>How a <see cref="Store"/> treats its guests.</summary>
public sealed record StoreOptions
{
    /// <summary>What guests may use.</summary>
    public StoreLimits Limits { get; init; } = new();

    /// <summary>How long guests may run, counted from the store's creation; null for no deadline. Ends with <see cref="TrapCode.Interrupted"/>.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Stops guests with <see cref="TrapCode.Interrupted"/> when it fires.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>Draws every choice that the Component Model leaves to chance from this seed; null for first come, first served.</summary>
    internal int? SchedulingSeed { get; init; }

    /// <summary>Lets guests go on only while the host waits for a call, as the reference scripts expect; what is ready stays so meanwhile.</summary>
    internal bool RunsDuringCallsOnly { get; init; }
}

/// <summary>Upper bounds on what all guests of one <see cref="Store"/> may use together.</summary>
public sealed record StoreLimits
{
    /// <summary>Bytes of linear memory. <c>memory.grow</c> beyond it returns -1; a module that starts beyond it is refused.</summary>
    public ulong MemoryBytes { get; init; } = 4UL << 30;

    /// <summary>Elements of tables. <c>table.grow</c> beyond it returns -1; a module that starts beyond it is refused.</summary>
    public ulong TableElements { get; init; } = 10_000_000;

    /// <summary>
    /// Bytes of structures, arrays and exceptions on the managed heap. An allocation beyond it traps with <see cref="TrapCode.LimitExceeded"/>.
    /// What is in use is estimated, by watching objects drawn at random, to a few percent; objects that nothing refers to count until they
    /// are collected, and are collected before a guest is stopped for their sake.
    /// </summary>
    public ulong ObjectBytes { get; init; } = 1UL << 30;

    /// <summary>Module instances.</summary>
    public int Instances { get; init; } = 10_000;

    /// <summary>
    /// Bytes of stack for guest frames, counted from where the host enters the guest. What the thread has left less 256 KiB is a
    /// bound in any case.
    /// </summary>
    public int StackBytes { get; init; } = 2 << 20;
}
