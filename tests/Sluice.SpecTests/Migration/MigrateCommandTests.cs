using System.CommandLine;
using System.Text.Json;
using Sluice.Cli.Commands;
using Sluice.Cli.Migration;
using Sluice.Wit;

namespace Sluice.SpecTests.Migration;

public sealed class MigrateCommandTests : IDisposable
{
    private const string Waits = """
        (component
          (import "wasi:io/poll@0.2.4" (instance $poll
            (export "pollable" (type $p (sub resource)))
            (export "[method]pollable.block" (func (param "self" (borrow $p))))))
          (alias export $poll "pollable" (type $pollable))
          (import "wasi:clocks/monotonic-clock@0.2.4" (instance
            (alias outer 1 $pollable (type $q))
            (export "pollable" (type $r (eq $q)))
            (export "now" (func (result u64)))
            (export "subscribe-duration" (func (param "when" u64) (result (own $r))))))
          (import "wasi:sockets/network@0.2.4" (instance (export "network" (type (sub resource)))))
          (import "wasi:random/random@0.3.0" (instance (export "get-random-u64" (func (result u64)))))
          (import "plain" (func)))
        """;

    private const string OwnInterface = """
        (component
          (import "wasi:io/streams@0.2.4" (instance $streams (export "input-stream" (type (sub resource)))))
          (alias export $streams "input-stream" (type $input-stream))
          (import "wasi:clocks/wall-clock@0.2.4" (instance $clock
            (type $d (record (field "seconds" u64) (field "nanoseconds" u32)))
            (export "datetime" (type (eq $d)))))
          (alias export $clock "datetime" (type $datetime))
          (import "test:own/log" (instance
            (alias outer 1 $input-stream (type $i))
            (export "input-stream" (type $in (eq $i)))
            (alias outer 1 $datetime (type $d))
            (export "datetime" (type $at (eq $d)))
            (export "show" (func (param "in" (borrow $in)) (param "at" $at))))))
        """;

    private const string Preview1 = """
        (module
          (import "wasi_snapshot_preview1" "fd_write" (func (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_renumber" (func (param i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "fd_read_twice" (func))
          (import "env" "other" (func))
          (memory (export "memory") 1)
          (func (export "_start")))
        """;

    private readonly string folder = Directory.CreateTempSubdirectory("sluice-migrate-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private string Run(string wat, params string[] options)
    {
        var path = Path.Combine(folder, "guest.wat");
        File.WriteAllText(path, wat);
        using var output = new StringWriter();
        var parsed = new RootCommand { MigrateCommand.Create() }.Parse(["migrate", path, .. options]);
        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Invoke(new InvocationConfiguration { Output = output, EnableDefaultExceptionHandler = false }));
        return output.ToString().ReplaceLineEndings("\n");
    }

    [Fact]
    public void The_report_names_each_use_its_work_and_what_it_becomes()
    {
        var text = Run(Waits);
        Assert.Contains("import wasi:io/poll@0.2.4\n", text, StringComparison.Ordinal);
        Assert.Matches(@"\[method\]pollable\.block +async restructuring +→ waitable-set\.wait\n +await the call\n", text);
        Assert.Matches(@"subscribe-duration +async restructuring +→ wasi:clocks/monotonic-clock#wait-for\n", text);
        Assert.Matches(@"network +changed shape +→ no counterpart\n", text);
        Assert.Contains("Not affected:\n  import wasi:random/random@0.3.0\n  import plain\n", text, StringComparison.Ordinal);
        Assert.EndsWith("5 uses in 3 interfaces: 1 renamed, 1 changed shape, 3 async restructuring, 1 of these without a counterpart.\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_says_the_same()
    {
        using var json = JsonDocument.Parse(Run(Waits, "--json"));
        var root = json.RootElement;
        Assert.Equal("component", root.GetProperty("kind").GetString());
        Assert.Equal("0.3.0", root.GetProperty("target").GetString());
        var poll = root.GetProperty("interfaces")[0];
        Assert.Equal("import", poll.GetProperty("direction").GetString());
        Assert.Equal("wasi:io/poll@0.2.4", poll.GetProperty("name").GetString());
        Assert.Equal("future", poll.GetProperty("uses")[0].GetProperty("wit").GetString());
        var block = poll.GetProperty("uses")[1];
        Assert.Equal("async", block.GetProperty("effort").GetString());
        Assert.Equal("waitable-set.wait", block.GetProperty("targets")[0].GetString());
        Assert.Equal(3, root.GetProperty("totals").GetProperty("async").GetInt32());
        Assert.Equal(1, root.GetProperty("totals").GetProperty("withoutCounterpart").GetInt32());
    }

    [Fact]
    public void A_world_is_rewritten_to_the_interfaces_that_take_the_place_of_what_is_used()
    {
        var wit = Run(Waits, "--wit");
        Assert.Contains("// wasi:io/poll@0.2.4: no interface takes its place\n", wit, StringComparison.Ordinal);
        Assert.Contains("// wasi:sockets/network@0.2.4: no interface takes its place\n", wit, StringComparison.Ordinal);
        var world = Assert.Single(WasiPackages.Resolve(wit).Root.Worlds);
        Assert.Equal(
            ["plain", "wasi:clocks/monotonic-clock@0.3.0", "wasi:clocks/types@0.3.0", "wasi:random/random@0.3.0"],
            world.Imports.Select(static i => i.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Interfaces_of_the_components_own_are_rewritten_with_their_types()
    {
        var packages = WasiPackages.Resolve(Run(OwnInterface, "--wit"));
        var log = packages.Packages.Single(static p => p.Name.Namespace == "test").Interfaces.Single();
        Assert.Equal("stream<u8>", log.Functions.Single().Params[0].Type.Type.ToString());
        Assert.Contains("seconds: s64", log.Functions.Single().Params[1].Type.Definition!.Used!.Fields.Select(static f => $"{f.Name}: {f.Type.Type}"));
    }

    [Fact]
    public void A_resource_without_a_0_3_form_stays_a_resource_of_the_interface_that_uses_it()
    {
        var packages = WasiPackages.Resolve(Run("""
            (component
              (import "wasi:sockets/network@0.2.4" (instance $network (export "network" (type (sub resource)))))
              (alias export $network "network" (type $n))
              (import "test:own/dial" (instance
                (alias outer 1 $n (type $o))
                (export "network" (type $u (eq $o)))
                (export "dial" (func (param "by" (borrow $u)))))))
            """, "--wit"));
        var dial = packages.Packages.Single(static p => p.Name.Namespace == "test").Interfaces.Single();
        Assert.Equal(WitTypeDefKind.Resource, Assert.Single(dial.Types).Kind);
    }

    [Fact]
    public void A_value_type_without_a_0_3_form_is_named()
    {
        var error = Assert.Throws<NotSupportedException>(() => Run("""
            (component
              (import "wasi:sockets/tcp@0.2.4" (instance $tcp
                (type $e (enum "receive" "send" "both"))
                (export "shutdown-type" (type (eq $e)))))
              (alias export $tcp "shutdown-type" (type $s))
              (import "test:own/close" (instance
                (alias outer 1 $s (type $o))
                (export "shutdown-type" (type $u (eq $o)))
                (export "close" (func (param "how" $u))))))
            """, "--wit"));
        Assert.Contains("`shutdown-type` of wasi:sockets/tcp@0.2.4", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Modules_of_0_1_are_reported_and_get_a_world()
    {
        var text = Run(Preview1);
        Assert.Matches(@"fd_write +async restructuring +→ wasi:cli/stdout#write-via-stream \+ ", text);
        Assert.Matches(@"fd_renumber +changed shape +→ no counterpart\n", text);
        Assert.Matches(@"fd_read_twice +unknown", text);
        Assert.Contains("Not affected:\n  import env\n", text, StringComparison.Ordinal);
        var world = Assert.Single(WasiPackages.Resolve(Run(Preview1, "--wit")).Root.Worlds);
        Assert.Equal(["wasi:cli/stderr@0.3.0", "wasi:cli/stdout@0.3.0", "wasi:cli/types@0.3.0"], world.Imports.Select(static i => i.Name).Order(StringComparer.Ordinal));
        Assert.Equal("wasi:cli/run@0.3.0", Assert.Single(world.Exports).Name);
    }

    [Fact]
    public void Modules_that_are_to_become_components_are_reported_and_get_a_world()
    {
        const string Module = """
            (module
              (import "wasi:http/types@0.2.10" "[resource-drop]incoming-request" (func (param i32)))
              (import "wasi:http/types@0.2.10" "[static]response-outparam.set" (func (param i32)))
              (func (export "wasi:http/incoming-handler@0.2.10#handle") (param i32 i32)))
            """;
        var text = Run(Module);
        Assert.Matches(@"incoming-request +renamed +→ wasi:http/types#request\n", text);
        Assert.Matches(@"export wasi:http/incoming-handler@0\.2\.10\n  handle +async restructuring +→ wasi:http/handler#handle\n", text);
        var world = Assert.Single(WasiPackages.Resolve(Run(Module, "--wit")).Root.Worlds);
        Assert.DoesNotContain(world.Imports, static i => i.Name.Contains("handler", StringComparison.Ordinal));
        Assert.Equal("wasi:http/handler@0.3.0", Assert.Single(world.Exports).Name);
    }

    [Fact]
    public void What_uses_nothing_old_has_nothing_to_migrate() =>
        Assert.Equal("The module uses nothing of WASI 0.1 or 0.2: there is nothing to migrate.\n", Run("(module)"));

    [Fact]
    public void Json_and_wit_exclude_each_other() => Assert.Throws<UsageException>(() => Run("(module)", "--json", "--wit"));
}
