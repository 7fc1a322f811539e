using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>Guests of 0.2 call <c>wasi:io/streams</c>, on the standard streams and on files.</summary>
public sealed class StreamFunctionTests
{
    private const string In = "wasi:io/streams#[method]input-stream.", Out = "wasi:io/streams#[method]output-stream.";

    [Fact]
    public async Task An_input_is_read_skipped_and_at_its_end_closed()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions { Stdin = WasiInput.FromText("abcdefgh") });
        var input = await guest.HandleAsync("wasi:cli/stdin#get-stdin");
        Assert.Equal("ok([97, 98])", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", input, "2"));
        Assert.Equal("ok(1)", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-skip", input, "1"));
        var pollable = await guest.HandleAsync("wasi:io/streams#[method]input-stream.subscribe", input);
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", pollable);
        Assert.Equal("ok([100])", await guest.CallAsync("wasi:io/streams#[method]input-stream.read", input, "1"));
        Assert.Equal("ok(2)", await guest.CallAsync("wasi:io/streams#[method]input-stream.skip", input, "2"));
        Assert.Equal("ok([])", await guest.CallAsync(In + "read", input, "0"));
        Assert.Equal("ok([103, 104])", await guest.CallAsync(In + "blocking-read", input, "100"));
        Assert.Equal("err(closed)", await guest.CallAsync(In + "blocking-read", input, "1"));
        Assert.Equal("err(closed)", await guest.CallAsync(In + "blocking-skip", input, "1"));
        Assert.Equal("err(closed)", await guest.CallAsync(In + "read", input, "1"));
        Assert.Equal("err(closed)", await guest.CallAsync(In + "skip", input, "1"));
        // Hosts may insist that children go first; this one does not.
        await guest.DropAsync("wasi:io/streams#input-stream", input);
        await guest.DropAsync("wasi:io/poll#pollable", pollable);
    }

    [Fact]
    public async Task An_output_takes_what_it_permits_zeroes_and_what_is_spliced()
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions { Stdin = WasiInput.FromText("spliced!"), Stdout = WasiOutput.Capture(out var stdout), Stderr = WasiOutput.Capture(out var stderr) });
        var output = await guest.HandleAsync("wasi:cli/stdout#get-stdout");
        var input = await guest.HandleAsync("wasi:cli/stdin#get-stdin");
        var permit = await guest.CallAsync("wasi:io/streams#[method]output-stream.check-write", output);
        Assert.True(ulong.Parse(permit[3..^1]) > 0, permit);
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.write", output, "[97, 98]"));
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.flush", output));
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-flush", output));
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-write-and-flush", output, "[99]"));
        var pollable = await guest.HandleAsync("wasi:io/streams#[method]output-stream.subscribe", output);
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", pollable);
        await guest.CallAsync(Out + "check-write", output);
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.write-zeroes", output, "2"));
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-write-zeroes-and-flush", output, "1"));
        Assert.Equal("ok(7)", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-splice", output, input, "7"));
        await guest.CallAsync("wasi:io/poll#[method]pollable.block", await guest.HandleAsync(In + "subscribe", input));
        Assert.Equal("ok(1)", await guest.CallAsync("wasi:io/streams#[method]output-stream.splice", output, input, "7"));
        Assert.Equal("ok", await guest.CallAsync(Out + "blocking-flush", output));
        Assert.Equal("abc\0\0\0spliced!", stdout());

        var errors = await guest.HandleAsync("wasi:cli/stderr#get-stderr");
        Assert.Equal("ok", await guest.CallAsync(Out + "blocking-write-and-flush", errors, "[33]"));
        Assert.Equal("!", stderr());
    }

    [Theory]
    [InlineData("write", "[1]")]
    [InlineData("write-zeroes", "1")]
    public async Task A_write_without_a_permit_is_a_trap(string function, string argument)
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var output = await guest.HandleAsync("wasi:cli/stdout#get-stdout");
        await Assert.ThrowsAsync<Trap>(() => guest.CallAsync(Out + function, output, argument));
    }

    [Theory]
    [InlineData("blocking-write-and-flush")]
    [InlineData("blocking-write-zeroes-and-flush")]
    public async Task A_blocking_write_of_more_than_a_page_is_a_trap(string function)
    {
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions());
        var output = await guest.HandleAsync("wasi:cli/stdout#get-stdout");
        var argument = function.Contains("zeroes", StringComparison.Ordinal) ? "4097" : $"[{string.Join(", ", Enumerable.Repeat(0, 4097))}]";
        await Assert.ThrowsAsync<Trap>(() => guest.CallAsync(Out + function, output, argument));
    }

    [Fact]
    public async Task An_error_tells_its_reason_as_text_and_as_a_code_of_the_filesystem()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The full device is Linux's.");
        await using var guest = await ForwardingGuest.StartAsync(new WasiOptions { Preopens = [new Preopen("/dev", "/")] });
        var root = (await guest.CallAsync("wasi:filesystem/preopens#get-directories"))[2..].Split(',')[0];
        var full = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.open-at", root, "{}", "\"full\"", "{}", "{write}");
        var stream = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.write-via-stream", full, "0");
        var failed = await guest.CallAsync(Out + "blocking-write-and-flush", stream, "[1]");
        Assert.StartsWith("err(last-operation-failed(", failed);
        var error = failed["err(last-operation-failed(".Length..^2];
        Assert.NotEqual("\"\"", await guest.CallAsync("wasi:io/error#[method]error.to-debug-string", error));
        Assert.Equal("some(insufficient-space)", await guest.CallAsync("wasi:filesystem/types#filesystem-error-code", error));
        Assert.Equal("none", await guest.CallAsync("wasi:http/types#http-error-code", error));
        await guest.DropAsync("wasi:io/error#error", error);
        Assert.Equal("err(closed)", await guest.CallAsync(Out + "check-write", stream));
    }
}
