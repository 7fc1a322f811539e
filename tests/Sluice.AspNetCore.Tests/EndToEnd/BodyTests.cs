using System.Net;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>Bodies: long ones, slow ones, and those that are not as long as they should be.</summary>
[Collection(AloneCollection.Name)]
public class BodyTests
{
    private const int Mebibyte = 1 << 20;

    // SLUICE_LONG_TESTS=1 asks for a whole GiB.
    private static readonly int LongBody = Environment.GetEnvironmentVariable("SLUICE_LONG_TESTS") is { Length: > 0 } ? 1 << 30 : 128 * Mebibyte;

    [Theory]
    [InlineData("/echo")]
    [InlineData("/copy")]
    public async Task A_long_body_is_echoed_and_nowhere_kept(string path)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);
        var progress = new Progress();

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {LongBody}\r\n\r\n");
        var sending = Task.Run(() => progress.SendAsync(async piece => await connection.SendAsync(piece)));
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
        while (await connection.ReadChunkBytesAsync() is { Length: > 0 } chunk) progress.Receive(chunk);

        await sending;
        progress.AssertFlat();
    }

    [Theory]
    [InlineData("/echo")]
    [InlineData("/copy")]
    public async Task A_long_body_is_echoed_and_nowhere_kept_in_frames(string path)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        var progress = new Progress();
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Version = HttpVersion.Version20, VersionPolicy = HttpVersionPolicy.RequestVersionExact, Content = new ProgressContent(progress) };

        using var response = await app.Http2Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        await using var echo = await response.Content.ReadAsStreamAsync();
        var buffer = new byte[Mebibyte];
        while (await echo.ReadAsync(buffer) is > 0 and var count) progress.Receive(buffer.AsSpan(0, count));

        progress.AssertFlat();
    }

    [Fact]
    public async Task A_long_body_out_of_a_guests_memory_arrives_whole()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();

        await using var body = await app.Client.GetStreamAsync($"/pour/{LongBody >> 16}");
        var buffer = new byte[Mebibyte];
        long received = 0;
        while (await body.ReadAsync(buffer) is > 0 and var count) received += count;

        Assert.Equal(LongBody, received);
    }

    [Theory]
    [InlineData("/echo")]
    [InlineData("/copy")]
    [InlineData("/hold")]
    public async Task A_sender_is_held_up_while_nobody_reads_at_the_other_end(string path)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address, bufferBytes: 64 << 10);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: {1 << 30}\r\n\r\n");

        long sent = 0;
        var piece = new byte[64 << 10];
        var sending = Task.Run(async () =>
        {
            while (true)
            {
                await connection.SendAsync(piece);
                Interlocked.Add(ref sent, piece.Length);
            }
        });
        // The sender stands still, and long before everything was sent.
        long last;
        do
        {
            last = Interlocked.Read(ref sent);
            await Task.Delay(500);
        }
        while (last == 0 || last != Interlocked.Read(ref sent));

        Assert.InRange(last, 1, 64 * Mebibyte);
        if (path != "/hold")
        {
            // Once the client reads, it goes on.
            Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
            var buffer = new byte[Mebibyte];
            for (long received = 0; received < last + 8 * Mebibyte;) received += await connection.ReceiveAsync(buffer);
            Assert.True(Interlocked.Read(ref sent) > last);
        }
        connection.Abort();
        await Assert.ThrowsAnyAsync<Exception>(() => sending);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task A_client_that_does_not_read_is_given_up_but_not_its_instance()
    {
        await using var app = await TestApplication.StartWorkbenchAsync(static options =>
        {
            options.Timeout = TimeSpan.FromSeconds(3);
            options.MaxInstanceConcurrentReuseCount = 10;
            options.IdleInstanceTimeout = TimeSpan.FromMinutes(1);
        });
        using var connection = await RawConnection.OpenAsync(app.Address, bufferBytes: 64 << 10);

        await connection.SendAsync("GET /pour HTTP/1.1\r\nHost: x\r\n\r\n");

        await TestApplication.Eventually(() => app.Log.Any(static line => line.Contains("/pour broke off", StringComparison.Ordinal)));
        await TestApplication.Eventually(() => !app.Service.Pool.IsWorking);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        Assert.Equal(1, app.Service.Pool.InstanceCount);
        Assert.Equal(1, app.Service.Pool.CreatedCount);
    }

    [Theory]
    [InlineData("/echo")]
    [InlineData("/copy")]
    public async Task A_body_that_trickles_in_trickles_out(string path)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);
        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());

        for (var i = 0; i < 20; i++)
        {
            var text = $"piece {i};";
            await connection.SendAsync($"{text.Length:x}\r\n{text}\r\n");
            // The next piece is sent only when this one is back: nobody on the way waits for more.
            Assert.Equal(text, await connection.ReadChunkAsync());
        }
        await connection.SendAsync("0\r\n\r\n");

        Assert.Equal("", await connection.ReadChunkAsync());
    }

    [Fact]
    public async Task Slow_heads_and_bodies_keep_nobody_else_waiting()
    {
        await using var app = await TestApplication.StartWorkbenchAsync(static options => options.MaxInstanceReuseCount = 1000);
        var slow = new List<RawConnection>();
        for (var i = 0; i < 100; i++)
        {
            slow.Add(await RawConnection.OpenAsync(app.Address));
            await slow[^1].SendAsync(i % 2 == 0 ? "POST /copy HTTP/1.1\r\nHo" : "POST /copy HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\n1");
        }

        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        for (var i = 0; i < 100; i += 2)
            foreach (var character in "st: x\r\nContent-Length: 3\r\n\r\n1") await slow[i].SendAsync(character.ToString());
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        foreach (var connection in slow) await connection.SendAsync("23");

        foreach (var connection in slow)
        {
            var head = await connection.ReadHeadAsync();
            Assert.StartsWith("HTTP/1.1 200", head);
            Assert.Equal("123", await connection.ReadBodyAsync(head));
            connection.Dispose();
        }
    }

    [Theory]
    [InlineData("/echo", true)]
    [InlineData("/echo", false)]
    [InlineData("/copy", true)]
    [InlineData("/copy", false)]
    public async Task Both_ways_to_frame_a_body_will_do(string path, bool chunked)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        foreach (var client in (HttpClient[])[app.Client, app.Http2Client])
        {
            foreach (var length in (int[])[0, 1, 65_536, 1_000_000])
            {
                var bytes = new byte[length];
                new Random(length).NextBytes(bytes);
                using var request = new HttpRequestMessage(HttpMethod.Post, path)
                {
                    Version = client.DefaultRequestVersion,
                    VersionPolicy = client.DefaultVersionPolicy,
                    Content = new BytesContent(bytes, chunked),
                };
                if (chunked) request.Headers.TransferEncodingChunked = client == app.Client ? true : null;

                using var response = await client.SendAsync(request);

                Assert.Equal(bytes, await response.Content.ReadAsByteArrayAsync());
            }
        }
    }

    [Theory]
    [InlineData("/echo")]
    [InlineData("/copy")]
    public async Task A_request_that_is_shorter_than_announced_is_not_echoed_as_a_whole(string path)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync($"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n12345");
        connection.Finish();

        var response = await connection.ReadToEndAsync();
        Assert.False(response.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && response.EndsWith("0\r\n\r\n", StringComparison.Ordinal), response);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task What_follows_a_request_of_the_announced_length_is_no_part_of_it()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync("POST /copy HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n1234567890\r\n\r\n");

        var response = await connection.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200", response);
        // What is ready at once is sent without chunks.
        Assert.Matches("12345(\r\n0\r\n\r\n)?HTTP/1.1 400", response);
    }

    [Theory]
    [InlineData("5\r\n12345\r\nzz\r\n")]
    [InlineData("5\r\n123456\r\n0\r\n\r\n")]
    [InlineData("-1\r\n")]
    public async Task Broken_chunks_are_not_echoed_as_a_whole(string chunks)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var connection = await RawConnection.OpenAsync(app.Address);

        await connection.SendAsync($"POST /copy HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n{chunks}");

        var response = await connection.ReadToEndAsync();
        Assert.False(response.StartsWith("HTTP/1.1 200", StringComparison.Ordinal) && response.EndsWith("0\r\n\r\n", StringComparison.Ordinal), response);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Theory]
    [InlineData("/short")]
    [InlineData("/over")]
    public async Task A_response_of_another_length_than_announced_does_not_look_complete(string path)
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        foreach (var client in (HttpClient[])[app.Client, app.Http2Client])
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => client.GetStringAsync(path));

        Assert.Equal(2, app.Log.Count(line => line.Contains($"GET {path} broke off: HttpResponseBodySize", StringComparison.Ordinal)));
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task A_guest_may_answer_without_reading_the_body()
    {
        await using var app = await TestApplication.StartWorkbenchAsync();
        using var short1 = await app.Client.PostAsync("/deaf", new StringContent("text"));
        Assert.Equal(HttpStatusCode.OK, short1.StatusCode);

        using var connection = await RawConnection.OpenAsync(app.Address);
        await connection.SendAsync("POST /deaf HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\nthe beginning");

        Assert.StartsWith("HTTP/1.1 200", await connection.ReadHeadAsync());
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        Assert.DoesNotContain(app.Log, static line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    /// <summary>What is sent, and what has come back of it.</summary>
    private sealed class Progress
    {
        private readonly long heapBefore = GC.GetTotalMemory(forceFullCollection: true);
        private long sent, received, ahead, heap;

        // A prime number, so that no power of two of positions looks like another.
        private static byte At(long position) => (byte)(position % 251);

        public async Task SendAsync(Func<ReadOnlyMemory<byte>, Task> send)
        {
            var pattern = new byte[251 * 400];
            for (var i = 0; i < pattern.Length; i++) pattern[i] = At(i);
            while (sent < LongBody)
            {
                var count = (int)Math.Min(pattern.Length, LongBody - sent);
                await send(pattern.AsMemory(0, count));
                Interlocked.Add(ref sent, count);
            }
        }

        public void Receive(ReadOnlySpan<byte> bytes)
        {
            Assert.Equal(At(received), bytes[0]);
            Assert.Equal(At(received + bytes.Length - 1), bytes[^1]);
            ahead = Math.Max(ahead, Interlocked.Read(ref sent) - received);
            var quarter = received * 4 / LongBody;
            received += bytes.Length;
            if (received * 4 / LongBody > quarter) heap = Math.Max(heap, GC.GetTotalMemory(forceFullCollection: true) - heapBefore);
        }

        public void AssertFlat()
        {
            Assert.Equal(LongBody, received);
            // The buffers of four sockets are among them.
            Assert.InRange(ahead, 0, 32 * Mebibyte);
            Assert.InRange(heap, long.MinValue, 32 * Mebibyte);
        }
    }

    private sealed class ProgressContent(Progress progress) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => progress.SendAsync(async piece => await stream.WriteAsync(piece));

        protected override bool TryComputeLength(out long length)
        {
            length = LongBody;
            return true;
        }
    }
}
