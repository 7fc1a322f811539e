using System.Text;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Platform;

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
    public async Task A_read_that_waits_can_be_cancelled_and_loses_no_input()
    {
        StubbornStream stream = new();
        WasiInput input = new(stream);
        using CancellationTokenSource source = new();
        byte[] abandoned = new byte[4];
        Task<Result<int, StdioErrorCode>> read = input.ReadAsync(abandoned, source.Token).AsTask();
        Assert.False(read.IsCompleted);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => read);

        stream.Arrive("abcd"u8.ToArray());
        byte[] buffer = new byte[3];
        Assert.Equal(3, (await input.ReadAsync(buffer)).Value);
        Assert.Equal("abc"u8.ToArray(), buffer);
        Assert.Equal(1, (await input.ReadAsync(buffer)).Value);
        Assert.Equal((byte)'d', buffer[0]);
        Assert.Equal(new byte[4], abandoned);
    }

    [Fact]
    public async Task The_streams_of_the_process_can_be_inherited()
    {
        foreach (WasiOutput output in new[] { WasiOutput.InheritStdout(), WasiOutput.InheritStderr() })
            Assert.True((await output.WriteAsync(ReadOnlyMemory<byte>.Empty)).IsOk);
        Assert.Equal(!Console.IsInputRedirected, WasiInput.Inherit().IsTerminal);
    }

    [Fact]
    public void Streams_of_the_wrong_direction_are_refused()
    {
        Assert.Throws<ArgumentException>(() => new WasiOutput(new MemoryStream([], writable: false)));
        Assert.Throws<ArgumentNullException>(() => new WasiInput(null!));
    }

    /// <summary>Ignores cancellation, as a console does.</summary>
    private sealed class StubbornStream : MemoryStream
    {
        private readonly TaskCompletionSource<byte[]> arrival = new();

        public void Arrive(byte[] bytes) => arrival.SetResult(bytes);

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            byte[] bytes = await arrival.Task;
            bytes.CopyTo(buffer);
            return bytes.Length;
        }
    }
}
