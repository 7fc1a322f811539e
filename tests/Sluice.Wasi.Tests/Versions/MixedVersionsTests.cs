using System.Text;
using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.Versions;

/// <summary>Components that import several patch releases of 0.2, and 0.3 beside them.</summary>
public sealed class MixedVersionsTests
{
    // Reads from the standard input of 0.2.0 through the streams of 0.2.4, and writes what came to the standard output of 0.2.12 through the
    // streams of 0.2.12. SAME is how these streams' types are declared: as those of 0.2.4, or on their own.
    private const string Component = """
        (component
          (import "wasi:io/error@0.2.4" (instance $error (export "error" (type (sub resource)))))
          (alias export $error "error" (type $error-type))
          (import "wasi:io/streams@0.2.4" (instance $old
            (alias outer 1 $error-type (type $e)) (export "error" (type $error (eq $e)))
            (export "input-stream" (type $in (sub resource)))
            (export "output-stream" (type $out (sub resource)))
            (type $stream-error (variant (case "last-operation-failed" (own $error)) (case "closed")))
            (export "stream-error" (type $failure (eq $stream-error)))
            (export "[method]input-stream.blocking-read" (func (param "self" (borrow $in)) (param "len" u64) (result (result (list u8) (error $failure)))))))
          (alias export $old "input-stream" (type $old-in))
          (alias export $old "output-stream" (type $old-out))
          (import "wasi:io/streams@0.2.12" (instance $new
            (alias outer 1 $error-type (type $e)) (export "error" (type $error (eq $e)))
            (alias outer 1 $old-in (type $same-in)) (alias outer 1 $old-out (type $same-out))
            (export "input-stream" (type $in SAME-IN))
            (export "output-stream" (type $out SAME-OUT))
            (type $stream-error (variant (case "last-operation-failed" (own $error)) (case "closed")))
            (export "stream-error" (type $failure (eq $stream-error)))
            (export "[method]output-stream.blocking-write-and-flush" (func (param "self" (borrow $out)) (param "contents" (list u8)) (result (result (error $failure)))))))
          (alias export $new "output-stream" (type $new-out))
          (alias export $new "input-stream" (type $new-in))
          (import "wasi:cli/stdin@0.2.0" (instance $stdin
            (alias outer 1 $new-in (type $i)) (export "input-stream" (type $in (eq $i)))
            (export "get-stdin" (func (result (own $in))))))
          (import "wasi:cli/stdout@0.2.12" (instance $stdout
            (alias outer 1 $old-out (type $o)) (export "output-stream" (type $out (eq $o)))
            (export "get-stdout" (func (result (own $out))))))
          (import "wasi:random/random@0.3.0" (instance $random (export "get-random-u64" (func (result u64)))))
          (import "wasi:filesystem/types@0.2.6" (instance $files (export "descriptor" (type (sub resource)))))
          (alias export $files "descriptor" (type $descriptor))
          (import "wasi:filesystem/preopens@0.2.6" (instance $preopens
            (alias outer 1 $descriptor (type $d)) (export "descriptor" (type $descriptor (eq $d)))
            (export "get-directories" (func (result (list (tuple (own $descriptor) string)))))))
          (import "wasi:filesystem/types@0.3.0" (instance $files3 (export "descriptor" (type (sub resource)))))
          (alias export $files3 "descriptor" (type $descriptor3))
          (core module $libc
            (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
              (global.get $next)
              (global.set $next (i32.add (global.get $next) (local.get 3)))))
          (core instance $libc (instantiate $libc))
          (core func $get-stdin (canon lower (func $stdin "get-stdin")))
          (core func $get-stdout (canon lower (func $stdout "get-stdout")))
          (core func $random (canon lower (func $random "get-random-u64")))
          (core func $read (canon lower (func $old "[method]input-stream.blocking-read") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core func $write (canon lower (func $new "[method]output-stream.blocking-write-and-flush") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core func $directories (canon lower (func $preopens "get-directories") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core func $drop-in (canon resource.drop $new-in))
          (core func $drop-out (canon resource.drop $old-out))
          (core func $drop-descriptor3 (canon resource.drop $descriptor3))
          (core module $m
            (import "" "memory" (memory 1))
            (import "" "get-stdin" (func $get-stdin (result i32)))
            (import "" "get-stdout" (func $get-stdout (result i32)))
            (import "" "random" (func $random (result i64)))
            (import "" "read" (func $read (param i32 i64 i32)))
            (import "" "write" (func $write (param i32 i32 i32 i32)))
            (import "" "directories" (func $directories (param i32)))
            (import "" "drop-in" (func $drop-in (param i32)))
            (import "" "drop-out" (func $drop-out (param i32)))
            (import "" "drop-descriptor3" (func $drop-descriptor3 (param i32)))
            (func (export "run") (result i32) (local $in i32) (local $out i32)
              (local.set $in (call $get-stdin))
              (local.set $out (call $get-stdout))
              (drop (call $random))
              (call $read (local.get $in) (i64.const 100) (i32.const 16))
              (if (i32.load8_u (i32.const 16)) (then (return (i32.const 1))))
              (call $write (local.get $out) (i32.load (i32.const 20)) (i32.load (i32.const 24)) (i32.const 32))
              (call $drop-in (local.get $in))
              (call $drop-out (local.get $out))
              (i32.load8_u (i32.const 32)))
            (func (export "confuse")
              (call $directories (i32.const 16))
              (call $drop-descriptor3 (i32.load (i32.load (i32.const 16))))))
          (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $libc "memory")) (export "get-stdin" (func $get-stdin)) (export "get-stdout" (func $get-stdout))
            (export "random" (func $random)) (export "read" (func $read)) (export "write" (func $write)) (export "directories" (func $directories))
            (export "drop-in" (func $drop-in)) (export "drop-out" (func $drop-out)) (export "drop-descriptor3" (func $drop-descriptor3))))))
          (func (export "confuse") (canon lift (core func $i "confuse")))
          (func $run (result (result)) (canon lift (core func $i "run")))
          (instance (export "wasi:cli/run@0.2.9") (export "run" (func $run))))
        """;

    private static Component Load(Engine engine, bool same) => Sluice.Component.Load(engine, Encoding.UTF8.GetBytes(Component
        .Replace("SAME-IN", same ? "(eq $same-in)" : "(sub resource)", StringComparison.Ordinal)
        .Replace("SAME-OUT", same ? "(eq $same-out)" : "(sub resource)", StringComparison.Ordinal)));

    // Toolchains declare the types of each release on their own: for the host they are one.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Streams_go_from_one_patch_release_to_another(bool same)
    {
        var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromMinutes(1) });
        var options = new WasiOptions { Stdin = WasiInput.FromText("from 0.2.0 to 0.2.12"), Stdout = WasiOutput.Capture(out var stdout) };
        Assert.Equal(0, await WasiCommand.RunAsync(store, Load(engine, same), options));
        Assert.Equal("from 0.2.0 to 0.2.12", stdout());
    }

    [Fact]
    public async Task A_descriptor_of_0_2_is_none_of_0_3()
    {
        var engine = new Engine();
        using var store = new Store(engine, new StoreOptions { Timeout = TimeSpan.FromMinutes(1) });
        var linker = new Linker(engine).AddWasi(new WasiOptions { Preopens = [new Preopen(Path.GetTempPath(), "/")] });
        var instance = await linker.InstantiateAsync(store, Load(engine, same: true));
        var trap = await Assert.ThrowsAsync<Trap>(() => instance.Exports.InvokeAsync("confuse", [], TestContext.Current.CancellationToken).AsTask());
        Assert.Contains("type", trap.Message, StringComparison.Ordinal);
    }
}
