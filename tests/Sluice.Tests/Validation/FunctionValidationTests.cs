using Sluice.Modules;
using Sluice.Tests.Binary;

namespace Sluice.Tests.Validation;

public sealed class FunctionValidationTests
{
    [Theory]
    [InlineData("(func (result i32))", "type mismatch: instruction requires [i32] but stack has []")]
    [InlineData("(func (result i32) i64.const 0)", "type mismatch: instruction requires [i32] but stack has [i64]")]
    [InlineData("(func i32.const 0)", "type mismatch: values remaining on stack at end of block")]
    [InlineData("(func (block (result i32) nop) drop)", "type mismatch")]
    [InlineData("(func i32.const 0 (block i32.eqz drop))", "type mismatch")]
    [InlineData("(func (result i32) (if (result i32) (i32.const 1) (then (i32.const 2))))", "type mismatch")]
    [InlineData("(func (br 1))", "unknown label 1")]
    [InlineData("(func (result i32) (br_if 0 (i64.const 0) (i32.const 1)))", "type mismatch")]
    [InlineData("(func (block (block (result i32) (br_table 0 1 (i32.const 0) (i32.const 0))) drop))", "type mismatch")]
    [InlineData("(func unreachable i64.const 0 i32.add drop)", "type mismatch")]
    [InlineData("(func (param i32) local.get 1 drop)", "unknown local 1")]
    [InlineData("(func (local (ref func)) local.get 0 drop)", "uninitialized local 0")]
    [InlineData("(func $f (local (ref func)) (block (local.set 0 (ref.func $f))) (drop (local.get 0))) (elem declare func $f)", "uninitialized local 0")]
    [InlineData("(global i32 (i32.const 0)) (func (global.set 0 (i32.const 1)))", "immutable global 0")]
    [InlineData("(func global.get 0 drop)", "unknown global 0")]
    [InlineData("(func call 1)", "unknown function 1")]
    [InlineData("(func $f (drop (ref.func $f)))", "undeclared function reference 0")]
    [InlineData("(func (drop (select (ref.null func) (ref.null func) (i32.const 0))))", "type mismatch")]
    [InlineData("(func (drop (select (i32.const 0) (f32.const 0) (i32.const 0))))", "type mismatch")]
    [InlineData("(memory 1) (func (drop (i32.load align=8 (i32.const 0))))", "alignment must not be larger than natural")]
    [InlineData("(func (drop (i32.load (i32.const 0))))", "unknown memory 0")]
    [InlineData("(memory i64 1) (func (drop (i32.load (i32.const 0))))", "type mismatch")]
    [InlineData("(memory 1) (memory i64 1) (func (memory.copy 0 1 (i32.const 0) (i64.const 0) (i64.const 0)))", "type mismatch")]
    [InlineData("(memory 1) (func (memory.init 1 (i32.const 0) (i32.const 0) (i32.const 0))) (data \"\")", "unknown data segment 1")]
    [InlineData("(table i64 1 funcref) (func (drop (table.get (i32.const 0))))", "type mismatch")]
    [InlineData("(table 1 funcref) (table 1 externref) (func (table.copy 0 1 (i32.const 0) (i32.const 0) (i32.const 0)))", "type mismatch")]
    [InlineData("(table 1 externref) (func (call_indirect (i32.const 0)))", "type mismatch")]
    [InlineData("(func (elem.drop 0))", "unknown elem segment 0")]
    [InlineData("(func (result i32) (return_call 1)) (func)", "type mismatch")]
    [InlineData("(type $t (func)) (func (call_ref $t (ref.null extern)))", "type mismatch")]
    [InlineData("(func (drop (ref.as_non_null (i32.const 0))))", "type mismatch")]
    [InlineData("(func (throw 0))", "unknown tag 0")]
    [InlineData("(tag (param i32)) (func (throw 0))", "type mismatch: instruction requires [i32] but stack has []")]
    [InlineData("(tag (param i32)) (func (block (try_table (catch 0 0))))", "type mismatch")]
    [InlineData("(func (throw_ref (ref.null func)))", "type mismatch")]
    [InlineData("(func (drop (i8x16.extract_lane_s 16 (v128.const i64x2 0 0))))", "invalid lane index")]
    [InlineData("(memory 1) (func (param v128) (v128.store64_lane 2 (i32.const 0) (local.get 0)))", "invalid lane index")]
    [InlineData("(func (drop (block (result (ref 7)) unreachable)))", "unknown type 7")]
    public void A_body_that_breaks_a_rule_is_invalid(string fields, string rule) => Load.IsInvalid($"(module {fields})", rule);

    [Theory]
    [InlineData("(func (result i32) unreachable)")]
    [InlineData("(func (result i32) unreachable i32.add)")]
    [InlineData("(func unreachable select drop)")]
    [InlineData("(func (result i32 i64) (block (result i32 i64) (i32.const 0) (i64.const 0)))")]
    [InlineData("(func (param i32) (result i32) local.get 0 (loop (param i32) (result i32) (br_if 0 (local.get 0))))")]
    [InlineData("(func $f (local (ref func)) (local.set 0 (ref.func $f)) (block (drop (local.get 0)))) (elem declare func $f)")]
    [InlineData("(func (param (ref func)) (drop (local.get 0)) (block (local.set 0 (local.get 0))) (drop (local.get 0)))")]
    [InlineData("(type $t (func)) (func (param (ref null $t)) (block (call_ref $t (br_on_null 0 (local.get 0)))))")]
    [InlineData("(func (param externref) (result (ref extern)) (br_on_non_null 0 (local.get 0)) unreachable)")]
    [InlineData("(tag $e (param i32)) (func (result i32) (block $b (result i32 (ref exn)) (try_table (catch_ref $e $b) (throw $e (i32.const 1))) unreachable) drop)")]
    [InlineData("(memory 1) (memory i64 1) (func (memory.copy 1 0 (i64.const 0) (i32.const 0) (i32.const 0)))")]
    [InlineData("(memory i64 1) (func (drop (v128.load offset=0xffffffffffff align=16 (i64.const 0))))")]
    [InlineData("(table i64 1 funcref) (func (result i64) (table.grow (ref.null func) (i64.const 1)))")]
    [InlineData("(func $f (param i32) (result i32) (return_call $f (local.get 0)))")]
    [InlineData("(func (result funcref) (select (result funcref) (ref.null nofunc) (ref.null func) (i32.const 0)))")]
    [InlineData("(func unreachable ref.as_non_null ref.is_null drop)")]
    [InlineData("(type $t (func)) (func unreachable (br_on_null 0) (call_ref $t))")]
    public void A_body_that_keeps_the_rules_is_valid(string fields) => Load.Module($"(module {fields})");

    [Fact]
    public void Offsets_beyond_a_32_bit_memory_are_invalid()
    {
        byte[] body = [0, 0x41, 0, 0x28, 2, 0x80, 0x80, 0x80, 0x80, 0x10, 0x1a, 0x0b];
        var binary = new ModuleBytes().Vector(1, [0x60, 0, 0]).Vector(3, [0]).Vector(5, [0, 1]).Vector(10, ModuleBytes.Code(body)).ToArray();
        Load.IsInvalid(binary, "offset out of range");
    }

    [Fact]
    public void Errors_point_at_the_instruction()
    {
        var binary = ModuleBytes.WithBody(0, 0x01, 0x45, 0x1a, 0x0b);
        Assert.Equal(Array.IndexOf(binary, (byte)0x45), Assert.Throws<InvalidException>(() => Load.Module(binary)).Offset);
    }

    [Fact]
    public void Else_belongs_to_an_if() => Load.IsMalformed(ModuleBytes.WithBody(0, 0x02, 0x40, 0x05, 0x0b, 0x0b), "END opcode expected");

    [Fact]
    public void Functions_are_summarized()
    {
        var module = Load.Module("""
            (module
              (import "m" "f" (func $f))
              (func)
              (func (loop (block (call $f))) (drop (i32.add (i32.const 1) (i32.const 2))))
              (func (try_table (catch_all 0))))
            """);
        Assert.Equal(
            [new FunctionSummary(0, 1, false, false, false, false), new FunctionSummary(2, 3, true, true, false, false), new FunctionSummary(0, 2, false, false, true, false)],
            module.Summaries);
    }

    [Fact]
    public void Locals_beyond_the_first_ones_keep_their_types()
    {
        var locals = string.Concat(Enumerable.Repeat("(local i64 f32)", 100));
        Load.Module($"(module (func (param i32) (result f64) {locals} (local f64) (local.get 201)))");
        Load.Module($"(module (func (param i32) (result f32) {locals} (local f64) (local.get 200)))");
        Load.IsInvalid($"(module (func (param i32) (result f32) {locals} (local f64) (local.get 199)))", "type mismatch");
    }
}
