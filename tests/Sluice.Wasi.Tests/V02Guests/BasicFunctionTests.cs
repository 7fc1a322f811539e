using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>Guests of 0.2 call <c>wasi:cli</c>, <c>wasi:clocks</c> and <c>wasi:random</c>.</summary>
public sealed class BasicFunctionTests
{
    [Fact]
    public async Task Random_numbers_differ_and_are_as_many_as_asked_for()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        Assert.Equal(16, (await guest.CallAsync("wasi:random/random#get-random-bytes", "16")).Split(',').Length);
        Assert.NotEqual(await guest.CallAsync("wasi:random/random#get-random-u64"), await guest.CallAsync("wasi:random/random#get-random-u64"));
        Assert.Equal(5, (await guest.CallAsync("wasi:random/insecure#get-insecure-random-bytes", "5")).Split(',').Length);
        Assert.NotEqual(await guest.CallAsync("wasi:random/insecure#get-insecure-random-u64"), await guest.CallAsync("wasi:random/insecure#get-insecure-random-u64"));
        Assert.Matches(@"^\(\d+, \d+\)$", await guest.CallAsync("wasi:random/insecure-seed#insecure-seed"));
    }

    [Fact]
    public async Task The_command_line_and_the_environment_are_those_of_the_options()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions { Arguments = ["guest", "ünïcode"], Environment = [new("A", "1"), new("B", "")] });
        Assert.Equal("""["guest", "ünïcode"]""", await guest.CallAsync("wasi:cli/environment#get-arguments"));
        Assert.Equal("""[("A", "1"), ("B", "")]""", await guest.CallAsync("wasi:cli/environment#get-environment"));
        Assert.Equal("none", await guest.CallAsync("wasi:cli/environment#initial-cwd"));
    }

    [Fact]
    public async Task Terminals_are_there_if_the_standard_streams_are_terminals()
    {
        await using (var guest = await ForwardingGuest.StartAsync(new WasiOptions()))
        {
            Assert.Equal("none", await guest.CallAsync("wasi:cli/terminal-stdin#get-terminal-stdin"));
            Assert.Equal("none", await guest.CallAsync("wasi:cli/terminal-stdout#get-terminal-stdout"));
            Assert.Equal("none", await guest.CallAsync("wasi:cli/terminal-stderr#get-terminal-stderr"));
        }
        await using (var guest = await ForwardingGuest.StartAsync(new WasiOptions { Stdin = new WasiInput(Stream.Null, isTerminal: true), Stdout = new WasiOutput(Stream.Null, isTerminal: true), Stderr = new WasiOutput(Stream.Null, isTerminal: true) }))
        {
            var input = (await guest.CallAsync("wasi:cli/terminal-stdin#get-terminal-stdin"))[5..^1];
            Assert.StartsWith("some(", await guest.CallAsync("wasi:cli/terminal-stdout#get-terminal-stdout"));
            Assert.StartsWith("some(", await guest.CallAsync("wasi:cli/terminal-stderr#get-terminal-stderr"));
            await guest.DropAsync("wasi:cli/terminal-input#terminal-input", input);
        }
    }

    [Theory]
    [InlineData("wasi:cli/exit#exit", "ok", 0)]
    [InlineData("wasi:cli/exit#exit", "err", 1)]
    [InlineData("wasi:cli/exit#exit-with-code", "42", 42)]
    public async Task A_guest_exits_with_its_code(string function, string status, int code)
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        Assert.Equal(code, (await Assert.ThrowsAsync<GuestExitException>(() => guest.CallAsync(function, status))).ExitCode);
    }

    [Fact]
    public async Task Clocks_go_on_and_their_pollables_become_ready()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var before = ulong.Parse(await guest.CallAsync("wasi:clocks/monotonic-clock#now"));
        Assert.True(ulong.Parse(await guest.CallAsync("wasi:clocks/monotonic-clock#resolution")) > 0);
        var soon = await guest.HandleAsync("wasi:clocks/monotonic-clock#subscribe-duration", "1000000");
        var past = await guest.HandleAsync("wasi:clocks/monotonic-clock#subscribe-instant", "0");
        var never = await guest.HandleAsync("wasi:clocks/monotonic-clock#subscribe-duration", "18446744073709551615");
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", soon);
        Assert.True(ulong.Parse(await guest.CallAsync("wasi:clocks/monotonic-clock#now")) >= before + 1_000_000);
        Assert.Equal("true", await guest.CallAsync("wasi:io/poll#[method]pollable.ready", soon));
        Assert.Equal("true", await guest.CallAsync("wasi:io/poll#[method]pollable.ready", past));
        Assert.Equal("false", await guest.CallAsync("wasi:io/poll#[method]pollable.ready", never));
        Assert.Equal("[0, 2, 3]", await guest.CallAsync("wasi:io/poll#poll", $"[{past}, {never}, {soon}, {past}]"));
        await guest.DropAsync("wasi:io/poll#pollable", never);

        Assert.Matches(@"^\{seconds: \d+, nanoseconds: \d+\}$", await guest.CallAsync("wasi:clocks/wall-clock#now"));
        Assert.Matches(@"^\{seconds: 0, nanoseconds: [1-9]\d*\}$", await guest.CallAsync("wasi:clocks/wall-clock#resolution"));
    }

    [Fact]
    public async Task Polling_nothing_is_a_trap()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        Assert.Contains("poll needs at least one pollable", (await Assert.ThrowsAsync<Trap>(() => guest.CallAsync("wasi:io/poll#poll", "[]"))).Message, StringComparison.Ordinal);
    }
}
