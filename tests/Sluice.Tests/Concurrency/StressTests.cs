using System.Diagnostics;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Tests.Runtime;
using static Sluice.Tests.Concurrency.TestGuest;
using WitValType = Sluice.Wit.Types.ValType;

namespace Sluice.Tests.Concurrency;

/// <summary>Many tasks at once, in random order and with random cancellations; afterwards nothing of them is left.</summary>
[Collection(nameof(AloneTests))]
public sealed class StressTests
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(120);

    // Each task has 16 bytes at its number: its result, its subtask and its set.
    private const string AwaitsHost = """
        (import "" "memory" (memory 1))
        (import "" "task.return" (func $return (param i32)))
        (import "" "task.cancel" (func $cancel))
        (import "" "context.get" (func $context.get (result i32)))
        (import "" "context.set" (func $context.set (param i32)))
        (import "" "waitable-set.new" (func $set.new (result i32)))
        (import "" "waitable-set.drop" (func $set.drop (param i32)))
        (import "" "waitable.join" (func $join (param i32 i32)))
        (import "" "subtask.cancel" (func $subtask.cancel (param i32) (result i32)))
        (import "" "subtask.drop" (func $subtask.drop (param i32)))
        (import "" "host" (func $host (param i32 i32) (result i32)))
        (func $room (param $bytes i32) (local $have i32)
          (local.set $have (i32.mul (memory.size) (i32.const 65536)))
          (if (i32.gt_u (local.get $bytes) (local.get $have))
            (then (drop (memory.grow (i32.add (i32.const 16) (i32.shr_u (i32.sub (local.get $bytes) (local.get $have)) (i32.const 16))))))))
        (func (export "f") (param $number i32) (result i32) (local $at i32) (local $status i32)
          (local.set $at (i32.mul (i32.add (local.get $number) (i32.const 1)) (i32.const 16)))
          (call $room (i32.add (local.get $at) (i32.const 16)))
          (call $context.set (local.get $at))
          (local.set $status (call $host (local.get $number) (local.get $at)))
          (if (i32.eq (local.get $status) (i32.const 2 (; RETURNED ;)))
            (then (call $return (i32.load (local.get $at))) (return (i32.const 0))))
          (i32.store offset=4 (local.get $at) (i32.shr_u (local.get $status) (i32.const 4)))
          (i32.store offset=8 (local.get $at) (call $set.new))
          (call $join (i32.load offset=4 (local.get $at)) (i32.load offset=8 (local.get $at)))
          (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (i32.load offset=8 (local.get $at)) (i32.const 4))))
        (func (export "f-cb") (param $event i32) (param $index i32) (param $state i32) (result i32) (local $at i32)
          (local.set $at (call $context.get))
          (call $join (i32.load offset=4 (local.get $at)) (i32.const 0))
          (if (i32.eq (local.get $event) (i32.const 6 (; TASK_CANCELLED ;)))
            (then (local.set $state (call $subtask.cancel (i32.load offset=4 (local.get $at))))))
          (call $subtask.drop (i32.load offset=4 (local.get $at)))
          (call $set.drop (i32.load offset=8 (local.get $at)))
          (if (i32.eq (local.get $state) (i32.const 2 (; RETURNED ;)))
            (then (call $return (i32.load (local.get $at))))
            (else (call $cancel)))
          (i32.const 0))
        """;

    private static TestGuest AwaitingGuest(Store store, ComponentFunction host) => new TestGuest(store)
        .Builtin(CanonicalBuiltin.TaskReturn, result: WitValType.U32)
        .Builtin(CanonicalBuiltin.TaskCancel)
        .Builtin(CanonicalBuiltin.ContextGet)
        .Builtin(CanonicalBuiltin.ContextSet)
        .Builtin(CanonicalBuiltin.WaitableSetNew)
        .Builtin(CanonicalBuiltin.WaitableSetDrop)
        .Builtin(CanonicalBuiltin.WaitableJoin)
        .Builtin(CanonicalBuiltin.SubtaskCancel)
        .Builtin(CanonicalBuiltin.SubtaskDrop)
        .Lower("host", host, async: true)
        .Run(AwaitsHost);

    /// <summary>Host futures by number, each completed or cancelled once.</summary>
    private sealed class HostFutures(int count)
    {
        private readonly TaskCompletionSource<uint>[] sources = [.. Enumerable.Range(0, count).Select(static _ => new TaskCompletionSource<uint>())];

        public HostFunction<uint, uint> Function => new(TestGuest.Function(true, WitValType.U32, WitValType.U32), (number, cancellation) =>
        {
            var source = sources[number];
            if (cancellation.CanBeCanceled) cancellation.UnsafeRegister(static (source, token) => ((TaskCompletionSource<uint>)source!).TrySetCanceled(token), source);
            return new ValueTask<uint>(source.Task);
        });

        public void Resolve(int number) => sources[number].TrySetResult((uint)number * 3);
    }

    /// <summary>In random order, resolves most futures and cancels the calls of one in ten.</summary>
    /// <param name="endsByCancellationAlone">Of those whose calls are cancelled, the futures that are never resolved.</param>
    private static void ResolveAndCancel(HostFutures futures, CancellationTokenSource[] tokens, int seed, Predicate<int> endsByCancellationAlone)
    {
        var order = Enumerable.Range(0, tokens.Length).ToArray();
        var random = new Random(seed);
        random.Shuffle(order);
        foreach (var number in order)
        {
            // Some are cancelled and resolved at about the same time.
            if (number % 10 == 0) tokens[number].Cancel();
            if (number % 10 != 0 || (!endsByCancellationAlone(number) && random.Next(2) == 0)) futures.Resolve(number);
        }
        for (var number = 0; number < tokens.Length; number += 10)
            if (!endsByCancellationAlone(number)) futures.Resolve(number);
    }

    private static async Task<(int Returned, int Cancelled)> CountOutcomes(Task<uint>[] calls)
    {
        var (returned, cancelled) = (0, 0);
        var clock = Stopwatch.StartNew();
        for (var number = 0; number < calls.Length; number++)
        {
            try
            {
                Assert.Equal((uint)number * 3, await calls[number].WaitAsync(Limit - clock.Elapsed));
                returned++;
            }
            catch (OperationCanceledException)
            {
                Assert.Equal(0, number % 10);
                cancelled++;
            }
        }
        return (returned, cancelled);
    }

    private static async Task Eventually(Func<bool> condition)
    {
        var clock = Stopwatch.StartNew();
        while (!condition() && clock.Elapsed < Limit) await Task.Delay(2);
    }

    private static async Task AssertNothingIsLeft(Store store, TestGuest guest)
    {
        // The last completions may still be on their way through the inbox.
        await Eventually(() => store.IsIdle);
        Assert.True(store.IsIdle);
        Assert.Equal(0, guest.Component.Handles.Count);
        Assert.Equal(0, guest.Component.Threads.Count);
        Assert.Empty(store.Waiting.ToArray());
        Assert.Empty(store.Suspended.ToArray());
        Assert.Equal(0, store.PendingCallCount);
        Assert.Equal(0, store.ExternalSourceCount);
    }

    [Fact]
    public async Task A_hundred_thousand_callback_tasks_wait_at_once_and_leave_nothing_behind()
    {
        const int Tasks = 100_000;
        using var store = new Store(new Engine());
        var (guest, before, peak) = await Run(store, Tasks);
        await AssertNothingIsLeft(store, guest);
        var after = GC.GetTotalMemory(forceFullCollection: true);
        // Tables keep the room that they have grown to.
        Assert.True(after - before < (peak - before) / 3, $"{(after - before) >> 10} KiB of {(peak - before) >> 10} KiB are still in use");
    }

    // Apart, so that no local keeps anything alive.
    private static async Task<(TestGuest Guest, long Before, long Peak)> Run(Store store, int tasks)
    {
        var futures = new HostFutures(tasks);
        var guest = AwaitingGuest(store, futures.Function);
        var function = guest.Callback("f", Function(true, WitValType.U32, WitValType.U32));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var tokens = new CancellationTokenSource[tasks];
        var calls = new Task<uint>[tasks];
        for (var number = 0; number < tasks; number++)
        {
            tokens[number] = new CancellationTokenSource();
            var token = number % 10 == 0 ? tokens[number].Token : default;
            calls[number] = HostCall<uint, uint>.Invoke(function, (uint)number, token).AsTask();
        }
        Assert.Equal(tasks, store.Waiting.Count);
        Assert.Empty(store.Suspended.ToArray());
        var peak = GC.GetTotalMemory(forceFullCollection: false);
        await Task.Run(() => ResolveAndCancel(futures, tokens, seed: 1, static number => number % 100 == 0));
        var (returned, cancelled) = await CountOutcomes(calls);
        Assert.Equal(tasks, returned + cancelled);
        // A call may return although its cancellation was asked for, unless its future is never resolved.
        Assert.InRange(cancelled, tasks / 100, tasks / 10);
        return (guest, before, peak);
    }

    [Fact]
    public async Task Five_hundred_blocked_tasks_share_sixty_four_stacks()
    {
        const int Tasks = 500, Stacks = 64;
        var threads = new ParkedThreads(Stacks);
        using var store = new Store(new Engine()) { Suspension = threads };
        var futures = new HostFutures(Tasks);
        var guest = new TestGuest(store)
            .Builtin(CanonicalBuiltin.TaskReturn, result: WitValType.U32)
            .Lower("host", futures.Function, async: false)
            .Run("""
                (import "" "host" (func $host (param i32) (result i32)))
                (import "" "task.return" (func $return (param i32)))
                (func (export "f") (param i32) (call $return (call $host (local.get 0))))
                """);
        var function = guest.Stackful("f", Function(true, WitValType.U32, WitValType.U32));
        var tokens = Enumerable.Range(0, Tasks).Select(static _ => new CancellationTokenSource()).ToArray();
        var calls = tokens.Select((token, number) => HostCall<uint, uint>.Invoke(function, (uint)number, number % 10 == 0 ? token.Token : default).AsTask()).ToArray();
        Assert.Equal(Stacks, store.Suspended.Count);
        Assert.Equal(Stacks, threads.Used);
        // One that waits for a stack ends at once. One that has a stack is in a synchronous call, which cannot be cancelled.
        tokens[Tasks - 10].Cancel();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => calls[Tasks - 10].WaitAsync(Limit));
        Assert.Equal(Stacks, threads.Used);
        await Task.Run(() => ResolveAndCancel(futures, tokens, seed: 2, static _ => false));
        var (returned, cancelled) = await CountOutcomes(calls);
        Assert.Equal(Tasks, returned + cancelled);
        await AssertNothingIsLeft(store, guest);
        Assert.Equal(0, threads.Used);
    }

    [Fact]
    public async Task A_store_that_is_disposed_under_load_ends_all_calls()
    {
        const int Tasks = 2_000;
        var store = new Store(new Engine());
        var futures = new HostFutures(Tasks);
        var function = AwaitingGuest(store, futures.Function).Callback("f", Function(true, WitValType.U32, WitValType.U32));
        var calls = Enumerable.Range(0, Tasks).Select(number => HostCall<uint, uint>.Invoke(function, (uint)number, default).AsTask()).ToArray();
        var resolving = Task.Run(() =>
        {
            for (var number = 0; number < Tasks; number++) futures.Resolve(number);
        });
        await store.DisposeAsync();
        await resolving;
        foreach (var call in calls)
        {
            var error = await Record.ExceptionAsync(() => call.WaitAsync(Limit));
            Assert.True(error is null or ObjectDisposedException, $"{error}");
        }
    }

    private const string Echo = """
        (component
          (core module $Memory (memory (export "mem") 1))
          (core instance $memory (instantiate $Memory))
          (type $s (stream u8))
          (canon task.return (result $s) (core func $task.return))
          (canon stream.new $s (core func $new))
          (canon stream.read $s async (memory (core memory $memory "mem")) (core func $read))
          (canon stream.write $s async (memory (core memory $memory "mem")) (core func $write))
          (canon stream.drop-readable $s (core func $drop-readable))
          (canon stream.drop-writable $s (core func $drop-writable))
          (canon waitable-set.new (core func $set.new))
          (canon waitable-set.drop (core func $set.drop))
          (canon waitable.join (core func $join))
          (core module $M
            (import "" "mem" (memory 1))
            (import "" "task.return" (func $task.return (param i32)))
            (import "" "new" (func $new (result i64)))
            (import "" "read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "write" (func $write (param i32 i32 i32) (result i32)))
            (import "" "drop-readable" (func $drop-readable (param i32)))
            (import "" "drop-writable" (func $drop-writable (param i32)))
            (import "" "set.new" (func $set.new (result i32)))
            (import "" "set.drop" (func $set.drop (param i32)))
            (import "" "join" (func $join (param i32 i32)))
            (global $r (mut i32) (i32.const 0))
            (global $w (mut i32) (i32.const 0))
            (global $set (mut i32) (i32.const 0))
            (global $at (mut i32) (i32.const 0))
            (global $have (mut i32) (i32.const 0))
            (global $ended (mut i32) (i32.const 0))
            (global $done (mut i32) (i32.const 0))
            (func $got (param $result i32)
              (global.set $at (i32.const 64))
              (global.set $have (i32.shr_u (local.get $result) (i32.const 4)))
              (global.set $ended (i32.and (local.get $result) (i32.const 15)))
              (if (i32.eqz (global.get $have)) (then (global.set $done (global.get $ended)))))
            (func $wrote (param $result i32) (local $n i32)
              (local.set $n (i32.shr_u (local.get $result) (i32.const 4)))
              (global.set $at (i32.add (global.get $at) (local.get $n)))
              (global.set $have (i32.sub (global.get $have) (local.get $n)))
              (if (i32.or (i32.and (local.get $result) (i32.const 15)) (i32.and (global.get $ended) (i32.eqz (global.get $have))))
                (then (global.set $done (i32.const 1)))))
            (func $pump (result i32) (local $result i32)
              (loop $more
                (if (global.get $have)
                  (then
                    (local.set $result (call $write (global.get $w) (global.get $at) (global.get $have)))
                    (if (i32.ne (local.get $result) (i32.const -1)) (then (call $wrote (local.get $result)))))
                  (else
                    (local.set $result (call $read (global.get $r) (i32.const 64) (i32.const 100)))
                    (if (i32.ne (local.get $result) (i32.const -1)) (then (call $got (local.get $result))))))
                (if (i32.eq (local.get $result) (i32.const -1))
                  (then (return (i32.or (i32.const 2 (; WAIT ;)) (i32.shl (global.get $set) (i32.const 4))))))
                (br_if $more (i32.eqz (global.get $done))))
              (call $finish))
            (func (export "echo") (param $r i32) (result i32) (local $ends i64)
              (global.set $r (local.get $r))
              (local.set $ends (call $new))
              (global.set $w (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
              (global.set $set (call $set.new))
              (call $join (global.get $r) (global.get $set))
              (call $join (global.get $w) (global.get $set))
              (call $task.return (i32.wrap_i64 (local.get $ends)))
              (call $pump))
            (func (export "echo-cb") (param $event i32) (param i32) (param $result i32) (result i32)
              (if (i32.eq (local.get $event) (i32.const 2 (; STREAM_READ ;)))
                (then (call $got (local.get $result)))
                (else (call $wrote (local.get $result))))
              (if (global.get $done)
                (then (return (call $finish))))
              (call $pump))
            (func $finish (result i32)
              (call $join (global.get $r) (i32.const 0))
              (call $join (global.get $w) (i32.const 0))
              (call $drop-readable (global.get $r))
              (call $drop-writable (global.get $w))
              (call $set.drop (global.get $set))
              (i32.const 0)))
          (core instance $m (instantiate $M (with "" (instance
            (export "mem" (memory $memory "mem"))
            (export "task.return" (func $task.return))
            (export "new" (func $new))
            (export "read" (func $read))
            (export "write" (func $write))
            (export "drop-readable" (func $drop-readable))
            (export "drop-writable" (func $drop-writable))
            (export "set.new" (func $set.new))
            (export "set.drop" (func $set.drop))
            (export "join" (func $join))))))
          (func (export "echo") async (param "in" $s) (result $s) (canon lift (core func $m "echo") async (callback (core func $m "echo-cb")))))
        """;

    [Fact]
    public async Task A_thousand_stores_echo_a_stream_through_two_guests()
    {
        const int Stores = 1_000;
        var engine = new Engine();
        var component = Component.Load(engine, Wat.ToBytes(Echo));
        var linker = new Linker(engine);
        await Task.WhenAll(Enumerable.Range(0, Stores).Select(number => Task.Run(() => EchoOnce(engine, component, linker, number)))).WaitAsync(Limit);
    }

    private static async Task EchoOnce(Engine engine, Component component, Linker linker, int number)
    {
        await using var store = new Store(engine);
        var (first, second) = (await linker.InstantiateAsync(store, component), await linker.InstantiateAsync(store, component));
        var echo = first.GetFunction<Func<ComponentStream<byte>, ValueTask<ComponentStream<byte>>>>("echo");
        var again = second.GetFunction<Func<ComponentStream<byte>, ValueTask<ComponentStream<byte>>>>("echo");
        var random = new Random(number);
        var sent = new byte[random.Next(1, 3000)];
        random.NextBytes(sent);
        var (reader, writer) = ComponentStream<byte>.CreatePair();
        using var output = await again(await echo(reader));
        // One store in ten loses interest half-way; the writer then hears of it.
        var wanted = number % 10 == 0 ? sent.Length / 2 : sent.Length;
        var writing = Write(writer, sent, random.Next(1, 400));
        var received = new byte[sent.Length];
        var count = 0;
        while (count < wanted && await output.ReadAsync(received.AsMemory(count, wanted - count)) is > 0 and var n) count += n;
        Assert.Equal(wanted, count);
        Assert.Equal(sent[..wanted], received[..wanted]);
        if (wanted == sent.Length) Assert.Equal(0, await output.ReadAsync(new byte[1]));
        output.Dispose();
        await writing;
        await Eventually(() => store.IsIdle && first.Handles.Count + second.Handles.Count + store.Waiting.Count + store.ExternalSourceCount == 0);
        Assert.Equal(0, first.Handles.Count + second.Handles.Count);
        Assert.Equal(0, first.Threads.Count + second.Threads.Count);
        Assert.Empty(store.Waiting.ToArray());
        Assert.Equal(0, store.ExternalSourceCount);
    }

    private static async Task Write(ComponentStreamWriter<byte> writer, byte[] bytes, int chunk)
    {
        using (writer)
        {
            for (var at = 0; at < bytes.Length; at += chunk)
                if (!await writer.WriteAsync(bytes.AsMemory(at, Math.Min(chunk, bytes.Length - at)))) return;
        }
    }
}
