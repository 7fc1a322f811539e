using Sluice.Wasi.Cli;
using Sluice.Wasi.Preview1;

namespace Sluice.Wasi.Tests.Preview1;

public sealed class CommandTests
{
    // Writes "hi\n".
    private const string SayHi = """
        (data (i32.const 0) "\08\00\00\00\03\00\00\00hi\0a")
        (func $say_hi (drop (call $fd_write (i32.const 1) (i32.const 0) (i32.const 1) (i32.const 16))))
        """;

    private static (int ExitCode, string Output) Run(string fields, WasiOptions? options = null)
    {
        options ??= new WasiOptions();
        options.Stdout = WasiOutput.Capture(out Func<string> captured);
        var engine = new Engine();
        using var store = new Store(engine);
        int exitCode = SnapshotPreview1.Run(store, Guest.Load(engine, fields), options);
        return (exitCode, captured());
    }

    [Fact]
    public void A_command_that_returns_has_succeeded() =>
        Assert.Equal((0, "hi\n"), Run(SayHi + "(func (export \"_start\") (call $say_hi))"));

    [Fact]
    public void The_exit_code_is_the_guests() =>
        Assert.Equal((33, "hi\n"), Run(SayHi + "(func (export \"_start\") (call $say_hi) (call $proc_exit (i32.const 33)) (call $say_hi))"));

    [Fact]
    public void An_exit_passes_the_guests_own_handlers() =>
        Assert.Equal((7, ""), Run("""
            (func (export "_start")
              (block $caught (try_table (catch_all $caught) (call $proc_exit (i32.const 7))))
              (call $proc_exit (i32.const 1)))
            """));

    [Fact]
    public void A_start_function_may_use_the_memory_too() =>
        Assert.Equal((0, "hi\nhi\n"), Run(SayHi + "(start $say_hi) (func (export \"_start\") (call $say_hi))"));

    [Fact]
    public void A_start_function_may_exit() =>
        Assert.Equal((4, ""), Run("(func $exit (call $proc_exit (i32.const 4))) (start $exit) (func (export \"_start\"))"));

    [Fact]
    public void A_trap_is_no_exit() =>
        Assert.Equal(TrapCode.Unreachable, Assert.Throws<Trap>(() => Run("(func (export \"_start\") unreachable)")).Code);

    [Theory]
    [InlineData("")]
    [InlineData("(func (export \"_start\") (param i32))")]
    public void What_has_no_entry_is_no_command(string fields) =>
        Assert.Contains("no command", Assert.Throws<LinkException>(() => Run(fields)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_reactor_is_initialized()
    {
        WasiOptions options = new() { Stdout = WasiOutput.Capture(out Func<string> captured) };
        using Guest guest = new(options, SayHi + "(func (export \"_initialize\") (call $say_hi))");
        Assert.Equal("hi\n", captured());
    }

    [Fact]
    public void A_module_without_a_memory_traps_when_one_is_needed()
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Load(engine, Wat.ToBytes("""
            (module
              (import "wasi_snapshot_preview1" "random_get" (func $random_get (param i32 i32) (result i32)))
              (func (export "_start") (drop (call $random_get (i32.const 0) (i32.const 1)))))
            """));
        var trap = Assert.Throws<Trap>(() => SnapshotPreview1.Run(store, module, new WasiOptions()));
        Assert.Contains("\"memory\"", trap.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Arguments_and_environment_arrive()
    {
        WasiOptions options = new() { Arguments = ["tool", "ä b"], Environment = [new("A", "1"), new("B", "")] };
        using Guest guest = new(options);
        Assert.Equal(Errno.Success, guest.Call("args_sizes_get", 0, 4));
        Assert.Equal((2u, 10u), (guest.UInt32(0), guest.UInt32(4)));
        Assert.Equal(Errno.Success, guest.Call("args_get", 100, 200));
        Assert.Equal((200u, 205u), (guest.UInt32(100), guest.UInt32(104)));
        Assert.Equal("tool\0ä b\0", guest.Text(200, 10));
        Assert.Equal(Errno.Success, guest.Call("environ_sizes_get", 0, 4));
        Assert.Equal((2u, 7u), (guest.UInt32(0), guest.UInt32(4)));
        Assert.Equal(Errno.Success, guest.Call("environ_get", 100, 200));
        Assert.Equal("A=1\0B=\0", guest.Text(200, 7));
    }

    [Fact]
    public void Clocks_run_and_those_of_the_cpu_are_absent()
    {
        using Guest guest = new(new WasiOptions());
        ulong before = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() * 1_000_000;
        Assert.Equal(Errno.Success, guest.Call("clock_time_get", 0, 0, 0));
        Assert.InRange(guest.UInt64(0), before, before + 60_000_000_000);
        Assert.Equal(Errno.Success, guest.Call("clock_time_get", 1, 0, 0));
        Assert.Equal(Errno.Success, guest.Call("clock_time_get", 1, 0, 8));
        Assert.True(guest.UInt64(8) >= guest.UInt64(0));
        Assert.Equal(Errno.Success, guest.Call("clock_res_get", 0, 0));
        Assert.Equal(100u, guest.UInt64(0));
        Assert.Equal(Errno.NotSupported, guest.Call("clock_res_get", 2, 0));
        Assert.Equal(Errno.NotSupported, guest.Call("clock_time_get", 3, 0, 0));
        Assert.Equal(Errno.Invalid, guest.Call("clock_time_get", 4, 0, 0));
        Assert.Equal(Errno.NotSupported, guest.Call("proc_raise", 9));
    }

    [Fact]
    public void Random_bytes_fill_the_whole_buffer()
    {
        using Guest guest = new(new WasiOptions { RandomSeed = 1 });
        Assert.Equal(Errno.Success, guest.Call("random_get", 8, 1000));
        Assert.Equal(0u, guest.UInt64(0));
        Assert.NotEqual(0u, guest.UInt64(1000));
        Assert.Equal(0u, guest.UInt64(1008));
    }
}
