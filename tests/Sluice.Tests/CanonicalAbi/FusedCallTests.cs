using System.Text;

namespace Sluice.Tests.CanonicalAbi;

/// <summary>Synchronous calls from guest to guest, as real components make them.</summary>
public sealed class FusedCallTests
{
    // A callee with what values need, and a caller that passes on what the host gives it.
    private const string Libc = """
        (core module $Libc
          (memory (export "mem") 1)
          (global $next (mut i32) (i32.const 1024))
          (func (export "realloc") (param $old i32) (param $old-size i32) (param $align i32) (param $size i32) (result i32)
            (local $result i32)
            (local.set $result (i32.and (i32.add (global.get $next) (i32.sub (local.get $align) (i32.const 1))) (i32.sub (i32.const 0) (local.get $align))))
            (global.set $next (i32.add (local.get $result) (local.get $size)))
            (memory.copy (local.get $result) (local.get $old) (local.get $old-size))
            (local.get $result)))
        (core instance $libc (instantiate $Libc))
        """;

    private static ComponentInstance Instantiate(string text)
    {
        var engine = new Engine();
        return new Linker(engine).Instantiate(new Store(engine), Component.Load(engine, Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public async Task Scalars_are_normalised_between_guests()
    {
        var instance = Instantiate("""
            (component
              (component $C
                (core module $M
                  (func (export "f") (param i32 i32 i64 f32) (result i32)
                    (i32.add (i32.add (local.get 0) (local.get 1)) (i32.wrap_i64 (i64.add (local.get 2) (i64.trunc_f32_s (local.get 3)))))))
                (core instance $m (instantiate $M))
                (func (export "f") (param "a" u8) (param "b" s8) (param "c" u64) (param "d" f32) (result u8)
                  (canon lift (core func $m "f"))))
              (component $D
                (import "f" (func $f (param "a" u8) (param "b" s8) (param "c" u64) (param "d" f32) (result u8)))
                (core func $f' (canon lower (func $f)))
                (core module $M
                  (import "" "f" (func $f (param i32 i32 i64 f32) (result i32)))
                  (func (export "g") (param i32) (result i32)
                    ;; the callee sees the low eight bits of each
                    (call $f (local.get 0) (i32.const 0xff) (i64.const 3) (f32.const 4))))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (param "a" u32) (result u32) (canon lift (core func $m "g"))))
              (instance $c (instantiate $C))
              (instance $d (instantiate $D (with "f" (func $c "f"))))
              (export "g" (func $d "g")))
            """);
        var g = instance.GetFunction<Func<uint, ValueTask<uint>>>("g");
        // 0x105 → 5; 5 - 1 + 3 + 4
        Assert.Equal(11u, await g(0x105));
        // 250 - 1 + 7 = 256, of which a u8 keeps 0
        Assert.Equal(0u, await g(250));
        for (uint i = 0; i < 100; i++) Assert.Equal(i + 6, await g(i));
    }

    [Fact]
    public async Task Strings_go_from_guest_to_guest_and_back()
    {
        var instance = Instantiate($$"""
            (component
              (component $C
                {{Libc}}
                (core module $M
                  (import "" "mem" (memory 1))
                  (func (export "f") (param i32 i32) (result i32)
                    (i32.store (i32.const 16) (local.get 0))
                    (i32.store (i32.const 20) (local.get 1))
                    (i32.const 16)))
                (core instance $m (instantiate $M (with "" (instance $libc))))
                (func (export "f") (param "s" string) (result string)
                  (canon lift (core func $m "f") string-encoding=utf16 (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")))))
              (component $D
                (import "f" (func $f (param "s" string) (result string)))
                {{Libc}}
                (core func $f' (canon lower (func $f) (memory (core memory $libc "mem")) (realloc (core func $libc "realloc"))))
                (core module $M
                  (import "" "f" (func $f (param i32 i32 i32)))
                  (func (export "g") (param i32 i32) (result i32)
                    (call $f (local.get 0) (local.get 1) (i32.const 32))
                    (i32.const 32)))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (param "s" string) (result string)
                  (canon lift (core func $m "g") (memory (core memory $libc "mem")) (realloc (core func $libc "realloc")))))
              (instance $c (instantiate $C))
              (instance $d (instantiate $D (with "f" (func $c "f"))))
              (export "g" (func $d "g")))
            """);
        var g = instance.GetFunction<Func<string, ValueTask<string>>>("g");
        foreach (var text in new[] { "", "hello", "grüße", "☃️ 😀" }) Assert.Equal(text, await g(text));
    }

    [Fact]
    public async Task Each_call_has_a_fresh_context_and_post_return_sees_the_result()
    {
        var instance = Instantiate("""
            (component
              (component $C
                (core func $get (canon context.get i32 0))
                (core func $set (canon context.set i32 0))
                (core module $M
                  (import "" "get" (func $get (result i32)))
                  (import "" "set" (func $set (param i32)))
                  (global $posted (mut i32) (i32.const 0))
                  (func (export "f") (result i32)
                    ;; 100 times what was there before, which is always 0, plus what post-return last saw
                    (local $result i32)
                    (local.set $result (i32.add (i32.mul (call $get) (i32.const 100)) (global.get $posted)))
                    (call $set (i32.const 7))
                    (i32.add (local.get $result) (i32.const 1)))
                  (func (export "post") (param i32) (global.set $posted (local.get 0))))
                (core instance $m (instantiate $M (with "" (instance (export "get" (func $get)) (export "set" (func $set))))))
                (func (export "f") (result u32) (canon lift (core func $m "f") (post-return (core func $m "post")))))
              (component $D
                (import "f" (func $f (result u32)))
                (core func $f' (canon lower (func $f)))
                (core module $M
                  (import "" "f" (func $f (result i32)))
                  (func (export "g") (result i32) (drop (call $f)) (drop (call $f)) (call $f)))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (result u32) (canon lift (core func $m "g"))))
              (instance $c (instantiate $C))
              (instance $d (instantiate $D (with "f" (func $c "f"))))
              (export "g" (func $d "g")))
            """);
        Assert.Equal(3u, await instance.GetFunction<Func<ValueTask<uint>>>("g")());
    }

    // What the callee returns: the index of its own thread, and of one that it makes, in either order.
    [Theory]
    [InlineData("(i32.add (i32.mul (call $new) (i32.const 10)) (call $index))", new uint[] { 21, 31, 41 })]
    [InlineData("(i32.add (i32.mul (call $index) (i32.const 10)) (call $new))", new uint[] { 12, 13, 14 })]
    [InlineData("(call $new)", new uint[] { 2, 3, 4 })]
    [InlineData("(call $index)", new uint[] { 1, 1, 1 })]
    [InlineData("(i32.add (call $index) (call $index))", new uint[] { 2, 2, 2 })]
    public async Task A_callee_finds_its_thread_in_its_instances_table(string body, uint[] expected)
    {
        var instance = Instantiate($$"""
            (component
              (component $C
                (core module $Table (table (export "table") 1 funcref))
                (core instance $table (instantiate $Table))
                (alias core export $table "table" (core table $t))
                (core type $start (func (param i32)))
                (core func $index (canon thread.index))
                (core func $new (canon thread.new-indirect $start (core table $t)))
                (core module $M
                  (import "" "table" (table 1 funcref))
                  (import "" "index" (func $index (result i32)))
                  (import "" "new" (func $new' (param i32 i32) (result i32)))
                  (elem (i32.const 0) $thread)
                  (func $thread (param i32) (unreachable))
                  (func $new (result i32) (call $new' (i32.const 0) (i32.const 0)))
                  (func (export "f") (result i32) {{body}}))
                (core instance $m (instantiate $M (with "" (instance (export "table" (table $t)) (export "index" (func $index)) (export "new" (func $new))))))
                (func (export "f") (result u32) (canon lift (core func $m "f"))))
              (component $D
                (import "f" (func $f (result u32)))
                (core func $f' (canon lower (func $f)))
                (core module $M
                  (import "" "f" (func $f (result i32)))
                  (func (export "g") (result i32) (call $f)))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (result u32) (canon lift (core func $m "g"))))
              (instance $c (instantiate $C))
              (instance $d (instantiate $D (with "f" (func $c "f"))))
              (export "g" (func $d "g")))
            """);
        var g = instance.GetFunction<Func<ValueTask<uint>>>("g");
        foreach (var index in expected) Assert.Equal(index, await g());
    }

    [Theory]
    [InlineData("(i32.const 1024)", TrapCode.InvalidUtf8)]
    [InlineData("(i32.const -1)", TrapCode.InvalidUtf8)]
    [InlineData("(unreachable)", TrapCode.InvalidUtf8)]
    public async Task A_string_that_is_none_is_what_traps_whatever_the_receivers_allocator_does(string allocate, TrapCode expected)
    {
        var instance = Instantiate($$"""
            (component
              (component $C
                (core module $M
                  (memory (export "mem") 1)
                  (func (export "realloc") (param i32 i32 i32 i32) (result i32) {{allocate}})
                  (func (export "f") (param i32 i32)))
                (core instance $m (instantiate $M))
                (func (export "f") (param "s" string)
                  (canon lift (core func $m "f") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
              (component $D
                (import "f" (func $f (param "s" string)))
                (core module $Memory (memory (export "mem") 1) (data (i32.const 100) "text\ff"))
                (core instance $memory (instantiate $Memory))
                (core func $f' (canon lower (func $f) (memory (core memory $memory "mem"))))
                (core module $M
                  (import "" "f" (func $f (param i32 i32)))
                  (func (export "g") (call $f (i32.const 100) (i32.const 5))))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (canon lift (core func $m "g"))))
              (instance $c (instantiate $C))
              (instance $d (instantiate $D (with "f" (func $c "f"))))
              (export "g" (func $d "g")))
            """);
        Assert.Equal(expected, (await Assert.ThrowsAsync<Trap>(async () => await instance.GetFunction<Func<ValueTask>>("g")())).Code);
    }

    [Theory]
    [InlineData("(unreachable)", TrapCode.Unreachable)]
    [InlineData("(throw $e)", TrapCode.UncaughtException)]
    public async Task A_callee_that_fails_traps_and_is_not_entered_again(string body, TrapCode expected)
    {
        var instance = Instantiate($$"""
            (component
              (component $C
                (core module $M
                  (tag $e)
                  (func (export "f") (result i32) {{body}}))
                (core instance $m (instantiate $M))
                (func (export "f") (result bool) (canon lift (core func $m "f"))))
              (component $D
                (import "f" (func $f (result bool)))
                (core func $f' (canon lower (func $f)))
                (core module $M
                  (import "" "f" (func $f (result i32)))
                  (func (export "g") (result i32)
                    (block $caught (try_table (catch_all $caught) (return (call $f))))
                    (i32.const 1)))
                (core instance $m (instantiate $M (with "" (instance (export "f" (func $f'))))))
                (func (export "g") (result bool) (canon lift (core func $m "g"))))
              (instance $c (instantiate $C))
              (instance $d (instantiate $D (with "f" (func $c "f"))))
              (export "f" (func $c "f"))
              (export "g" (func $d "g")))
            """);
        Assert.Equal(expected, (await Assert.ThrowsAsync<Trap>(async () => await instance.GetFunction<Func<ValueTask<bool>>>("g")())).Code);
        Assert.Equal(TrapCode.CannotEnterComponent, (await Assert.ThrowsAsync<Trap>(async () => await instance.GetFunction<Func<ValueTask<bool>>>("f")())).Code);
    }
}
