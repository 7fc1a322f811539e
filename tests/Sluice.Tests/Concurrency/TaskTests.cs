using Sluice.Components.Definitions;
using Sluice.Concurrency;
using static Sluice.Tests.Concurrency.TestGuest;
using StreamType = Sluice.Wit.Types.StreamType;
using WitValType = Sluice.Wit.Types.ValType;

namespace Sluice.Tests.Concurrency;

public sealed class TaskTests : IDisposable
{
    private readonly Store store = new(new Engine());

    public void Dispose() => store.Dispose();

    private static HostFunction<Unit, uint> Later(out TaskCompletionSource<uint> source)
    {
        var completion = source = new TaskCompletionSource<uint>();
        return new HostFunction<Unit, uint>(Function(true, WitValType.U32), (_, _) => new ValueTask<uint>(completion.Task));
    }

    [Fact]
    public async Task A_synchronous_function_returns_its_result()
    {
        var guest = new TestGuest(store).Run("""(func (export "add") (param i32 i32) (result i32) (i32.add (local.get 0) (local.get 1)))""");
        Assert.Equal(5u, await Call<(uint, uint), uint>(guest.Sync("add", Function(false, WitValType.U32, WitValType.U32, WitValType.U32)), (2, 3)));
    }

    [Fact]
    public async Task A_callback_task_yields_and_returns_later()
    {
        var guest = new TestGuest(store).Builtin(CanonicalBuiltin.TaskReturn, async: false, result: WitValType.U32).Run("""
            (import "" "task.return" (func $return (param i32)))
            (global $turns (mut i32) (i32.const 0))
            (func (export "f") (result i32) (i32.const 1))
            (func (export "f-cb") (param i32 i32 i32) (result i32)
              (global.set $turns (i32.add (global.get $turns) (i32.const 1)))
              (if (i32.eq (global.get $turns) (i32.const 3)) (then (call $return (global.get $turns)) (return (i32.const 0))))
              (i32.const 1))
            """);
        Assert.False(guest.Component.MayBlockOnStack);
        Assert.Equal(3u, await Call<Unit, uint>(guest.Callback("f", Function(true, WitValType.U32)), default));
    }

    private const string WaitsForHost = """
        (import "" "memory" (memory 1))
        (import "" "task.return" (func $return (param i32)))
        (import "" "waitable-set.new" (func $set.new (result i32)))
        (import "" "waitable.join" (func $join (param i32 i32)))
        (import "" "subtask.drop" (func $subtask.drop (param i32)))
        (import "" "host" (func $host (param i32) (result i32)))
        (func (export "f") (result i32) (local $status i32) (local $set i32)
          (local.set $status (call $host (i32.const 16)))
          (if (i32.eq (local.get $status) (i32.const 2))
            (then (call $return (i32.load (i32.const 16))) (return (i32.const 0))))
          (local.set $set (call $set.new))
          (call $join (i32.shr_u (local.get $status) (i32.const 4)) (local.get $set))
          (i32.or (i32.const 2) (i32.shl (local.get $set) (i32.const 4))))
        (func (export "f-cb") (param $event i32) (param $index i32) (param $state i32) (result i32)
          (if (i32.ne (local.get $event) (i32.const 1)) (then unreachable))
          (if (i32.ne (local.get $state) (i32.const 2)) (then unreachable))
          (call $subtask.drop (local.get $index))
          (call $return (i32.load (i32.const 16)))
          (i32.const 0))
        """;

    private TestGuest WaitingGuest(ComponentFunction host) => new TestGuest(store)
        .Builtin(CanonicalBuiltin.TaskReturn, result: WitValType.U32)
        .Builtin(CanonicalBuiltin.WaitableSetNew)
        .Builtin(CanonicalBuiltin.WaitableJoin)
        .Builtin(CanonicalBuiltin.SubtaskDrop)
        .Lower("host", host, async: true)
        .Run(WaitsForHost);

    [Fact]
    public async Task A_callback_task_waits_for_a_host_function_without_a_stack()
    {
        var guest = WaitingGuest(Later(out var source));
        var call = Call<Unit, uint>(guest.Callback("f", Function(true, WitValType.U32)), default);
        Assert.False(call.IsCompleted);
        Assert.Empty(store.Suspended.ToArray());
        source.SetResult(42);
        Assert.Equal(42u, await call);
    }

    [Fact]
    public void A_host_function_that_has_its_result_at_hand_completes_the_call_at_once()
    {
        var host = new HostFunction<Unit, uint>(Function(true, WitValType.U32), (_, _) => new ValueTask<uint>(7));
        var call = HostCall<Unit, uint>.Invoke(WaitingGuest(host).Callback("f", Function(true, WitValType.U32)), default, CancellationToken.None);
        Assert.True(call.IsCompletedSuccessfully);
    }

    [Fact]
    public async Task A_guest_blocked_on_its_stack_is_set_aside_and_goes_on()
    {
        var guest = new TestGuest(store).Lower("host", Later(out var source), async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (i32.add (call $host) (i32.const 1)))""");
        var call = Call<Unit, uint>(guest.Sync("f", Function(true, WitValType.U32)), default);
        Assert.Single(store.Suspended.ToArray());
        source.SetResult(41);
        Assert.Equal(42u, await call);
        Assert.Empty(store.Suspended.ToArray());
    }

    [Fact]
    public async Task A_synchronous_function_may_not_block()
    {
        var guest = new TestGuest(store).Lower("host", Later(out _), async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (call $host))""");
        var function = guest.Sync("f", Function(false, WitValType.U32));
        var trap = await Assert.ThrowsAsync<Trap>(() => Call<Unit, uint>(function, default));
        Assert.Equal(TrapCode.CannotBlockSyncTask, trap.Code);
        Assert.Equal(TrapCode.CannotEnterComponent, (await Assert.ThrowsAsync<Trap>(() => Call<Unit, uint>(function, default))).Code);
    }

    [Fact]
    public async Task A_wait_that_nothing_can_end_is_a_deadlock()
    {
        var guest = new TestGuest(store).Builtin(CanonicalBuiltin.WaitableSetNew).Builtin(CanonicalBuiltin.WaitableSetWait).Run("""
            (import "" "waitable-set.new" (func $set.new (result i32)))
            (import "" "waitable-set.wait" (func $set.wait (param i32 i32) (result i32)))
            (func (export "f") (drop (call $set.wait (call $set.new) (i32.const 0))))
            """);
        var trap = await Assert.ThrowsAsync<Trap>(() => Call<Unit, Unit>(guest.Sync("f", Function(true)), default));
        Assert.Equal(TrapCode.Deadlock, trap.Code);
        Assert.Contains("an empty waitable set", trap.Message, StringComparison.Ordinal);
        Assert.Empty(store.Suspended.ToArray());
    }

    [Fact]
    public async Task Cancelling_a_call_reaches_the_guest_and_through_it_the_host()
    {
        var token = new CancellationTokenSource();
        var seen = new TaskCompletionSource();
        var host = new HostFunction<Unit, uint>(Function(true, WitValType.U32), async (_, cancellation) =>
        {
            await using var registration = cancellation.Register(seen.SetResult);
            await Task.Delay(TimeSpan.FromSeconds(30), cancellation);
            return 1;
        });
        var guest = new TestGuest(store)
            .Builtin(CanonicalBuiltin.TaskCancel)
            .Builtin(CanonicalBuiltin.WaitableSetNew)
            .Builtin(CanonicalBuiltin.WaitableJoin)
            .Builtin(CanonicalBuiltin.SubtaskCancel)
            .Builtin(CanonicalBuiltin.SubtaskDrop)
            .Lower("host", host, async: true)
            .Run("""
                (import "" "task.cancel" (func $cancel))
                (import "" "waitable-set.new" (func $set.new (result i32)))
                (import "" "waitable.join" (func $join (param i32 i32)))
                (import "" "subtask.cancel" (func $subtask.cancel (param i32) (result i32)))
                (import "" "subtask.drop" (func $subtask.drop (param i32)))
                (import "" "host" (func $host (param i32) (result i32)))
                (global $subtask (mut i32) (i32.const 0))
                (func (export "f") (result i32)
                  (global.set $subtask (i32.shr_u (call $host (i32.const 16)) (i32.const 4)))
                  (i32.or (i32.const 2) (i32.shl (call $set.new) (i32.const 4))))
                (func (export "f-cb") (param $event i32) (param i32 i32) (result i32)
                  (if (i32.ne (local.get $event) (i32.const 6)) (then unreachable))
                  (if (i32.ne (call $subtask.cancel (global.get $subtask)) (i32.const 4)) (then unreachable))
                  (call $subtask.drop (global.get $subtask))
                  (call $cancel)
                  (i32.const 0))
                """);
        var call = Call<Unit, uint>(guest.Callback("f", Function(true, WitValType.U32)), default, token.Token);
        Assert.False(call.IsCompleted);
        await token.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        await seen.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public async Task More_calls_than_stacks_all_return_in_the_end()
    {
        const int Calls = 300;
        var guest = new TestGuest(store).Lower("host", Later(out var source), async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (call $host))""");
        // Stackful tasks do not exclude each other.
        guest.Builtin(CanonicalBuiltin.TaskReturn, result: WitValType.U32).Run("""
            (import "" "host" (func $host (result i32)))
            (import "" "task.return" (func $return (param i32)))
            (func (export "f") (call $return (call $host)))
            """);
        var function = guest.Stackful("f", Function(true, WitValType.U32));
        var calls = Enumerable.Range(0, Calls).Select(_ => Call<Unit, uint>(function, default)).ToArray();
        Assert.InRange(store.Suspended.Count, 1, 256);
        source.SetResult(9);
        Assert.All(await Task.WhenAll(calls), result => Assert.Equal(9u, result));
    }

    [Fact]
    public async Task Disposing_a_store_unwinds_what_is_blocked_in_it()
    {
        var guest = new TestGuest(store).Lower("host", Later(out _), async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (call $host))""");
        var call = Call<Unit, uint>(guest.Sync("f", Function(true, WitValType.U32)), default);
        store.Dispose();
        Assert.Empty(store.Suspended.ToArray());
        await Assert.ThrowsAsync<ObjectDisposedException>(() => call);
    }

    [Fact]
    public async Task A_host_failure_is_a_trap_with_the_reason_inside()
    {
        var host = new HostFunction<Unit, uint>(Function(false, WitValType.U32), (_, _) => throw new DivideByZeroException("reason"));
        var guest = new TestGuest(store).Lower("host", host, async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (call $host))""");
        var trap = await Assert.ThrowsAsync<Trap>(() => Call<Unit, uint>(guest.Sync("f", Function(false, WitValType.U32)), default));
        Assert.Equal(TrapCode.HostFailure, trap.Code);
        Assert.IsType<DivideByZeroException>(trap.InnerException);
    }

    [Fact]
    public async Task A_host_function_that_holds_everything_up_runs_on_a_thread_that_may_block()
    {
        var onPool = true;
        var host = new HostFunction<Unit, uint>(Function(false, WitValType.U32), async (_, cancellation) =>
        {
            onPool = Thread.CurrentThread.IsThreadPoolThread;
            await Task.Delay(5, cancellation);
            return 5;
        }, mayTakeTime: true);
        var guest = new TestGuest(store).Lower("host", host, async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (call $host))""");
        Assert.Equal(5u, await Call<Unit, uint>(guest.Sync("f", Function(false, WitValType.U32)), default));
        Assert.False(onPool);
    }

    [Fact]
    public async Task An_interruption_ends_a_wait_for_the_host()
    {
        var host = new HostFunction<Unit, uint>(Function(false, WitValType.U32), (_, _) => new ValueTask<uint>(new TaskCompletionSource<uint>().Task), mayTakeTime: true);
        var guest = new TestGuest(store).Lower("host", host, async: false)
            .Run("""(import "" "host" (func $host (result i32))) (func (export "f") (result i32) (call $host))""");
        var call = Call<Unit, uint>(guest.Sync("f", Function(false, WitValType.U32)), default);
        store.Interrupt();
        Assert.Equal(TrapCode.Interrupted, (await Assert.ThrowsAsync<Trap>(() => call)).Code);
    }

    public enum Lift
    {
        Sync,
        Callback,
        Stackful,
    }

    [Theory]
    [InlineData(Lift.Sync, false)]
    [InlineData(Lift.Sync, true)]
    [InlineData(Lift.Callback, true)]
    [InlineData(Lift.Stackful, true)]
    public async Task An_argument_that_cannot_be_lowered_fails_its_call_alone(Lift lift, bool async)
    {
        var guest = new TestGuest(store)
            .Builtin(CanonicalBuiltin.TaskReturn, result: WitValType.U32)
            .Run("""
                (import "" "task.return" (func $return (param i32)))
                (func (export "sync") (param i32) (result i32) (local.get 0))
                (func (export "async") (param i32) (result i32) (call $return (local.get 0)) (i32.const 0))
                (func (export "async-cb") (param i32 i32 i32) (result i32) unreachable)
                (func (export "stackful") (param i32) (call $return (local.get 0)))
                """);
        var type = Function(async, WitValType.U32, new StreamType(WitValType.U8));
        var function = lift switch
        {
            Lift.Sync => guest.Sync("sync", type),
            Lift.Callback => guest.Callback("async", type),
            _ => guest.Stackful("stackful", type),
        };
        var passed = ComponentStream<byte>.CreatePair().Reader;
        passed.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => Call<ComponentStream<byte>, uint>(function, passed));
        Assert.Equal(0, store.PendingCallCount);
        Assert.Equal(0, guest.Component.Threads.Count);
        var (reader, writer) = ComponentStream<byte>.CreatePair();
        Assert.Equal(1u, await Call<ComponentStream<byte>, uint>(function, reader));
        writer.Dispose();
    }
}
