using Sluice.Tests.Binary;

namespace Sluice.Tests.Validation;

public sealed class ModuleValidationTests
{
    [Theory]
    [InlineData("(func) (export \"a\" (func 0)) (export \"a\" (func 0))", "duplicate export name")]
    [InlineData("(export \"a\" (memory 0))", "unknown memory 0")]
    [InlineData("(export \"a\" (tag 0))", "unknown tag 0")]
    [InlineData("(func (param i32)) (start 0)", "start function")]
    [InlineData("(start 0)", "unknown function 0")]
    [InlineData("(import \"a\" \"b\" (func (type 3)))", "unknown type 3")]
    [InlineData("(type (struct)) (func (type 0))", "type mismatch")]
    [InlineData("(type (func (result i32))) (tag (type 0))", "non-empty tag result type")]
    [InlineData("(memory 2 1)", "size minimum must not be greater than maximum")]
    [InlineData("(memory 65537)", "memory size must be at most 65536 pages (4GiB)")]
    [InlineData("(memory i64 0x1_0000_0000_0001)", "memory size")]
    [InlineData("(table 0x1_0000_0000 funcref)", "table size")]
    [InlineData("(table 1 (ref func))", "type mismatch")]
    [InlineData("(global i32 (i64.const 0))", "type mismatch")]
    [InlineData("(global i32 (i32.const 0) (i32.const 1))", "type mismatch")]
    [InlineData("(global i32 (i32.div_s (i32.const 1) (i32.const 1)))", "constant expression required")]
    [InlineData("(global (mut i32) (i32.const 0)) (global i32 (global.get 0))", "constant expression required")]
    [InlineData("(global i32 (global.get 0))", "unknown global 0")]
    [InlineData("(global i32 (global.get 1)) (global i32 (i32.const 0))", "unknown global 1")]
    [InlineData("(global funcref (ref.func 0))", "unknown function 0")]
    [InlineData("(data (i32.const 0) \"\")", "unknown memory 0")]
    [InlineData("(memory i64 1) (data (i32.const 0) \"\")", "type mismatch")]
    [InlineData("(elem (i32.const 0) func)", "unknown table 0")]
    [InlineData("(elem func 4)", "unknown function 4")]
    [InlineData("(table 1 externref) (elem (i32.const 0) func)", "type mismatch")]
    [InlineData("(elem funcref (item (ref.null extern)))", "type mismatch")]
    public void A_module_that_breaks_a_rule_is_invalid(string fields, string rule) => Load.IsInvalid($"(module {fields})", rule);

    [Theory]
    [InlineData("(memory 65536) (memory i64 0x1_0000_0000_0000)")]
    [InlineData("(table i64 0 0xffff_ffff_ffff_ffff funcref)")]
    [InlineData("(global i32 (i32.mul (i32.const 6) (i32.sub (i32.const 9) (i32.const 2))))")]
    [InlineData("(global $a i64 (i64.const 1)) (global i64 (i64.add (global.get $a) (global.get $a)))")]
    [InlineData("(func $f (drop (ref.func $f))) (global funcref (ref.func $f))")]
    [InlineData("(func $f (drop (ref.func $f))) (export \"f\" (func $f))")]
    [InlineData("(func $f) (table 3 (ref func) (ref.func $f))")]
    [InlineData("(type $t (func)) (func $f (type $t)) (table 3 (ref null $t)) (elem (table 0) (i32.const 0) (ref null $t) (ref.func $f) (ref.null $t))")]
    [InlineData("(global $g (import \"m\" \"g\") i32) (memory 1) (data (i32.add (global.get $g) (i32.const 1)) \"x\")")]
    [InlineData("(global v128 (v128.const i64x2 1 2)) (global externref (ref.null extern))")]
    public void A_module_that_keeps_the_rules_is_valid(string fields) => Load.Module($"(module {fields})");
}
