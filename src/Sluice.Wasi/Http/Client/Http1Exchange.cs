using System.Globalization;
using System.Text;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>One request and its response on a connection. Both bodies flow at the same time.</summary>
internal sealed class Http1Exchange(Http1Connection connection, OutgoingRequest request, Timeouts timeouts, int fieldLimit)
{
    private static readonly byte[] LineEnd = "\r\n"u8.ToArray();
    private static readonly byte[] LastChunk = "0\r\n"u8.ToArray();

    private readonly CancellationTokenSource failed = new();

    private bool received;
    private bool transportFailed;

    /// <summary>Whether not even the head could be sent: the body is as it was.</summary>
    public bool NothingSent { get; private set; } = true;

    /// <returns>The response at its head. The connection lives on in its body.</returns>
    public async ValueTask<Result<Response, ErrorCode>> RunAsync(CancellationToken cancellationToken)
    {
        connection.Begin();
        using var firstByte = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, failed.Token);
        Task<Result<Unit, ErrorCode>>? sending = null;
        try
        {
            firstByte.CancelAfter(timeouts.FirstByte);
            await connection.WriteAsync(FormatHead(), firstByte.Token).ConfigureAwait(false);
            NothingSent = false;
            sending = SendBodyAsync();
            var result = await ReadResponseAsync(firstByte.Token).ConfigureAwait(false);
            if (result.IsOk) return result;
            connection.Dispose();
            await failed.CancelAsync().ConfigureAwait(false);
            return result;
        }
        catch (OperationCanceledException)
        {
            connection.Dispose();
            if (failed.IsCancellationRequested && sending is not null) return (await sending.ConfigureAwait(false)).Error;
            await failed.CancelAsync().ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            return new ErrorCode.ConnectionReadTimeout();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            connection.Dispose();
            // The server has closed the connection: because of what it was sent, perhaps.
            await failed.CancelAsync().ConfigureAwait(false);
            if (sending is { IsCompletedSuccessfully: true } && sending.Result is { IsError: true, Error: var error }) return error;
            return exception is EndOfStreamException && !received ? new ErrorCode.ConnectionTerminated() : HttpErrors.FromException(exception);
        }
    }

    private byte[] FormatHead()
    {
        var head = new StringBuilder();
        head.Append(request.Method).Append(' ').Append(request.Target).Append(" HTTP/1.1\r\nHost: ").Append(request.HostField).Append("\r\n");
        AppendFields(head, request.Request.Headers);
        if (request.IsChunked) head.Append("Transfer-Encoding: chunked\r\n");
        else if (request.ContentLength is null && request.Method is "POST" or "PUT" or "PATCH") head.Append("Content-Length: 0\r\n");
        head.Append("\r\n");
        return Encoding.Latin1.GetBytes(head.ToString());
    }

    private static void AppendFields(StringBuilder text, Fields fields)
    {
        foreach (var (name, value) in fields.Entries) text.Append(name).Append(": ").Append(Fields.Text(value)).Append("\r\n");
    }

    private async Task<Result<Unit, ErrorCode>> SendBodyAsync()
    {
        Result<Unit, ErrorCode> result;
        try
        {
            result = await CopyBodyAsync().ConfigureAwait(false);
            if (result.IsOk) connection.Finish();
        }
        catch (OperationCanceledException)
        {
            result = new ErrorCode.ConnectionTerminated();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            transportFailed = true;
            result = HttpErrors.FromException(exception);
        }
        request.Request.Body.Complete(result);
        if (result.IsError && !transportFailed)
        {
            // A request that breaks off must not look complete. Where the server has stopped listening, its response may say why.
            await failed.CancelAsync().ConfigureAwait(false);
            connection.Dispose();
        }
        return result;
    }

    private async Task<Result<Unit, ErrorCode>> CopyBodyAsync()
    {
        var chunked = request.IsChunked;
        var account = new BodyAccount(chunked ? null : request.ContentLength ?? 0, BodyAccount.OfRequest);
        async ValueTask<Result<Unit, ErrorCode>> Write(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken)
        {
            if (chunk.IsEmpty) return Unit.Value;
            var advanced = account.Advance(chunk.Length);
            if (advanced.IsError) return advanced;
            try
            {
                if (!chunked)
                {
                    await connection.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                    return Unit.Value;
                }
                var size = Encoding.ASCII.GetBytes(chunk.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n");
                await connection.WriteAsync(size, cancellationToken).ConfigureAwait(false);
                await connection.WriteAsync(chunk, cancellationToken).ConfigureAwait(false);
                await connection.WriteAsync(LineEnd, cancellationToken).ConfigureAwait(false);
                return Unit.Value;
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException)
            {
                transportFailed = true;
                return HttpErrors.FromException(exception);
            }
        }

        if (!(await request.Request.Body.CopyToAsync(Write, failed.Token).ConfigureAwait(false)).TryGetValue(out var trailers, out var error)) return error;
        var finished = account.Finish();
        if (finished.IsError || !chunked) return finished;
        var last = new StringBuilder();
        if (trailers is not null) AppendFields(last, trailers);
        await connection.WriteAsync((byte[])[.. LastChunk, .. Encoding.Latin1.GetBytes(last.ToString()), .. LineEnd], CancellationToken.None).ConfigureAwait(false);
        return Unit.Value;
    }

    private async ValueTask<Result<Response, ErrorCode>> ReadResponseAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            if (await connection.ReadLineAsync(fieldLimit, cancellationToken).ConfigureAwait(false) is not { } statusLine) return new ErrorCode.HttpProtocolError();
            received = true;
            if (!TryParseStatus(statusLine, out var status, out var closesByDefault)) return new ErrorCode.HttpProtocolError();
            if (!(await Http1Fields.ReadAsync(connection, fieldLimit, cancellationToken).ConfigureAwait(false)).TryGetValue(out var fields, out var fault))
                return fault switch
                {
                    Http1FieldFault.TooLarge => new ErrorCode.HttpResponseHeaderSectionSize((uint)fieldLimit),
                    _ => new ErrorCode.HttpProtocolError(),
                };
            if (status == 101) return new ErrorCode.HttpUpgradeFailed();
            if (status < 200) continue;

            if (!Http1Fields.TryGetFraming(fields, status, request.HasNoResponseBody, out var framing)) return new ErrorCode.HttpProtocolError();
            if (framing.UnknownCoding is { } coding) return new ErrorCode.HttpResponseTransferCoding(coding);
            var persistent = !framing.UntilClose && !Http1Fields.Closes(fields, closesByDefault);
            var source = new Http1ResponseBody(connection, framing, persistent, timeouts.BetweenBytes, fieldLimit, failed.Token);
            return new Response(Fields.FromWire(fields, fieldLimit), new HostBody(source)) { StatusCode = status };
        }
    }

    // HTTP/1.1 200 OK
    private static bool TryParseStatus(ReadOnlySpan<byte> line, out ushort status, out bool closesByDefault)
    {
        status = 0;
        closesByDefault = line.StartsWith("HTTP/1.0"u8);
        return line.Length >= 12 && line.StartsWith("HTTP/1."u8) && line[8] == ' ' && (line.Length == 12 || line[12] == ' ')
            && ushort.TryParse(line[9..12], NumberStyles.None, CultureInfo.InvariantCulture, out status) && status is >= 100 and < 600;
    }
}
