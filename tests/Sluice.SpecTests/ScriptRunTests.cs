using System.Text;
using Sluice.Cli.Wast;

namespace Sluice.SpecTests;

public sealed class ScriptRunTests
{
    private static WastReport Run(string script, WastOptions? options = null) => ScriptRun.Run("test.wast", Encoding.UTF8.GetBytes(script), options ?? new WastOptions(), null);

    [Fact]
    public void Assertions_and_modules_are_counted()
    {
        var report = Run("""
            (module (func (export "f") (param i32) (result i32) (local.get 0)))
            (assert_return (invoke "f" (i32.const 7)) (i32.const 7))
            (assert_invalid (module (func (result i32))) "type mismatch")
            (assert_malformed (module quote "(func") "unexpected token")
            (invoke "f" (i32.const 1))
            (thread $t)
            """);
        Assert.Equal("4 passed, 0 failed, 1 skipped", report.ToString());
    }

    [Fact]
    public void A_failure_names_its_line_and_the_script_goes_on()
    {
        var report = Run("""
            (module (func (export "f") (result i32) (i32.const 1)))
            (assert_return (invoke "f") (i32.const 2))
            (assert_trap (invoke "f") "unreachable")
            (assert_return (invoke "f") (i32.const 1))
            """);
        Assert.Equal([2, 3], report.Failures.Select(failure => failure.Line));
        Assert.Equal("test.wast:2: expected I32 0x2, got i32 0x1", report.Failures[0].ToString());
        Assert.Equal(2, report.Passed);
    }

    [Fact]
    public void Messages_can_be_ignored()
    {
        const string Script = """(assert_invalid (module (func (result i32))) "something else")""";
        Assert.Single(Run(Script).Failures);
        Assert.Empty(Run(Script, new WastOptions { IgnoreErrorMessages = true }).Failures);
    }

    [Fact]
    public void An_endless_loop_fails_alone()
    {
        var report = Run("""
            (module (func (export "spin") (loop (br 0))))
            (invoke "spin")
            (assert_malformed (module quote "(") "unexpected token")
            """, new WastOptions { Timeout = TimeSpan.FromSeconds(0.5) });
        Assert.Equal([2], report.Failures.Select(failure => failure.Line));
        Assert.Equal(2, report.Passed);
    }

    [Fact]
    public void A_component_takes_and_gives_values()
    {
        var report = Run("""
            (component
              (core module $m (func (export "f") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1))))
              (core instance $i (instantiate $m))
              (func (export "add") (param "a" u8) (param "b" s32) (result u32) (canon lift (core func $i "f"))))
            (assert_return (invoke "add" (u8.const 200) (s32.const 100)) (u32.const 300))
            """);
        Assert.Equal("2 passed, 0 failed, 0 skipped", report.ToString());
    }
}
