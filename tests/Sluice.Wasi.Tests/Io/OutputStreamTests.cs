using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Io.Streams;

namespace Sluice.Wasi.Tests.Io;

public class OutputStreamTests
{
    private readonly MemoryStream _written = new();
    private readonly OutputStream _stream;
    private Task<Result<Unit, object>> _sink = Task.FromResult(Result<Unit, object>.Ok(Unit.Value));

    public OutputStreamTests() => _stream = new OutputStream(async (bytes, _) =>
    {
        var result = await _sink;
        if (result.IsOk) _written.Write(bytes.Span);
        return result;
    });

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private TaskCompletionSource<Result<Unit, object>> HoldSink()
    {
        var hold = new TaskCompletionSource<Result<Unit, object>>();
        _sink = hold.Task;
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
        Assert.Throws<Trap>(() => _stream.Write([1]));
        Assert.Throws<Trap>(() => _stream.WriteZeroes(1));
        var permitted = _stream.CheckWrite().Value;
        Assert.Throws<Trap>(() => _stream.Write(new byte[permitted + 1]));
    }

    [Fact]
    public void What_is_permitted_is_written()
    {
        Assert.True(_stream.CheckWrite().Value > 2);
        Assert.True(_stream.Write([1, 2]).IsOk);
        Assert.True(_stream.WriteZeroes(1).IsOk);
        Assert.True(_stream.Flush().IsOk);
        Assert.Equal([1, 2, 0], _written.ToArray());
        Assert.Equal(3UL, _stream.Accepted);
    }

    [Fact]
    public async Task While_a_write_is_under_way_nothing_more_is_permitted()
    {
        var hold = HoldSink();
        Assert.True(_stream.CheckWrite().Value > 0);
        Assert.True(_stream.Write([1]).IsOk);
        var pollable = _stream.Subscribe();

        Assert.Equal(0UL, _stream.CheckWrite().Value);
        Assert.True(_stream.Write([]).IsOk);
        Assert.Throws<Trap>(() => _stream.Write([2]));
        Assert.False(pollable.Ready());
        var flushed = _stream.BlockingFlush(Cancellation);
        Assert.False(flushed.IsCompleted);
        hold.SetResult(Unit.Value);

        Assert.True((await flushed).IsOk);
        Assert.True(pollable.Ready());
        Assert.True(_stream.CheckWrite().Value > 0);
        Assert.Equal([1], _written.ToArray());
    }

    [Fact]
    public void A_flush_ends_what_was_permitted_before()
    {
        Assert.True(_stream.CheckWrite().Value > 0);
        Assert.True(_stream.Flush().IsOk);
        Assert.Throws<Trap>(() => _stream.Write([1]));
    }

    [Fact]
    public async Task An_error_is_told_once_and_then_the_stream_is_closed()
    {
        var hold = HoldSink();
        Assert.True(_stream.CheckWrite().Value > 0);
        Assert.True(_stream.Write([1]).IsOk);
        hold.SetResult(Result<Unit, object>.Err("broken"));

        var failed = Assert.IsType<StreamError.LastOperationFailed>((await _stream.BlockingFlush(Cancellation)).Error);
        Assert.Equal("broken", failed.Value.ToDebugString());
        Assert.IsType<StreamError.Closed>(_stream.CheckWrite().Error);
        Assert.IsType<StreamError.Closed>(_stream.Flush().Error);
        Assert.IsType<StreamError.Closed>((await _stream.BlockingWriteAndFlush([1], Cancellation)).Error);
        Assert.True(_stream.Subscribe().Ready());
    }

    [Fact]
    public async Task Blocking_writes_need_no_permit_but_have_a_limit()
    {
        Assert.True((await _stream.BlockingWriteAndFlush(new byte[4096], Cancellation)).IsOk);
        Assert.True((await _stream.BlockingWriteZeroesAndFlush(4096, Cancellation)).IsOk);
        await Assert.ThrowsAsync<Trap>(async () => await _stream.BlockingWriteAndFlush(new byte[4097], Cancellation));
        await Assert.ThrowsAsync<Trap>(async () => await _stream.BlockingWriteZeroesAndFlush(4097, Cancellation));
        Assert.Equal(8192, _written.Length);
    }

    [Fact]
    public async Task Splicing_moves_at_most_so_much_and_reports_the_inputs_end()
    {
        using var input = InputOf(1, 2, 3, 4, 5);

        Assert.Equal(2UL, _stream.Splice(input, 2).Value);
        Assert.Equal(3UL, (await _stream.BlockingSplice(input, 100, Cancellation)).Value);
        Assert.IsType<StreamError.Closed>(_stream.Splice(input, 1).Error);
        Assert.IsType<StreamError.Closed>((await _stream.BlockingSplice(input, 1, Cancellation)).Error);
        Assert.Equal([1, 2, 3, 4, 5], _written.ToArray());
        Assert.True(_stream.CheckWrite().IsOk);
    }

    [Fact]
    public void A_splice_to_a_busy_output_takes_nothing_from_the_input()
    {
        using var input = InputOf(1, 2);
        HoldSink();
        Assert.Equal(1UL, _stream.Splice(input, 1).Value);

        Assert.Equal(0UL, _stream.Splice(input, 1).Value);
        Assert.Equal([2], input.Read(5).Value);
    }
}
