using Sluice.Components.Decoding;
using Sluice.Components.Validation;
using Sluice.Tests.Components;
using Sluice.Text.Printing;
using Sluice.Types;

namespace Sluice.Tests.Text;

public sealed class ComponentPrinterTests
{
    private static string Print(byte[] binary)
    {
        var text = new StringWriter();
        ComponentPrinter.Print(ComponentDecoder.Decode(binary), text);
        return text.ToString();
    }

    /// <summary>The binary that a component's text, printed from its binary, is read as.</summary>
    private static void SameAgain(string component)
    {
        var binary = Wat.ToBytes(component);
        Assert.Equal(Convert.ToHexString(binary), Convert.ToHexString(Wat.ToBytes(Print(binary))));
    }

    [Theory]
    [InlineData("(component)")]
    [InlineData("(component $name (type $t u32) (type (list $t)))")]
    [InlineData("(component $\"a name\" (import \"a:b/c@1.0.0\" (external-id \"x\\00y\") (instance)))")]
    [InlineData("(component (import \"p\" (implements \"a:b/c\") (instance)) (import \"a:b/c@1\" (versionsuffix \".2.3\") (instance)))")]
    [InlineData("(component (@custom \"before\" \"\\ff\\00\") (@custom \"and\" \"after\"))")]
    [InlineData("(component (component $in (import \"f\" (func $f)) (export \"g\" (func $f))) (import \"f\" (func $f)) (instance $i (instantiate $in (with \"f\" (func $f)))) (alias export $i \"g\" (func $g)) (export $e \"x\" (func $g) (func)))")]
    [InlineData("(component (instance $i) (instance (export \"i\" (instance $i))) (type $t string) (component (alias outer 1 $t (type $u)) (type (option $u))))")]
    [InlineData("(component (import \"r\" (type $r (sub resource))) (import \"s\" (type (eq $r))) (type (own $r)) (type (borrow $r)) (type (resource (rep i32))))")]
    [InlineData("(component (type (component (import \"a\" (type (sub resource))) (core type (module)) (alias outer 1 0 (type)) (export \"f\" (func (param \"x\" u8))))))")]
    public void A_component_is_printed_as_text_of_the_same_binary(string component) => SameAgain(component);

    [Fact]
    public void Every_kind_of_value_type_is_printed() => SameAgain("""
        (component
          (type $r (record (field "a" bool) (field "b" s8)))
          (type (variant (case "a") (case "b" $r)))
          (type (list char)) (type (list string 3)) (type (map u8 f64)) (type (tuple u16 s16 u32 s32 u64 s64))
          (type (flags "x" "y")) (type (enum "x" "y")) (type (option f32))
          (type (result)) (type (result u8)) (type (result (error u8))) (type (result u8 (error u16)))
          (type (stream)) (type (stream u8)) (type (future)) (type (future string)) (type error-context)
          (type (func)) (type (func async (param "a" $r) (param "b" string) (result u8))))
        """);

    [Fact]
    public void Core_types_are_printed() => SameAgain("""
        (component
          (core type $f (func (param i32 (ref null func)) (result i64)))
          (core type $s (sub (func)))
          (core type (sub final $s (func)))
          (core rec (type $a (func (param (ref $b)))) (type $b (func (param (ref null $a)))))
          (core type $m (module
            (alias outer 1 $f (type $g))
            (type $h (func))
            (import "a" "f" (func (type $g)))
            (import "a" "m" (memory i64 1 2))
            (import "a" "t" (table 0 externref))
            (import "a" "g" (global (mut i32)))
            (import "a" "e" (tag (type $h)))
            (export "x" (func (type $h)))))
          (import "module" (core module (type $m))))
        """);

    [Fact]
    public void Core_instances_and_canonical_definitions_are_printed() => SameAgain("""
        (component
          (type $r (resource (rep i32)))
          (type $s (stream u8))
          (type $u (future u8))
          (import "f" (func $f (param "s" string) (result string)))
          (core module $m
            (memory (export "mem") 1)
            (table (export "table") 1 funcref)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) unreachable)
            (func (export "cb") (param i32 i32 i32) (result i32) unreachable)
            (func (export "run") (result i32) unreachable))
          (core instance $i (instantiate $m))
          (alias core export $i "mem" (core memory $mem))
          (alias core export $i "table" (core table $table))
          (alias core export $i "realloc" (core func $realloc))
          (alias core export $i "cb" (core func $cb))
          (alias core export $i "run" (core func $run))
          (core type $start (func (param i32)))
          (core func $lowered (canon lower (func $f) (memory $mem) (realloc $realloc) string-encoding=utf16))
          (core instance (export "f" (func $lowered)) (export "m" (memory $mem)))
          (type $run-type (func async))
          (func (type $run-type) (canon lift (core func $run) async (callback (func $cb))))
          (core func (canon resource.new $r)) (core func (canon resource.drop $r)) (core func (canon resource.rep $r))
          (core func (canon task.return (result string) (memory $mem) string-encoding=latin1+utf16)) (core func (canon task.return)) (core func (canon task.cancel))
          (core func (canon context.get i32 0)) (core func (canon context.set i32 1))
          (core func (canon subtask.cancel)) (core func (canon subtask.cancel async)) (core func (canon subtask.drop))
          (core func (canon stream.new $s)) (core func (canon stream.read $s async (memory $mem))) (core func (canon stream.cancel-read $s async)) (core func (canon stream.drop-writable $s))
          (core func (canon future.new $u)) (core func (canon future.write $u (memory $mem))) (core func (canon future.drop-readable $u))
          (core func (canon error-context.new (memory $mem))) (core func (canon error-context.drop))
          (core func (canon waitable-set.new)) (core func (canon waitable-set.wait cancellable (memory $mem))) (core func (canon waitable-set.poll (memory $mem))) (core func (canon waitable.join))
          (core func (canon backpressure.inc)) (core func (canon thread.index)) (core func (canon thread.yield cancellable)) (core func (canon thread.new-indirect $start (core table $table))))
        """);

    [Fact]
    public void Names_that_are_not_unique_do_not_become_identifiers_twice()
    {
        var binary = new ComponentBytes().Section(7, 2, 0x7f, 0x7e).Raw(0, [.. ComponentBytes.Name("component-name"), 1, 8, 3, 2, 0, 1, (byte)'t', 1, 1, (byte)'t']).ToArray();
        var text = Print(binary);
        Assert.Contains("(type $t bool)", text, StringComparison.Ordinal);
        Assert.Contains("(type (;1;) s8)", text, StringComparison.Ordinal);
        Assert.NotNull(ComponentValidator.Validate(ComponentDecoder.Decode(Wat.ToBytes(text)), new TypeRegistry()));
    }
}
