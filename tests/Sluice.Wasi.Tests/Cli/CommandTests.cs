using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.Cli;

public class CommandTests
{
    private static readonly Engine Engine = new();

    private static async Task<int> RunAsync(string guest, WasiOptions options, StoreOptions? storeOptions = null)
    {
        var component = await Component.LoadAsync(Engine, Path.Combine(AppContext.BaseDirectory, "Guests", guest), TestContext.Current.CancellationToken);
        using var store = new Store(Engine, storeOptions);
        return await WasiCommand.RunAsync(store, component, options, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(5_000_001)]
    public async Task Standard_input_reaches_standard_output_byte_for_byte(int length)
    {
        var input = new byte[length];
        new System.Random(length).NextBytes(input);
        using var output = new MemoryStream();

        var exitCode = await RunAsync("cat.wat", new WasiOptions { Stdin = WasiInput.FromBytes(input), Stdout = new WasiOutput(output) });

        Assert.Equal(0, exitCode);
        Assert.Equal(input, output.ToArray());
    }

    [Fact]
    public async Task A_reader_of_standard_output_that_goes_away_is_an_error_for_the_guest_not_for_the_host()
    {
        using var output = new BrokenPipe(goodBytes: 100_000);

        var exitCode = await RunAsync("cat.wat", new WasiOptions { Stdin = WasiInput.FromBytes(new byte[3_000_000]), Stdout = new WasiOutput(output) });

        Assert.Equal(1, exitCode);
        Assert.True(output.Written <= 100_000);
    }

    [Fact]
    public async Task An_output_that_fails_in_no_way_that_the_interface_knows_is_no_success_for_the_guest()
    {
        using var output = new Faulty();

        var trap = await Assert.ThrowsAsync<Trap>(() => RunAsync("cat.wat", new WasiOptions { Stdin = WasiInput.FromBytes(new byte[10]), Stdout = new WasiOutput(output) }));

        Assert.Contains("future", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Input_that_comes_slowly_and_in_pieces_is_waited_for()
    {
        using var output = new MemoryStream();
        using var input = new Trickle(pieces: 20);

        Assert.Equal(0, await RunAsync("cat.wat", new WasiOptions { Stdin = new WasiInput(input), Stdout = new WasiOutput(output) }));
        Assert.Equal(20, output.Length);
    }

    [Fact]
    public async Task A_guest_that_leaks_its_streams_ends_all_the_same()
    {
        using var never = new Trickle(pieces: int.MaxValue, wait: Timeout.InfiniteTimeSpan);

        Assert.Equal(0, await RunAsync("leak.wat", new WasiOptions { Stdin = new WasiInput(never) }));
    }

    [Fact]
    public async Task Handles_that_a_guest_leaks_are_closed_with_its_store()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Directories can be preopened on Linux only.");
        var folder = Directory.CreateTempSubdirectory("sluice-leak-").FullName;
        try
        {
            File.WriteAllText(Path.Combine(folder, "file"), "content");
            var options = new WasiOptions { Preopens = [new Preopen(folder, "/")] };
            Assert.Equal(0, await RunAsync("leak-files.wat", options));
            for (var i = 0; i < 3; i++) Assert.Equal(0, await RunAsync("leak-files.wat", options));
            Assert.DoesNotContain(OpenFiles(), file => file.StartsWith(folder, StringComparison.Ordinal));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }

        static List<string> OpenFiles()
        {
            var files = new List<string>();
            foreach (var handle in new DirectoryInfo("/proc/self/fd").EnumerateFileSystemInfos())
            {
                // Those of other tests come and go.
                try { if (handle.LinkTarget is { } target) files.Add(target); }
                catch (IOException) { }
            }
            return files;
        }
    }

    [Fact]
    public async Task A_wait_for_input_ends_with_the_deadline()
    {
        using var never = new Trickle(pieces: int.MaxValue, wait: Timeout.InfiniteTimeSpan);

        var trap = await Assert.ThrowsAsync<Trap>(() => RunAsync(
            "cat.wat", new WasiOptions { Stdin = new WasiInput(never) }, new StoreOptions { Timeout = TimeSpan.FromMilliseconds(200) }));
        Assert.Equal(TrapCode.Interrupted, trap.Code);
    }

    [Fact]
    public async Task What_the_host_reads_from_a_guest_ends_when_the_store_is_interrupted_or_disposed()
    {
        foreach (var interrupt in new[] { true, false })
        {
            var component = Component.Load(Engine, Wat("""
                (component
                  (type $s (stream u8))
                  (core func $new (canon stream.new $s))
                  (core module $m (import "" "new" (func $new (result i64))) (func (export "f") (result i32) (i32.wrap_i64 (call $new))))
                  (core instance $i (instantiate $m (with "" (instance (export "new" (func $new))))))
                  (func (export "f") (result $s) (canon lift (core func $i "f"))))
                """));
            var store = new Store(Engine);
            var instance = await new Linker(Engine).InstantiateAsync(store, component, TestContext.Current.CancellationToken);
            using var stream = await instance.GetFunction<Func<ValueTask<ComponentStream<byte>>>>("f")();
            var read = stream.ReadAsync(new byte[1], TestContext.Current.CancellationToken).AsTask();
            Assert.False(read.IsCompleted);

            if (interrupt) store.Interrupt();
            else store.Dispose();

            Assert.Equal(0, await read.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken));
            store.Dispose();
        }
    }

    [Fact]
    public async Task A_component_that_is_no_command_is_told_what_it_exports()
    {
        var component = Component.Load(Engine, Wat("(component (component $c) (instance $i (instantiate $c)) (export \"a:b/c\" (instance $i)))"));
        using var store = new Store(Engine);

        var error = await Assert.ThrowsAsync<LinkException>(() => WasiCommand.RunAsync(store, component, new WasiOptions(), TestContext.Current.CancellationToken));
        Assert.Contains("wasi:cli/run@0.3.0", error.Message, StringComparison.Ordinal);
        Assert.Contains("a:b/c", error.Message, StringComparison.Ordinal);
    }

    private static byte[] Wat(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private sealed class Faulty : MemoryStream
    {
        public override void Write(ReadOnlySpan<byte> buffer) => throw new InvalidOperationException("Not now.");

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) => throw new InvalidOperationException("Not now.");
    }

    /// <summary>An output whose reader leaves.</summary>
    private sealed class BrokenPipe(int goodBytes) : MemoryStream
    {
        private const int Epipe = 32;

        public long Written { get; private set; }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Written + buffer.Length > goodBytes) throw new IOException("Broken pipe", Epipe);
            Written += buffer.Length;
            return default;
        }

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            if (Written + buffer.Length > goodBytes) throw new IOException("Broken pipe", Epipe);
            Written += buffer.Length;
        }
    }

    /// <summary>An input of single bytes with a pause before each.</summary>
    private sealed class Trickle(int pieces, TimeSpan? wait = null) : MemoryStream
    {
        private int given;

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (given == pieces) return 0;
            await Task.Delay(wait ?? TimeSpan.FromMilliseconds(2), cancellationToken);
            given++;
            buffer.Span[0] = (byte)given;
            return 1;
        }
    }
}
