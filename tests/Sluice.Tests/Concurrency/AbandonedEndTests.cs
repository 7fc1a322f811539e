using System.Runtime.CompilerServices;
using Sluice.Components.Definitions;
using static Sluice.Tests.Concurrency.TestGuest;
using StreamType = Sluice.Wit.Types.StreamType;
using WitValType = Sluice.Wit.Types.ValType;

namespace Sluice.Tests.Concurrency;

public sealed class AbandonedEndTests : IDisposable
{
    private readonly Store store = new(new Engine());

    public void Dispose() => store.Dispose();

    private static async Task CollectUntil(Func<bool> condition)
    {
        for (var i = 0; i < 200 && !condition(); i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Delay(5);
        }
    }

    // Apart, so that no local keeps the reader alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private (Task Reading, Task Forgotten) ForgetReader()
    {
        var guest = new TestGuest(store)
            .Builtin(CanonicalBuiltin.StreamNew, element: WitValType.U8)
            .Builtin(CanonicalBuiltin.WaitableSetNew)
            .Builtin(CanonicalBuiltin.WaitableSetWait)
            .Run("""
                (import "" "stream.new" (func $new (result i64)))
                (import "" "waitable-set.new" (func $set.new (result i32)))
                (import "" "waitable-set.wait" (func $set.wait (param i32 i32) (result i32)))
                (func (export "make") (result i32) (i32.wrap_i64 (call $new)))
                (func (export "wait") (drop (call $set.wait (call $set.new) (i32.const 0))))
                """);
        var made = Call<Unit, ComponentStream<byte>>(guest.Sync("make", Function(false, new StreamType(WitValType.U8))), default);
        return (Call<Unit, Unit>(guest.Sync("wait", Function(true)), default), made.ContinueWith(static _ => { }, TaskScheduler.Default));
    }

    [Fact]
    public async Task A_reader_that_was_forgotten_does_not_hide_a_deadlock()
    {
        var (waiting, forgotten) = ForgetReader();
        await forgotten;
        Assert.False(waiting.IsCompleted);
        await CollectUntil(() => waiting.IsCompleted);
        Assert.Equal(TrapCode.Deadlock, (await Assert.ThrowsAsync<Trap>(() => waiting)).Code);
    }

    // Apart, so that no local keeps the writer alive.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task<uint> ReadFromForgottenWriter(bool listens)
    {
        var guest = new TestGuest(store).Builtin(CanonicalBuiltin.StreamRead, element: WitValType.U8).Run("""
            (import "" "stream.read" (func $read (param i32 i32 i32) (result i32)))
            (func (export "f") (param i32) (result i32) (call $read (local.get 0) (i32.const 0) (i32.const 4)))
            """);
        var function = guest.Sync("f", Function(true, WitValType.U32, new StreamType(WitValType.U8)));
        var (reader, writer) = ComponentStream<byte>.CreatePair();
        if (listens) writer.ReaderDropped.Register(static () => { });
        return Call<ComponentStream<byte>, uint>(function, reader);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_writer_that_was_forgotten_ends_its_stream(bool listens)
    {
        var call = ReadFromForgottenWriter(listens);
        await CollectUntil(() => call.IsCompleted);
        Assert.Equal(1u, await call);
        Assert.Equal(0, store.ExternalSourceCount);
    }
}
