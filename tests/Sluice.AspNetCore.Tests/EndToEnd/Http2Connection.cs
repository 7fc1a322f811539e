// https://www.rfc-editor.org/rfc/rfc9113 and https://www.rfc-editor.org/rfc/rfc7541

using System.Buffers.Binary;
using System.Text;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>HTTP/2 frame by frame, because .NET's client sends no trailers. Field lines are literals without compression.</summary>
internal sealed class Http2Connection : IDisposable
{
    private const byte Data = 0, Headers = 1, Settings = 4;
    private const byte EndStream = 1, EndHeaders = 4, Ack = 1;

    private readonly RawConnection connection;

    private Http2Connection(RawConnection connection) => this.connection = connection;

    public static async Task<Http2Connection> OpenAsync(Uri address)
    {
        var connection = new Http2Connection(await RawConnection.OpenAsync(address));
        await connection.connection.SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");
        await connection.SendAsync(Settings, 0, 0, []);
        return connection;
    }

    /// <summary>Sends a request on stream 1: its head, its contents, its trailers.</summary>
    public async Task PostAsync(string path, byte[] contents, params (string Name, string Value)[] trailers)
    {
        await SendAsync(Headers, EndHeaders, 1, Encode((":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "localhost")));
        await SendAsync(Data, 0, 1, contents);
        await SendAsync(Headers, EndHeaders | EndStream, 1, Encode(trailers));
    }

    /// <summary>Reads up to the end of stream 1.</summary>
    /// <returns>The frames' payloads as text: the contents, and the last field section, which the server does not compress.</returns>
    public async Task<(string Contents, string LastFields)> ReadResponseAsync()
    {
        var contents = new StringBuilder();
        var fields = "";
        while (true)
        {
            var head = await ReadAsync(9);
            var payload = await ReadAsync(head[0] << 16 | head[1] << 8 | head[2]);
            var (type, flags, stream) = (head[3], head[4], BinaryPrimitives.ReadInt32BigEndian(head.AsSpan(5)));
            if (type == Settings && (flags & Ack) == 0) await SendAsync(Settings, Ack, 0, []);
            if (stream != 1) continue;
            if (type == Data) contents.Append(Encoding.Latin1.GetString(payload));
            else if (type == Headers) fields = Encoding.Latin1.GetString(payload);
            else Assert.Fail($"a frame of type {type}");
            if ((flags & EndStream) != 0) return (contents.ToString(), fields);
        }
    }

    public void Dispose() => connection.Dispose();

    private static byte[] Encode(params (string Name, string Value)[] fields) =>
        [.. fields.SelectMany(static field => (byte[])[0, (byte)field.Name.Length, .. Encoding.Latin1.GetBytes(field.Name), (byte)field.Value.Length, .. Encoding.Latin1.GetBytes(field.Value)])];

    private async Task<byte[]> ReadAsync(int length)
    {
        var bytes = new byte[length];
        for (var count = 0; count < length;)
        {
            var more = await connection.ReceiveAsync(bytes.AsMemory(count));
            Assert.True(more > 0, "the connection has ended");
            count += more;
        }
        return bytes;
    }

    private Task SendAsync(byte type, byte flags, byte stream, byte[] payload) =>
        connection.SendAsync((byte[])[(byte)(payload.Length >> 16), (byte)(payload.Length >> 8), (byte)payload.Length, type, flags, 0, 0, 0, stream, .. payload]);
}
