using System.Text;
using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Cli.Migration;

/// <summary>The 0.3 world for a core module, which says by its imports and exports only what its world is.</summary>
internal static class ModuleWorld
{
    private const string Files = "wasi:filesystem/types";

    public static string Of(MigrationReport report, ReadOnlyMemory<byte> binary)
    {
        // Numbers of files stand for all kinds of things: what cannot be opened is not used.
        var snapshot = report.Uses.Where(static use => use.Row?.Interface == MigrationTable.Preview1).Select(static use => use.Name).ToList();
        var files = snapshot.Exists(static name => name.StartsWith("path_", StringComparison.Ordinal) || name.StartsWith("fd_prestat_", StringComparison.Ordinal));
        var sockets = snapshot.Exists(static name => name.StartsWith("sock_", StringComparison.Ordinal));

        var (imports, exports) = (new SortedSet<string>(StringComparer.Ordinal), new SortedSet<string>(StringComparer.Ordinal));
        foreach (var item in report.Interfaces)
        {
            var old = MigrationReport.OldInterface(item.Name)!;
            var isSnapshot = old == MigrationTable.Preview1;
            foreach (var target in item.Uses.SelectMany(use => WorldMigration.Targets(old, use.Name, item.IsImport)))
                if (!isSnapshot || ((files || target != Files) && (sockets || target != MigrationTable.SocketTypes))) (item.IsImport ? imports : exports).Add(target);
        }
        if (BinaryDecoder.Decode(binary).Exports.Any(static e => e.Name == "_start" && e.Kind == ExternKind.Function)) exports.Add("wasi:cli/run");

        var wit = new StringBuilder("package root:component;\n\nworld root {\n");
        foreach (var target in imports) wit.Append($"  import {target}@{WasiPackages.Version};\n");
        foreach (var target in exports) wit.Append($"  export {target}@{WasiPackages.Version};\n");
        return wit.Append("}\n").ToString();
    }
}
