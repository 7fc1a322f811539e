using System.Text.RegularExpressions;
using Sluice.Cli.Migration;
using Sluice.Components.Definitions;
using Sluice.Wasi.Preview1;
using Sluice.Wit;
using Sluice.Wit.Printing;

namespace Sluice.SpecTests.Migration;

public sealed partial class MigrationTableTests
{
    private static readonly WitInterface[] Old = LoadOld();

    private static WitInterface[] LoadOld()
    {
        var loader = new WitLoader(new WitOptions { AllFeatures = true });
        var files = new WitDiskFiles();
        foreach (var file in files.Files(Path.Combine(AppContext.BaseDirectory, "Wit", "v02"))) loader.AddDependency(files, file);
        return [.. loader.LoadText("package test:all; world all { include wasi:cli/command@0.2.12; include wasi:http/proxy@0.2.12; }")
            .Packages.SelectMany(static p => p.Interfaces)];
    }

    private static string Name(WitInterface item) => WasiPackages.Unversioned(item.QualifiedName!);

    private static IEnumerable<string> Keys(Func<WitInterface, IEnumerable<string>> items) => Old.SelectMany(item => items(item).Select(name => $"{Name(item)}#{name}"));

    [Fact]
    public void Every_function_of_every_package_of_0_2_has_a_row()
    {
        Assert.Equal(7, Old.Select(static i => i.Package).Distinct().Count());
        var functions = Keys(static i => i.Functions.Select(static f => f.Name)).ToList();
        Assert.Empty(functions.Except(MigrationTable.Rows.Select(static r => r.Key)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{functions.Count} functions of {Old.Length} interfaces");
    }

    [Fact]
    public void Every_resource_of_every_package_of_0_2_has_a_row()
    {
        var resources = Keys(static i => i.Types.Where(static t => t.Kind == WitTypeDefKind.Resource).Select(static t => t.Name)).ToList();
        Assert.Empty(resources.Except(MigrationTable.Rows.Select(static r => r.Key)));
        TestContext.Current.TestOutputHelper?.WriteLine($"{resources.Count} resources");
    }

    [Fact]
    public void Every_value_type_of_0_2_has_a_row_or_is_the_same_in_0_3()
    {
        foreach (var item in Old)
        {
            foreach (var type in item.Types)
            {
                if (type.Kind == WitTypeDefKind.Use || MigrationTable.Find(Name(item), type.Name) is not null) continue;
                Assert.True(WasiPackages.Interfaces.TryGetValue(Name(item), out var same), $"{Name(item)} is gone, and its {type.Name} has no row");
                var now = same.Types.FirstOrDefault(t => t.Name == type.Name);
                Assert.True(now is not null && now.Kind == type.Kind, $"{Name(item)} has another {type.Name}, and no row for it");
                Assert.Equal(Translate(Members(type)), Members(now));
            }
        }

        static string Members(WitTypeDef type) => string.Join(
            ", ",
            type.Fields.Select(static f => $"{f.Name}: {WitPrinter.Print(f.Type)}").Concat(type.Cases.Select(static c => $"{c.Name}({(c.Type is null ? "" : WitPrinter.Print(c.Type))})")));
    }

    [Fact]
    public void Every_function_of_0_1_has_a_row() =>
        Assert.Equal(SnapshotFunctions.All.Keys.Order(StringComparer.Ordinal), MigrationTable.Rows.Where(static r => r.Interface == MigrationTable.Preview1).Select(static r => r.Name).Order(StringComparer.Ordinal));

    [Fact]
    public void Every_row_is_of_something_that_is_there()
    {
        var known = Keys(static i => i.Functions.Select(static f => f.Name).Concat(i.Types.Where(static t => t.Kind != WitTypeDefKind.Use).Select(static t => t.Name)))
            .Concat(SnapshotFunctions.All.Keys.Select(static f => $"{MigrationTable.Preview1}#{f}"));
        Assert.Empty(MigrationTable.Rows.Select(static r => r.Key).Except(known));
    }

    [Fact]
    public void Every_target_is_in_0_3_or_is_a_built_in()
    {
        foreach (var row in MigrationTable.Rows)
        {
            foreach (var target in row.Targets)
            {
                if (!MigrationRow.IsWasi(target))
                {
                    Assert.True(CanonicalBuiltins.Find(target) is not null, $"{row.Key}: there is no built-in {target}");
                    continue;
                }
                var parts = target.Split('#');
                Assert.True(WasiPackages.Interfaces.TryGetValue(parts[0], out var item), $"{row.Key}: there is no interface {parts[0]}");
                Assert.True(item.Functions.Any(f => f.Name == parts[1]) || item.Types.Any(t => t.Name == parts[1]), $"{row.Key}: {parts[0]} has no {parts[1]}");
            }
        }
    }

    [Fact]
    public void A_row_without_a_target_or_with_a_changed_shape_says_what_to_do() =>
        Assert.All(MigrationTable.Rows, static row => Assert.True(row.Note.Length > 0 || row.Effort is Effort.None or Effort.Renamed, row.Key));

    [Fact]
    public void Functions_that_need_no_work_or_a_new_name_only_have_the_same_type()
    {
        var compared = 0;
        foreach (var item in Old)
        {
            foreach (var function in item.Functions)
            {
                var row = MigrationTable.Find(Name(item), function.Name)!;
                var awaited = row.Effort == Effort.Shape && row.Note == "an async func with the same parameters and result";
                if (row.Effort is not (Effort.None or Effort.Renamed) && !awaited) continue;
                var parts = Assert.Single(row.Targets).Split('#');
                if (row.Effort == Effort.None) Assert.Equal(row.Key, row.Targets[0]);
                var now = WasiPackages.Interfaces[parts[0]].Functions.Single(f => f.Name == parts[1]);
                Assert.Equal(awaited, now.IsAsync);
                Assert.Equal($"{row.Key}: {Translate(Signature(function))}", $"{row.Key}: {Signature(now)}");
                compared++;
            }
        }
        Assert.InRange(compared, 80, 200);

        static string Signature(WitFunction function) =>
            $"({string.Join(", ", function.Params.Select(static p => $"{p.Name}: {WitPrinter.Print(p.Type)}"))}) -> {(function.Result is null ? "" : WitPrinter.Print(function.Result))}";
    }

    // The names of types that the table gives other names to.
    private static string Translate(string text) => Word().Replace(text, static word =>
    {
        var row = MigrationTable.Rows.FirstOrDefault(r => r.Name == word.Value && r.Interface != MigrationTable.Preview1 && r.Targets.Count == 1
            && r.Effort is Effort.Renamed or Effort.Shape && Old.Any(i => Name(i) == r.Interface && i.Types.Any(t => t.Name == r.Name)));
        return row is null || row.Name != word.Value ? word.Value : row.Targets[0][(row.Targets[0].IndexOf('#', StringComparison.Ordinal) + 1)..];
    });

    [GeneratedRegex("[A-Za-z0-9-]+")]
    private static partial Regex Word();
}
