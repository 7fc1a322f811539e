namespace Sluice.Cli.Migration;

/// <summary>How much work a use is.</summary>
internal enum Effort
{
    /// <summary>Only the version in the interface's name changes.</summary>
    None,

    /// <summary>Another name, at most with the same value in another type of number.</summary>
    Renamed,

    /// <summary>Other parameters or results, or an async function: the call itself changes.</summary>
    Shape,

    /// <summary>What stands around the call changes: how the program waits, who moves the bytes, or who owns what.</summary>
    Async,
}

/// <summary>What becomes of one function or type of WASI 0.2 or 0.1.</summary>
/// <param name="Interface">Its interface without the version; of a 0.1 function <see cref="MigrationTable.Preview1"/>.</param>
/// <param name="Name">Its name in the component, such as <c>[method]pollable.block</c>; of a type its plain name.</param>
/// <param name="Effort">The work for each use.</param>
/// <param name="Targets">
/// What takes its place: items of WASI 0.3.0 such as <c>wasi:cli/stdin#read-via-stream</c>, and built-ins of the Component Model such
/// as <c>stream.read</c>. Empty: nothing does.
/// </param>
/// <param name="Note">What to do; empty where the targets say it all.</param>
internal sealed record MigrationRow(string Interface, string Name, Effort Effort, IReadOnlyList<string> Targets, string Note)
{
    /// <summary>A value type that stands for the type in WIT, such as <c>stream&lt;u8&gt;</c>; null unless the row is a type's.</summary>
    public string? Wit { get; init; }

    /// <summary>Whether <see cref="Wit"/> only keeps an interface of somebody else's valid, and says less than the type did.</summary>
    public bool IsStandIn { get; init; }

    /// <summary>Whether something takes its place.</summary>
    public bool HasCounterpart => Targets.Count > 0 || (Wit is not null && !IsStandIn);

    /// <summary>Its key: interface and name.</summary>
    public string Key => $"{Interface}#{Name}";

    /// <summary>The interfaces of WASI 0.3 among the targets, without versions.</summary>
    public IEnumerable<string> Interfaces => Targets.Where(IsWasi).Select(static t => t[..t.IndexOf('#', StringComparison.Ordinal)]);

    /// <summary>Whether a target is an item of WASI and not a built-in.</summary>
    public static bool IsWasi(string target) => target.StartsWith("wasi:", StringComparison.Ordinal);
}
