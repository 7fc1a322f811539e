using Sluice.Binary;
using Sluice.Text.Printing;

namespace Sluice.Tests.Text;

public sealed class ModulePrinterTests
{
    private static string Print(string text)
    {
        using var writer = new StringWriter();
        ModulePrinter.Print(BinaryDecoder.Decode(Wat.ToBytes(text)), writer);
        return writer.ToString();
    }

    [Fact]
    public void A_module_is_printed_with_its_names() => Assert.Equal(
        """
        (module $m
          (type (;0;) (func (param i32) (result i32)))
          (import "env" "log" (func $log (type 0)))
          (func $twice (type 0) (param $x i32) (result i32)
            (local $y i64)
            (local f32 f32)
            local.get $x
            if (result i32)
              local.get $x
              call $log
            else
              i32.const -1
            end)
          (memory $ram 1 2)
          (export "twice" (func $twice))
          (data (;0;) (offset i32.const 8) "a\00\"\ffé"))
        """,
        Print("""
        (module $m
          (import "env" "log" (func $log (param i32) (result i32)))
          (memory $ram 1 2)
          (func $twice (export "twice") (param $x i32) (result i32) (local $y i64) (local f32 f32)
            (if (result i32) (local.get $x) (then (call $log (local.get $x))) (else (i32.const -1))))
          (data (i32.const 8) "a\00\"\ff\c3\a9"))
        """), ignoreLineEndingDifferences: true);

    [Theory]
    [InlineData("f32.const -0")]
    [InlineData("f32.const 1e-45")]
    [InlineData("f32.const 3.4028235e+38")]
    [InlineData("f32.const nan:0x123")]
    [InlineData("f64.const -nan:0x4000000000001")]
    [InlineData("f64.const -inf")]
    [InlineData("f64.const 0.1")]
    [InlineData("i64.const -9223372036854775808")]
    [InlineData("v128.const f64x2 1.5 nan:0x7")]
    [InlineData("i32.const 0 i64.load16_s offset=4294967295 align=1")]
    [InlineData("i32.const 0 v128.const i64x2 0 0 v128.store16_lane align=1 7 i32.const 0")]
    [InlineData("v128.const i64x2 0 0 v128.const i64x2 0 0 i8x16.shuffle 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 31")]
    [InlineData("ref.null func ref.null extern ref.is_null drop")]
    [InlineData("i32.const 1 i32.const 2 i32.const 0 select (result i32)")]
    [InlineData("block (result i32) i32.const 0 br_table 0 0 0 end")]
    [InlineData("block $b try_table (catch_all $b) end end i32.const 0")]
    public void An_instruction_reads_back_as_the_same(string instructions)
    {
        byte[] binary = Wat.ToBytes($"(module (memory 1) (func {instructions} drop))");
        using var writer = new StringWriter();
        ModulePrinter.Print(BinaryDecoder.Decode(binary), writer);
        Assert.Equal(binary, Wat.ToBytes(writer.ToString()));
    }

    [Theory]
    [InlineData("(module (type $a (sub (struct (field i8) (field (mut (ref null $a)))))) (type (sub final $a (struct (field i8) (field (mut (ref null $a)))))))")]
    [InlineData("(module (rec (type (array (mut i16))) (type (func (param (ref 0)) (result anyref)))))")]
    [InlineData("(module (table 1 (ref null func) (ref.null func)) (table i64 0 2 externref) (memory i64 1))")]
    [InlineData("(module (func) (table funcref (elem 0 0)) (elem declare func 0) (elem funcref (item ref.func 0) (item ref.null func)))")]
    [InlineData("(module (tag $e (param i32)) (global (mut i64) (i64.const 3)) (export \"e\" (tag $e)) (func) (start 0))")]
    [InlineData("(module (memory 1) (memory 1) (data (memory 1) (i32.const 0) \"x\") (data \"y\") (func (memory.copy 1 0 (i32.const 0) (i32.const 0) (i32.const 0)) (memory.init 1 0 (i32.const 0) (i32.const 0) (i32.const 0))))")]
    [InlineData("""
        (module
          (type $s (struct (field $x (mut i32)) (field (mut i8)))) (type $a (array (mut i16))) (type $r (array (mut funcref))) (data $d "12") (elem $e funcref (ref.null func))
          (global eqref (struct.new $s (i32.const 1) (i32.const 2))) (global (ref $a) (array.new $a (i32.const 1) (i32.const 2)))
          (global anyref (any.convert_extern (extern.convert_any (ref.i31 (i32.const 3))))) (global anyref (struct.new_default $s))
          (func (param (ref $s) (ref $a) (ref $r) anyref)
            (drop (struct.get $s $x (local.get 0))) (drop (struct.get_s $s 1 (local.get 0))) (drop (struct.get_u $s 1 (local.get 0))) (struct.set $s $x (local.get 0) (i32.const 1))
            (drop (array.new_default $a (i32.const 1))) (drop (array.new_fixed $a 2 (i32.const 1) (i32.const 2)))
            (drop (array.new_data $a $d (i32.const 0) (i32.const 1))) (drop (array.new_elem $r $e (i32.const 0) (i32.const 1)))
            (drop (array.get $r (local.get 2) (i32.const 0))) (drop (array.get_s $a (local.get 1) (i32.const 0))) (drop (array.get_u $a (local.get 1) (i32.const 0)))
            (array.set $a (local.get 1) (i32.const 0) (i32.const 1)) (drop (array.len (local.get 1))) (array.fill $a (local.get 1) (i32.const 0) (i32.const 0) (i32.const 0))
            (array.copy $a $a (local.get 1) (i32.const 0) (local.get 1) (i32.const 0) (i32.const 0))
            (array.init_data $a $d (local.get 1) (i32.const 0) (i32.const 0) (i32.const 0)) (array.init_elem $r $e (local.get 2) (i32.const 0) (i32.const 0) (i32.const 0))
            (drop (ref.test (ref $s) (local.get 3))) (drop (ref.test (ref null i31) (local.get 3))) (drop (ref.cast (ref eq) (local.get 3))) (drop (ref.cast nullref (local.get 3)))
            (block (result anyref) (br_on_cast 0 anyref (ref $s) (local.get 3))) (drop)
            (block (result anyref) (br_on_cast_fail 0 (ref null any) structref (local.get 3))) (drop)
            (drop (i31.get_s (ref.i31 (i32.const 1)))) (drop (i31.get_u (ref.null i31))) (drop (ref.eq (local.get 0) (local.get 1)))))
        """)]
    public void A_field_reads_back_as_the_same(string text)
    {
        string printed = Print(text);
        Assert.Equal(printed, Print(printed));
        Assert.Equal(Wat.ToBytes(text), Wat.ToBytes(printed));
    }

    [Fact]
    public void Names_that_are_no_identifiers_are_quoted_and_duplicates_are_numbers() => Assert.Equal(
        """
        (module
          (type (;0;) (func))
          (func $"a b" (type 0)
            call 1
            call $"a b")
          (func (;1;) (type 0)))
        """,
        Print("(module (func $\"a b\" (call $2) (call $\"a b\")) (func $2 (@name \"a b\")))"), ignoreLineEndingDifferences: true);
}
