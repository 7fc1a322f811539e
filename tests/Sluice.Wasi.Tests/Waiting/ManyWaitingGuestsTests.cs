using System.Text;
using Sluice.Concurrency;
using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.Waiting;

/// <summary>Guests of WASI 0.2 and 0.1 wait with their stacks in use, on threads of which there are few.</summary>
[Collection(nameof(AllThreads))]
public sealed class ManyWaitingGuestsTests
{
    private const int Guests = 500, Threads = 256;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private const string Component = """
        (component
          (import "wasi:io/poll@0.2.6" (instance $poll
            (export "pollable" (type $p (sub resource)))
            (export "poll" (func (param "in" (list (borrow $p))) (result (list u32))))))
          (alias export $poll "pollable" (type $pollable))
          (import "wasi:io/error@0.2.6" (instance $error (export "error" (type (sub resource)))))
          (alias export $error "error" (type $error-type))
          (import "wasi:io/streams@0.2.6" (instance $streams
            (export "input-stream" (type $s (sub resource)))
            (alias outer 1 $error-type (type $e)) (export "error" (type $error (eq $e)))
            (alias outer 1 $pollable (type $q)) (export "pollable" (type $pollable (eq $q)))
            (type $stream-error (variant (case "last-operation-failed" (own $error)) (case "closed")))
            (export "stream-error" (type $stream-error' (eq $stream-error)))
            (export "[method]input-stream.blocking-read" (func (param "self" (borrow $s)) (param "len" u64) (result (result (list u8) (error $stream-error')))))
            (export "[method]input-stream.subscribe" (func (param "self" (borrow $s)) (result (own $pollable))))))
          (alias export $streams "input-stream" (type $input))
          (import "wasi:cli/stdin@0.2.6" (instance $stdin
            (alias outer 1 $input (type $i)) (export "input-stream" (type $in (eq $i)))
            (export "get-stdin" (func (result (own $in))))))
          (core module $libc
            (memory (export "memory") 1)
            (global $next (mut i32) (i32.const 1024))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $next (i32.and (i32.add (global.get $next) (i32.const 7)) (i32.const -8)))
              (global.get $next)
              (global.set $next (i32.add (global.get $next) (local.get 3)))))
          (core instance $libc (instantiate $libc))
          (core func $get-stdin (canon lower (func $stdin "get-stdin")))
          (core func $subscribe (canon lower (func $streams "[method]input-stream.subscribe")))
          (core func $read (canon lower (func $streams "[method]input-stream.blocking-read") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core func $poll (canon lower (func $poll "poll") (memory $libc "memory") (realloc (func $libc "realloc"))))
          (core module $m
            (import "" "memory" (memory 1))
            (import "" "get-stdin" (func $get-stdin (result i32)))
            (import "" "subscribe" (func $subscribe (param i32) (result i32)))
            (import "" "read" (func $read (param i32 i64 i32)))
            (import "" "poll" (func $poll (param i32 i32 i32)))
            ;; Succeeds if poll says that the input is ready, and a read gives all of "ready".
            (func (export "run") (result i32) (local $in i32)
              (local.set $in (call $get-stdin))
              (i32.store (i32.const 0) (call $subscribe (local.get $in)))
              WAIT
              (call $read (local.get $in) (i64.const 100) (i32.const 32))
              (i32.or (i32.load8_u (i32.const 32)) (i32.ne (i32.load (i32.const 40)) (i32.const 5)))))
          (core instance $i (instantiate $m (with "" (instance
            (export "memory" (memory $libc "memory")) (export "get-stdin" (func $get-stdin)) (export "subscribe" (func $subscribe))
            (export "read" (func $read)) (export "poll" (func $poll))))))
          (func $run (result (result)) (canon lift (core func $i "run")))
          (instance (export "wasi:cli/run@0.2.6") (export "run" (func $run))))
        """;

    private const string Module = """
        (module
          (import "wasi_snapshot_preview1" "poll_oneoff" (func $poll (param i32 i32 i32 i32) (result i32)))
          (import "wasi_snapshot_preview1" "proc_exit" (func $exit (param i32)))
          (memory (export "memory") 1)
          (func (export "_start")
            ;; One subscription: to read descriptor 0.
            (i32.store8 (i32.const 8) (i32.const 1))
            (if (call $poll (i32.const 0) (i32.const 64) (i32.const 1) (i32.const 128)) (then (call $exit (i32.const 2))))
            (if (i32.ne (i32.load (i32.const 128)) (i32.const 1)) (then (call $exit (i32.const 3))))))
        """;

    [Theory]
    [InlineData("(call $poll (i32.const 0) (i32.const 1) (i32.const 16))")]
    [InlineData("")]
    public Task Five_hundred_guests_of_0_2_wait_in_poll_or_in_a_read_on_as_many_threads_as_there_are(string wait)
    {
        var engine = new Engine();
        var component = Sluice.Component.Load(engine, Encoding.UTF8.GetBytes(Component.Replace("WAIT", wait, StringComparison.Ordinal)));
        return RunAllAsync(engine, (store, options) => WasiCommand.RunAsync(store, component, options));
    }

    [Fact]
    public Task Five_hundred_guests_of_0_1_wait_in_poll_oneoff_on_as_many_threads_as_there_are()
    {
        var engine = new Engine();
        var module = Sluice.Module.Load(engine, Encoding.UTF8.GetBytes(Module));
        return RunAllAsync(engine, (store, options) => SnapshotPreview1.RunAsync(store, module, options));
    }

    private static async Task RunAllAsync(Engine engine, Func<Store, WasiOptions, Task<int>> run)
    {
        var exhausted = 0;
        void Count(int threads) => Interlocked.Add(ref exhausted, threads);
        ParkedThreads.Shared.Exhausted += Count;
        try
        {
            var input = new GatedStream();
            var runs = Enumerable.Range(0, Guests).Select(async _ =>
            {
                using var store = new Store(engine);
                return await run(store, new WasiOptions { Stdin = new WasiInput(input) });
            }).ToArray();

            // All threads there are wait for the input, and no more.
            Assert.True(await Task.Run(() => SpinWait.SpinUntil(() => input.Readers >= Threads, Limit)), $"{input.Readers} guests read");
            Assert.Equal(Threads, input.Readers);
            Assert.Equal(Threads, ParkedThreads.Shared.Used);
            Assert.Equal(Threads, exhausted);
            Assert.DoesNotContain(runs, static run => run.IsCompleted);

            input.Open();
            Assert.All(await Task.WhenAll(runs).WaitAsync(Limit), static code => Assert.Equal(0, code));
            Assert.Equal(Guests, input.Readers);
        }
        finally
        {
            ParkedThreads.Shared.Exhausted -= Count;
        }
        Assert.True(SpinWait.SpinUntil(static () => ParkedThreads.Shared.Used == 0, Limit));
    }

    /// <summary>An input of which every reader gets the same five bytes, once it is open.</summary>
    private sealed class GatedStream : Stream
    {
        private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int readers;

        public int Readers => Volatile.Read(ref readers);

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public void Open() => opened.SetResult();

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            Interlocked.Increment(ref readers);
            await opened.Task.WaitAsync(cancellationToken);
            "ready"u8.CopyTo(buffer.Span);
            return 5;
        }

        public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

        public override void Flush() { }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}

/// <summary>Tests that use all threads there are for guests.</summary>
[CollectionDefinition(nameof(AllThreads), DisableParallelization = true)]
public sealed class AllThreads;
