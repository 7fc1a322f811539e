using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Streams;

namespace Sluice.Wasi.Tests.Io;

public class OutputStreamTests
{
    private readonly MemoryStream written = new();
    private readonly OutputStream stream;
    private Task<Result<Unit, object>> sink = Task.FromResult(Result<Unit, object>.Ok(Unit.Value));

    public OutputStreamTests() => stream = new OutputStream(async (bytes, _) =>
    {
        var result = await sink;
        if (result.IsOk) written.Write(bytes.Span);
        return result;
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TaskCompletionSource<Result<Unit, object>> HoldSink()
    {
        var hold = new TaskCompletionSource<Result<Unit, object>>();
        sink = hold.Task;
        return hold;
    }

    private static InputStream InputOf(params byte[] bytes)
    {
        var left = new ReadOnlyMemory<byte>(bytes);
        return new InputStream((buffer, _) =>
        {
            var count = Math.Min(left.Length, buffer.Length);
            left[..count].CopyTo(buffer);
            left = left[count..];
            return new(count);
        });
    }

    [Fact]
    public void A_write_without_a_permit_traps()
    {
        Assert.Throws<Trap>(() => stream.Write([1]));
        Assert.Throws<Trap>(() => stream.WriteZeroes(1));
        var permitted = stream.CheckWrite().Value;
        Assert.Throws<Trap>(() => stream.Write(new byte[permitted + 1]));
    }

    [Fact]
    public void What_is_permitted_is_written()
    {
        Assert.True(stream.CheckWrite().Value > 2);
        Assert.True(stream.Write([1, 2]).IsOk);
        Assert.True(stream.WriteZeroes(1).IsOk);
        Assert.True(stream.Flush().IsOk);
        Assert.Equal([1, 2, 0], written.ToArray());
        Assert.Equal(3UL, stream.Accepted);
    }

    [Fact]
    public async Task While_a_write_is_under_way_nothing_more_is_permitted()
    {
        var hold = HoldSink();
        Assert.True(stream.CheckWrite().Value > 0);
        Assert.True(stream.Write([1]).IsOk);
        var pollable = stream.Subscribe();

        Assert.Equal(0UL, stream.CheckWrite().Value);
        Assert.True(stream.Write([]).IsOk);
        Assert.Throws<Trap>(() => stream.Write([2]));
        Assert.False(pollable.Ready());
        var flushed = stream.BlockingFlush(Cancellation);
        Assert.False(flushed.IsCompleted);
        hold.SetResult(Unit.Value);

        Assert.True((await flushed).IsOk);
        Assert.True(pollable.Ready());
        Assert.True(stream.CheckWrite().Value > 0);
        Assert.Equal([1], written.ToArray());
    }

    [Fact]
    public void A_flush_ends_what_was_permitted_before()
    {
        Assert.True(stream.CheckWrite().Value > 0);
        Assert.True(stream.Flush().IsOk);
        Assert.Throws<Trap>(() => stream.Write([1]));
    }

    [Fact]
    public async Task An_error_is_told_once_and_then_the_stream_is_closed()
    {
        var hold = HoldSink();
        Assert.True(stream.CheckWrite().Value > 0);
        Assert.True(stream.Write([1]).IsOk);
        hold.SetResult(Result<Unit, object>.Err("broken"));

        var failed = Assert.IsType<StreamError.LastOperationFailed>((await stream.BlockingFlush(Cancellation)).Error);
        Assert.Equal("broken", failed.Value.ToDebugString());
        Assert.IsType<StreamError.Closed>(stream.CheckWrite().Error);
        Assert.IsType<StreamError.Closed>(stream.Flush().Error);
        Assert.IsType<StreamError.Closed>((await stream.BlockingWriteAndFlush([1], Cancellation)).Error);
        Assert.True(stream.Subscribe().Ready());
    }

    [Fact]
    public async Task Blocking_writes_need_no_permit_but_have_a_limit()
    {
        Assert.True((await stream.BlockingWriteAndFlush(new byte[4096], Cancellation)).IsOk);
        Assert.True((await stream.BlockingWriteZeroesAndFlush(4096, Cancellation)).IsOk);
        await Assert.ThrowsAsync<Trap>(async () => await stream.BlockingWriteAndFlush(new byte[4097], Cancellation));
        await Assert.ThrowsAsync<Trap>(async () => await stream.BlockingWriteZeroesAndFlush(4097, Cancellation));
        Assert.Equal(8192, written.Length);
    }

    [Fact]
    public async Task Splicing_moves_at_most_so_much_and_reports_the_inputs_end()
    {
        using var input = InputOf(1, 2, 3, 4, 5);

        Assert.Equal(2UL, stream.Splice(input, 2).Value);
        Assert.Equal(3UL, (await stream.BlockingSplice(input, 100, Cancellation)).Value);
        Assert.IsType<StreamError.Closed>(stream.Splice(input, 1).Error);
        Assert.IsType<StreamError.Closed>((await stream.BlockingSplice(input, 1, Cancellation)).Error);
        Assert.Equal([1, 2, 3, 4, 5], written.ToArray());
        Assert.True(stream.CheckWrite().IsOk);
    }

    [Fact]
    public void A_splice_to_a_busy_output_takes_nothing_from_the_input()
    {
        using var input = InputOf(1, 2);
        HoldSink();
        Assert.Equal(1UL, stream.Splice(input, 1).Value);

        Assert.Equal(0UL, stream.Splice(input, 1).Value);
        Assert.Equal([2], input.Read(5).Value);
    }
}
