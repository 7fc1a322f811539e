// From https://github.com/WebAssembly/WASI/tree/v0.2.12 and the 0.1 snapshot to https://github.com/WebAssembly/WASI/tree/v0.3.0.
// This file has how rows are written and found; the rows of 0.2 are in MigrationTable.V02.cs, those of 0.1 in MigrationTable.V01.cs.

using System.Collections.Frozen;

namespace Sluice.Cli.Migration;

/// <summary>The mapping from WASI 0.2 and 0.1 to 0.3, function by function: the one place that knows it.</summary>
internal static partial class MigrationTable
{
    /// <summary>The interface of 0.1 rows: the module that guests import from.</summary>
    public const string Preview1 = "wasi_snapshot_preview1";

    /// <summary>All rows, by package.</summary>
    public static IReadOnlyList<MigrationRow> Rows { get; } = [.. V02().SelectMany(static rows => rows), .. V01()];

    private static readonly FrozenDictionary<string, MigrationRow> ByKey = Rows.ToFrozenDictionary(static row => row.Key, StringComparer.Ordinal);

    /// <summary>The row of a function or type, or null.</summary>
    public static MigrationRow? Find(string @interface, string name) => ByKey.GetValueOrDefault($"{@interface}#{name}");

    /// <summary>Whether it has rows for an interface.</summary>
    public static bool Knows(string @interface) => Rows.Any(row => row.Interface == @interface);

    private delegate MigrationRow RowOf(string from, string to);

    /// <summary>The rows of an interface; targets without an interface of their own are in <paramref name="to"/>.</summary>
    private static IEnumerable<MigrationRow> In(string from, string to, params RowOf[] rows) => rows.Select(row => row(from, to));

    /// <summary>The same function or type, at most in another interface.</summary>
    private static RowOf Same(string name) => (from, to) => new(from, name, from == to ? Effort.None : Effort.Renamed, [$"{to}#{name}"], "");

    private static RowOf Renamed(string name, string target, string note = "") => (from, to) => new(from, name, Effort.Renamed, Targets(to, target), note);

    private static RowOf Shape(string name, string targets, string note) => (from, to) => new(from, name, Effort.Shape, Targets(to, targets), note);

    /// <summary>A function that only became async.</summary>
    private static RowOf Awaited(string name) => Shape(name, name, "an async func with the same parameters and result");

    private static RowOf Async(string name, string targets, string note) => (from, to) => new(from, name, Effort.Async, Targets(to, targets), note);

    /// <summary>Nothing takes its place.</summary>
    private static RowOf Gone(string name, Effort effort, string note) => (from, _) => new(from, name, effort, [], note);

    /// <summary>A type that a built-in type of WIT replaces.</summary>
    private static RowOf Type(string name, string wit, Effort effort, string note) => (from, _) => new(from, name, effort, [], note) { Wit = wit };

    /// <summary>A type that nothing replaces, with one to write where somebody else's interface uses it.</summary>
    private static RowOf StandIn(string name, string wit, Effort effort, string note) => (from, _) => new(from, name, effort, [], note) { Wit = wit, IsStandIn = true };

    private static string[] Targets(string defaultInterface, string targets) => [.. targets
        .Split(' ', StringSplitOptions.RemoveEmptyEntries)
        .Select(target => target.StartsWith("canon:", StringComparison.Ordinal) ? target["canon:".Length..]
            : target.Contains('#', StringComparison.Ordinal) ? target
            : $"{defaultInterface}#{target}")];
}
