using System.Text;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Cli.Migration;

/// <summary>The 0.3 world for a core module of WASI 0.1, which has no world.</summary>
internal static class SnapshotWorld
{
    public static string Of(MigrationReport report, ReadOnlyMemory<byte> binary)
    {
        var uses = report.Uses.Where(static use => use.Row is not null).ToList();
        // Numbers of files stand for all kinds of things: what cannot be opened is not used.
        var files = uses.Exists(static use => use.Name.StartsWith("path_", StringComparison.Ordinal) || use.Name.StartsWith("fd_prestat_", StringComparison.Ordinal));
        var sockets = uses.Exists(static use => use.Name.StartsWith("sock_", StringComparison.Ordinal));
        var wit = new StringBuilder("package root:component;\n\nworld root {\n");
        foreach (var target in uses.SelectMany(static use => use.Row!.Interfaces).Distinct().Order(StringComparer.Ordinal))
        {
            if (target == "wasi:filesystem/types" && !files) continue;
            if (target == SocketTypes && !sockets) continue;
            wit.Append($"  import {target}@{WasiPackages.Version};\n");
        }
        if (BinaryDecoder.Decode(binary).Exports.Exists(static e => e.Name == "_start" && e.Kind == ExternKind.Function))
            wit.Append($"  export wasi:cli/run@{WasiPackages.Version};\n");
        return wit.Append("}\n").ToString();
    }

    private const string SocketTypes = "wasi:sockets/types";
}
