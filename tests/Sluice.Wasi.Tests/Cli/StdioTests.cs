using System.Text;
using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.Cli;

public sealed class StdioTests
{
    [Fact]
    public async Task Input_is_read_to_its_end()
    {
        WasiInput input = WasiInput.FromText("hällo");
        byte[] buffer = new byte[4];
        Assert.Equal(0, (await input.ReadAsync(Memory<byte>.Empty)).Value);
        Assert.Equal(4, (await input.ReadAsync(buffer)).Value);
        Assert.Equal("häl", Encoding.UTF8.GetString(buffer));
        Assert.Equal(2, (await input.ReadAsync(buffer)).Value);
        Assert.Equal(0, (await input.ReadAsync(buffer)).Value);
        Assert.Equal(0, (await WasiInput.Null.ReadAsync(buffer)).Value);
        Assert.False(input.IsTerminal);
        Assert.True(new WasiInput(Stream.Null, isTerminal: true).IsTerminal);
    }

    [Fact]
    public async Task Output_is_captured_chunk_by_chunk()
    {
        WasiOutput output = WasiOutput.Capture(out Func<string> captured);
        ValueTask<Result<Unit, StdioErrorCode>> write = output.WriteAsync("one "u8.ToArray());
        Assert.True(write.IsCompletedSuccessfully, "Memory is written to at once.");
        Assert.True((await write).IsOk);
        Assert.Equal("one ", captured());
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => Task.Run(() => output.WriteAsync("chunk\n"u8.ToArray()).AsTask())));
        Assert.Equal("one " + string.Concat(Enumerable.Repeat("chunk\n", 100)), captured());
        Assert.True((await WasiOutput.Null.WriteAsync(new byte[10])).IsOk);
    }

    [Fact]
    public async Task Broken_streams_are_errors_and_no_exceptions()
    {
        MemoryStream closed = new();
        WasiInput input = new(closed);
        WasiOutput output = new(closed);
        closed.Dispose();
        Assert.Equal(StdioErrorCode.Io, (await input.ReadAsync(new byte[1])).Error);
        Assert.Equal(StdioErrorCode.Io, (await output.WriteAsync(new byte[1])).Error);
        Assert.Equal(StdioErrorCode.Io, (await output.WriteAsync(new byte[1])).Error);
    }

    [Fact]
    public async Task A_pipe_without_a_reader_is_reported_as_such()
    {
        using System.IO.Pipes.AnonymousPipeServerStream server = new(System.IO.Pipes.PipeDirection.Out);
        server.DisposeLocalCopyOfClientHandle();
        WasiOutput output = new(server);
        Assert.Equal(StdioErrorCode.Pipe, (await output.WriteAsync(new byte[1])).Error);
    }

    [Fact]
    public async Task A_read_that_waits_can_be_cancelled()
    {
        System.IO.Pipelines.Pipe pipe = new();
        WasiInput input = new(pipe.Reader.AsStream());
        using CancellationTokenSource source = new();
        ValueTask<Result<int, StdioErrorCode>> read = input.ReadAsync(new byte[1], source.Token);
        Assert.False(read.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await read);
        await pipe.Writer.WriteAsync("x"u8.ToArray());
        Assert.Equal(1, (await input.ReadAsync(new byte[1])).Value);
    }

    [Fact]
    public void Streams_of_the_wrong_direction_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WasiOutput(new MemoryStream([], writable: false)));
        Assert.Throws<ArgumentNullException>(() => new WasiInput(null!));
    }
}
