using System.Globalization;

namespace Sluice.Benchmarks;

/// <summary>Bytes through <c>stream&lt;u8&gt;</c>, as a fraction of what copying them once takes.</summary>
internal static class StreamThroughput
{
    private static readonly int[] Chunks = [64, 4 << 10, 1 << 20];

    public static async Task<int> Run()
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        var component = Component.Load(engine, Wat.ToBytes(Source));
        var pour = (await linker.InstantiateAsync(store, component)).GetFunction<Func<uint, uint, ValueTask<ComponentStream<byte>>>>("pour");
        var drain = (await linker.InstantiateAsync(store, component)).GetFunction<Func<ComponentStream<byte>, uint, ValueTask<ulong>>>("drain");
        foreach (var chunk in Chunks)
        {
            var copy = await Timing.Copy(chunk);
            var count = Math.Clamp(1_000_000_000 / chunk / 4, 256, 50_000);
            void Against(string what, double time) => Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{what,-16}{chunk,10:N0} bytes a chunk{time,12:F1} ns{chunk / time,10:F3} GB/s{100 * copy / time,8:F1} % of memcpy"));
            Against("guest → guest", await Timing.Best(count, async n => Check(await drain(await pour((uint)n, (uint)chunk), (uint)chunk), n, chunk)));
            var buffer = new byte[chunk];
            buffer.AsSpan().Fill((byte)'a');
            Against("guest → host", await Timing.Best(count, async n =>
            {
                using var stream = await pour((uint)n, (uint)chunk);
                ulong sum = 0;
                while (await stream.ReadAsync(buffer) is > 0 and var read) sum += (ulong)read;
                Check(sum, n, chunk);
            }));
            Against("host → guest", await Timing.Best(count, async n =>
            {
                var stream = ComponentStream<byte>.Create(async writer =>
                {
                    for (var i = 0; i < n; i++) await writer.WriteAsync(buffer);
                });
                Check(await drain(stream, (uint)chunk), n, chunk);
            }));
        }
        return 0;
    }

    private static void Check(ulong sum, int count, int chunk)
    {
        if (sum != (ulong)count * (ulong)chunk) throw new InvalidOperationException($"{sum} bytes came through instead of {(ulong)count * (ulong)chunk}.");
    }

    private const string Source = """
        (component
          (core module $Memory (memory (export "mem") 33))
          (core instance $memory (instantiate $Memory))
          (type $s (stream u8))
          (canon task.return (result $s) (core func $return-stream))
          (canon task.return (result u64) (core func $return-sum))
          (canon stream.new $s (core func $new))
          (canon stream.read $s async (memory (core memory $memory "mem")) (core func $read))
          (canon stream.write $s async (memory (core memory $memory "mem")) (core func $write))
          (canon stream.drop-readable $s (core func $drop-readable))
          (canon stream.drop-writable $s (core func $drop-writable))
          (canon waitable-set.new (core func $set.new))
          (canon waitable-set.drop (core func $set.drop))
          (canon waitable.join (core func $join))
          (core module $M
            (import "" "mem" (memory 33))
            (import "" "return-stream" (func $return-stream (param i32)))
            (import "" "return-sum" (func $return-sum (param i64)))
            (import "" "new" (func $new (result i64)))
            (import "" "read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "write" (func $write (param i32 i32 i32) (result i32)))
            (import "" "drop-readable" (func $drop-readable (param i32)))
            (import "" "drop-writable" (func $drop-writable (param i32)))
            (import "" "set.new" (func $set.new (result i32)))
            (import "" "set.drop" (func $set.drop (param i32)))
            (import "" "join" (func $join (param i32 i32)))
            (global $end (mut i32) (i32.const 0))
            (global $set (mut i32) (i32.const 0))
            (global $left (mut i64) (i64.const 0))
            (global $sum (mut i64) (i64.const 0))
            (global $chunk (mut i32) (i32.const 0))
            (func $wait (result i32) (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (global.get $set) (i32.const 4))))
            (func $enter (param $end i32) (param $chunk i32)
              (global.set $end (local.get $end))
              (global.set $chunk (local.get $chunk))
              (global.set $set (call $set.new))
              (call $join (local.get $end) (global.get $set)))
            (func $leave
              (call $join (global.get $end) (i32.const 0))
              (call $set.drop (global.get $set)))

            (func (export "pour") (param $count i32) (param $chunk i32) (result i32) (local $ends i64)
              (local.set $ends (call $new))
              (call $enter (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))) (local.get $chunk))
              (global.set $left (i64.mul (i64.extend_i32_u (local.get $count)) (i64.extend_i32_u (local.get $chunk))))
              (if (i32.ne (i32.load8_u (i32.const 65536)) (i32.const 97)) (then (memory.fill (i32.const 65536) (i32.const 97) (i32.const 1048576))))
              (call $return-stream (i32.wrap_i64 (local.get $ends)))
              (call $pour))
            (func $pour (result i32) (local $result i32)
              (loop $more
                (if (i64.eqz (global.get $left)) (then (call $leave) (call $drop-writable (global.get $end)) (return (i32.const 0))))
                (local.set $result (call $write (global.get $end) (i32.const 65536) (global.get $chunk)))
                (if (i32.eq (local.get $result) (i32.const -1)) (then (return (call $wait))))
                (global.set $left (i64.sub (global.get $left) (i64.extend_i32_u (i32.shr_u (local.get $result) (i32.const 4)))))
                (br $more))
              unreachable)
            (func (export "pour-cb") (param i32 i32) (param $result i32) (result i32)
              (global.set $left (i64.sub (global.get $left) (i64.extend_i32_u (i32.shr_u (local.get $result) (i32.const 4)))))
              (call $pour))

            (func (export "drain") (param $end i32) (param $chunk i32) (result i32)
              (call $enter (local.get $end) (local.get $chunk))
              (global.set $sum (i64.const 0))
              (call $drain))
            (func $took (param $result i32) (result i32)
              (global.set $sum (i64.add (global.get $sum) (i64.extend_i32_u (i32.shr_u (local.get $result) (i32.const 4)))))
              (i32.and (local.get $result) (i32.const 15)))
            (func $drain (result i32) (local $result i32)
              (loop $more
                (local.set $result (call $read (global.get $end) (i32.const 1114112) (global.get $chunk)))
                (if (i32.eq (local.get $result) (i32.const -1)) (then (return (call $wait))))
                (br_if $more (i32.eqz (call $took (local.get $result)))))
              (call $ended))
            (func $ended (result i32)
              (call $leave)
              (call $drop-readable (global.get $end))
              (call $return-sum (global.get $sum))
              (i32.const 0))
            (func (export "drain-cb") (param i32 i32) (param $result i32) (result i32)
              (if (call $took (local.get $result)) (then (return (call $ended))))
              (call $drain)))
          (core instance $m (instantiate $M (with "" (instance
            (export "mem" (memory $memory "mem"))
            (export "return-stream" (func $return-stream)) (export "return-sum" (func $return-sum)) (export "new" (func $new))
            (export "read" (func $read)) (export "write" (func $write))
            (export "drop-readable" (func $drop-readable)) (export "drop-writable" (func $drop-writable))
            (export "set.new" (func $set.new)) (export "set.drop" (func $set.drop)) (export "join" (func $join))))))
          (func (export "pour") async (param "count" u32) (param "chunk" u32) (result $s)
            (canon lift (core func $m "pour") async (callback (core func $m "pour-cb"))))
          (func (export "drain") async (param "in" $s) (param "chunk" u32) (result u64)
            (canon lift (core func $m "drain") async (callback (core func $m "drain-cb")))))
        """;
}
