using Sluice.Components.Definitions;
using Sluice.Concurrency;
using static Sluice.Tests.Concurrency.TestGuest;
using FutureType = Sluice.Wit.Types.FutureType;
using StreamType = Sluice.Wit.Types.StreamType;
using WitValType = Sluice.Wit.Types.ValType;

namespace Sluice.Tests.Concurrency;

public sealed class HostStreamTests : IDisposable
{
    private readonly Store store = new(new Engine());

    public void Dispose() => store.Dispose();

    // Reads a stream to its end and returns the sum of its bytes.
    private TestGuest Summing() => new TestGuest(store)
        .Builtin(CanonicalBuiltin.StreamRead, element: WitValType.U8)
        .Builtin(CanonicalBuiltin.StreamDropReadable, element: WitValType.U8)
        .Run("""
            (import "" "memory" (memory 1))
            (import "" "stream.read" (func $read (param i32 i32 i32) (result i32)))
            (import "" "stream.drop-readable" (func $drop (param i32)))
            (func (export "sum") (param $s i32) (result i32) (local $r i32) (local $i i32) (local $sum i32)
              (loop $more
                (local.set $r (call $read (local.get $s) (i32.const 64) (i32.const 4)))
                (local.set $i (i32.const 0))
                (block $copied (loop $byte
                  (br_if $copied (i32.eq (local.get $i) (i32.shr_u (local.get $r) (i32.const 4))))
                  (local.set $sum (i32.add (local.get $sum) (i32.load8_u offset=64 (local.get $i))))
                  (local.set $i (i32.add (local.get $i) (i32.const 1)))
                  (br $byte)))
                (br_if $more (i32.eqz (i32.and (local.get $r) (i32.const 15)))))
              (call $drop (local.get $s))
              (local.get $sum))
            """);

    private GuestFunction Sum() => Summing().Sync("sum", Function(true, WitValType.U32, new StreamType(WitValType.U8)));

    // Makes a stream, returns its readable end, then writes ten bytes and ends it.
    private GuestFunction Counting() => new TestGuest(store)
        .Builtin(CanonicalBuiltin.StreamNew, element: WitValType.U8)
        .Builtin(CanonicalBuiltin.StreamWrite, element: WitValType.U8)
        .Builtin(CanonicalBuiltin.StreamDropWritable, element: WitValType.U8)
        .Builtin(CanonicalBuiltin.TaskReturn, result: new StreamType(WitValType.U8))
        .Run("""
            (import "" "memory" (memory 1))
            (import "" "stream.new" (func $new (result i64)))
            (import "" "stream.write" (func $write (param i32 i32 i32) (result i32)))
            (import "" "stream.drop-writable" (func $drop (param i32)))
            (import "" "task.return" (func $return (param i32)))
            (data (i32.const 64) "\01\02\03\04\05\06\07\08\09\0a")
            (func (export "count") (local $ends i64) (local $w i32) (local $r i32) (local $done i32)
              (local.set $ends (call $new))
              (local.set $w (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
              (call $return (i32.wrap_i64 (local.get $ends)))
              (loop $more
                (local.set $r (call $write (local.get $w) (i32.add (i32.const 64) (local.get $done)) (i32.sub (i32.const 10) (local.get $done))))
                (local.set $done (i32.add (local.get $done) (i32.shr_u (local.get $r) (i32.const 4))))
                (br_if $more (i32.and (i32.eqz (i32.and (local.get $r) (i32.const 15))) (i32.lt_u (local.get $done) (i32.const 10)))))
              (call $drop (local.get $w)))
            """)
        .Stackful("count", Function(true, new StreamType(WitValType.U8)));

    [Fact]
    public async Task A_guest_reads_what_the_host_has()
    {
        Assert.Equal(55u, await Call<ComponentStream<byte>, uint>(Sum(), ComponentStream<byte>.Create(new byte[] { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 })));
    }

    [Fact]
    public async Task A_guest_reads_what_the_host_writes_bit_by_bit()
    {
        var (reader, writer) = ComponentStream<byte>.CreatePair();
        var sum = Call<ComponentStream<byte>, uint>(Sum(), reader);
        Assert.True(await writer.WriteAsync(new byte[] { 1, 2, 3, 4, 5 }));
        await Task.Yield();
        Assert.True(await writer.WriteAsync((byte)6));
        Assert.False(sum.IsCompleted);
        writer.Dispose();
        Assert.Equal(21u, await sum);
    }

    [Fact]
    public async Task A_dotnet_stream_is_read_straight_into_the_guests_memory()
    {
        var source = new RecordingStream([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
        Assert.Equal(55u, await Call<ComponentStream<byte>, uint>(Sum(), ComponentStreams.FromStream(source)));
        // The guest's result may be there before the host has noticed that the guest reads no more.
        Assert.True(SpinWait.SpinUntil(() => source.WasDisposed, TimeSpan.FromSeconds(30)));
        Assert.All(source.Lengths, length => Assert.Equal(4, length));
    }

    [Fact]
    public async Task The_host_enumerates_what_a_guest_writes()
    {
        var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var bytes = new List<byte>();
        await foreach (var b in stream) bytes.Add(b);
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], bytes);
    }

    [Fact]
    public async Task The_host_reads_in_pieces_smaller_than_the_guests_write()
    {
        using var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var buffer = new byte[3];
        Assert.Equal(3, await stream.ReadAsync(buffer));
        Assert.Equal([1, 2, 3], buffer);
        Assert.Equal(3, await stream.ReadAsync(buffer));
        Assert.Equal([4, 5, 6], buffer);
    }

    [Fact]
    public async Task The_guests_memory_is_written_to_a_dotnet_stream_without_a_copy()
    {
        var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        using var destination = new MemoryStream();
        Assert.Equal(10, await stream.CopyToAsync(destination));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], destination.ToArray());
    }

    [Fact]
    public async Task A_slow_consumer_in_place_holds_the_writer_up()
    {
        var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var gate = new TaskCompletionSource();
        var read = stream.ReadInPlaceAsync(async (bytes, _) =>
        {
            await gate.Task;
            return bytes.Span[0] == 1 ? 2 : 0;
        }).AsTask();
        await Task.Delay(20);
        Assert.False(read.IsCompleted);
        gate.SetResult();
        Assert.Equal(2, await read.WaitAsync(TimeSpan.FromSeconds(10)));
        var rest = new byte[20];
        Assert.Equal(8, await stream.ReadAsync(rest));
        Assert.Equal(3, rest[0]);
    }

    [Fact]
    public async Task A_pipe_reader_reads_a_guests_stream()
    {
        var reader = (await Call<Unit, ComponentStream<byte>>(Counting(), default)).AsPipeReader();
        var result = await reader.ReadAtLeastAsync(10);
        Assert.Equal(10, result.Buffer.Length);
        await reader.CompleteAsync();
    }

    [Fact]
    public async Task Cancelling_a_write_that_nobody_takes_ends_it()
    {
        var (reader, writer) = ComponentStream<byte>.CreatePair();
        var guest = new TestGuest(store).Run("""(func (export "ignore") (param i32))""");
        await Call<ComponentStream<byte>, Unit>(guest.Sync("ignore", Function(false, null, new StreamType(WitValType.U8))), reader);
        using var source = new CancellationTokenSource();
        var write = writer.WriteAsync((byte)1, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => write.WaitAsync(TimeSpan.FromSeconds(10)));
        writer.Dispose();
    }

    [Fact]
    public async Task A_writer_learns_that_its_reader_has_gone()
    {
        var (reader, writer) = ComponentStream<byte>.CreatePair();
        var guest = new TestGuest(store).Builtin(CanonicalBuiltin.StreamDropReadable, element: WitValType.U8).Run("""
            (import "" "stream.drop-readable" (func $drop (param i32)))
            (func (export "ignore") (param i32) (call $drop (local.get 0)))
            """);
        await Call<ComponentStream<byte>, Unit>(guest.Sync("ignore", Function(false, null, new StreamType(WitValType.U8))), reader);
        Assert.False(await writer.WriteAsync((byte)1));
        Assert.True(writer.IsReaderDropped);
    }

    [Fact]
    public async Task A_guest_reads_a_future_of_the_hosts()
    {
        var guest = new TestGuest(store).Builtin(CanonicalBuiltin.FutureRead, element: WitValType.U32).Run("""
            (import "" "memory" (memory 1))
            (import "" "future.read" (func $read (param i32 i32) (result i32)))
            (func (export "get") (param $f i32) (result i32)
              (if (call $read (local.get $f) (i32.const 8)) (then unreachable))
              (i32.load (i32.const 8)))
            """);
        var function = guest.Sync("get", Function(true, WitValType.U32, new FutureType(WitValType.U32)));
        Assert.Equal(7u, await Call<ComponentFuture<uint>, uint>(function, ComponentFuture<uint>.FromValue(7)));
        var (reader, writer) = ComponentFuture<uint>.CreatePair();
        var call = Call<ComponentFuture<uint>, uint>(function, reader);
        Assert.True(await writer.WriteAsync(8));
        Assert.Equal(8u, await call);
    }

    [Fact]
    public async Task A_future_whose_writer_gives_up_traps_its_reader()
    {
        var guest = new TestGuest(store).Builtin(CanonicalBuiltin.FutureRead, element: WitValType.U32).Run("""
            (import "" "memory" (memory 1))
            (import "" "future.read" (func $read (param i32 i32) (result i32)))
            (func (export "get") (param $f i32) (drop (call $read (local.get $f) (i32.const 8))))
            """);
        var (reader, writer) = ComponentFuture<uint>.CreatePair();
        var call = Call<ComponentFuture<uint>, Unit>(guest.Sync("get", Function(true, null, new FutureType(WitValType.U32))), reader);
        writer.Dispose();
        Assert.Equal(TrapCode.HostFailure, (await Assert.ThrowsAsync<Trap>(() => call)).Code);
    }

    [Fact]
    public async Task A_read_in_place_outlives_its_store()
    {
        var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = false;
        var read = stream.ReadInPlaceAsync(async (bytes, cancellation) =>
        {
            started.SetResult();
            await gate.Task;
            asked = cancellation.IsCancellationRequested;
            // The memory is still mapped, although its store has gone.
            return bytes.Span[9];
        }).AsTask();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10));
        store.Dispose();
        Assert.False(read.IsCompleted);
        gate.SetResult();
        // What was used counts.
        Assert.Equal(10, await read.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.True(asked);
        Assert.Equal(0, await stream.ReadInPlaceAsync((_, _) => throw new InvalidOperationException()));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_read_in_place_that_stops_with_its_store_is_cancelled(bool dispose)
    {
        var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var read = stream.ReadInPlaceAsync(async (_, cancellation) =>
        {
            started.SetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return 0;
        }).AsTask();
        await started.Task.WaitAsync(TimeSpan.FromSeconds(10));
        if (dispose) store.Dispose();
        else store.Interrupt();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_operation_in_place_takes_all_that_a_guest_writes(bool waits)
    {
        using var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var taken = new List<byte>();
        await stream.ReadAllInPlaceAsync(async (bytes, _) =>
        {
            if (waits) await Task.Yield();
            taken.AddRange(bytes.Span[..Math.Min(3, bytes.Length)]);
            return Math.Min(3, bytes.Length);
        });
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8, 9, 10], taken);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_operation_in_place_ends_when_the_hosts_code_says_so(bool waits)
    {
        using var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        var calls = 0;
        await stream.ReadAllInPlaceAsync(async (_, _) =>
        {
            if (waits) await Task.Yield();
            return calls++ < 2 ? 4 : 0;
        });
        Assert.Equal(3, calls);
        Assert.Equal(2, await stream.ReadAsync(new byte[20]));
    }

    [Fact]
    public async Task One_operation_in_place_ends_with_its_token_and_with_a_failure()
    {
        using var stream = await Call<Unit, ComponentStream<byte>>(Counting(), default);
        await Assert.ThrowsAsync<InvalidDataException>(() => stream.ReadAllInPlaceAsync((_, _) => throw new InvalidDataException()).AsTask());
        using var source = new CancellationTokenSource();
        var read = stream.ReadAllInPlaceAsync(async (_, token) =>
        {
            await Task.Delay(Timeout.Infinite, token);
            return 1;
        }, source.Token).AsTask();
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read.WaitAsync(TimeSpan.FromSeconds(10)));
        Assert.Equal(10, await stream.ReadAsync(new byte[20]));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_operation_in_place_writes_all_that_a_guest_reads(bool waits)
    {
        var left = 21;
        var sum = await Call<ComponentStream<byte>, uint>(Sum(), ComponentStream<byte>.Create(writer => writer.WriteAllInPlaceAsync(async (bytes, _) =>
        {
            if (waits) await Task.Yield();
            var count = Math.Min(Math.Min(3, bytes.Length), left);
            bytes.Span[..count].Fill(2);
            left -= count;
            return count;
        })));
        Assert.Equal(42u, sum);
    }

    private sealed class RecordingStream(byte[] bytes) : MemoryStream(bytes)
    {
        public List<int> Lengths { get; } = [];

        public bool WasDisposed { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Lengths.Add(buffer.Length);
            return base.ReadAsync(buffer, cancellationToken);
        }

        protected override void Dispose(bool disposing)
        {
            WasDisposed = true;
            base.Dispose(disposing);
        }
    }
}
