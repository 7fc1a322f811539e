using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Exchange;

/// <summary>Sends a guest's response through the server, each piece as soon as the guest writes it.</summary>
internal static class ResponseWriter
{
    /// <param name="body">The server's own, whatever stands in the context by now.</param>
    /// <param name="progress">Called whenever something was written.</param>
    /// <returns>An error if the client must not take the response for complete.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async ValueTask<Result<Unit, ErrorCode>> WriteAsync(HttpContext context, IHttpResponseBodyFeature body, Response response, Action progress, CancellationToken cancellationToken)
    {
        var target = context.Response;
        if (response.StatusCode < 200 || !response.Headers.TryGetContentLength(out var length))
        {
            response.Dispose();
            return new ErrorCode.HttpProtocolError();
        }
        target.StatusCode = response.StatusCode;
        foreach (var (name, value) in response.Headers.Entries) target.Headers.Append(name, Fields.Text(value));

        var hasBody = response.StatusCode is not (204 or 304) && !HttpMethods.IsHead(context.Request.Method);
        if (!hasBody) return await DiscardAsync(body, response, cancellationToken).ConfigureAwait(false);
        // The server's HTTP/1.1 sends no trailers, but lets us do the chunking.
        var announced = response.Headers.Has("trailer");
        var chunks = announced && length is null && HttpProtocol.IsHttp11(context.Request.Protocol);
        if (chunks) target.Headers.TransferEncoding = "chunked";
        else if (response.Body.IsEmpty && length is null && !announced) target.ContentLength = 0;

        var account = new BodyAccount(length, BodyAccount.OfResponse);
        async ValueTask<Result<Unit, ErrorCode>> Write(ReadOnlyMemory<byte> chunk, CancellationToken token)
        {
            if (chunk.IsEmpty) return Unit.Value;
            var advanced = account.Advance(chunk.Length);
            if (advanced.IsError) return advanced;
            if (chunks) WriteAscii(body, chunk.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n");
            body.Writer.Write(chunk.Span);
            if (chunks) WriteAscii(body, "\r\n");
            try
            {
                var flushed = await body.Writer.FlushAsync(token).ConfigureAwait(false);
                progress();
                if (flushed.IsCompleted) return new ErrorCode.ConnectionTerminated();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                // That the client does not read is no fault of the guest's.
                return new ErrorCode.ConnectionWriteTimeout();
            }
            return context.RequestAborted.IsCancellationRequested ? new ErrorCode.ConnectionTerminated() : Unit.Value;
        }

        // The head goes out when the guest has given it, not when it has something to say.
        if (!response.Body.IsEmpty) await body.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        if (!(await response.Body.CopyToAsync(Write, cancellationToken).ConfigureAwait(false)).TryGetValue(out var trailers, out var error)) return error;
        var finished = account.Finish();
        if (finished.IsError) return finished;
        if (chunks)
        {
            WriteAscii(body, "0\r\n");
            foreach (var (name, value) in trailers?.Entries ?? []) body.Writer.Write(Encoding.Latin1.GetBytes($"{name}: {Fields.Text(value)}\r\n"));
            WriteAscii(body, "\r\n");
            // Completing sends what the server itself still has to say, not what we have written.
            await body.Writer.FlushAsync(cancellationToken).ConfigureAwait(false);
        }
        else if (trailers is not null && target.SupportsTrailers())
        {
            foreach (var (name, value) in trailers.Entries) target.AppendTrailer(name, Fields.Text(value));
        }
        await body.CompleteAsync().ConfigureAwait(false);
        return Unit.Value;
    }

    private static async ValueTask<Result<Unit, ErrorCode>> DiscardAsync(IHttpResponseBodyFeature body, Response response, CancellationToken cancellationToken)
    {
        await body.CompleteAsync().ConfigureAwait(false);
        var copied = await response.Body.CopyToAsync(static (_, _) => new(Unit.Value), cancellationToken).ConfigureAwait(false);
        return copied.TryGetValue(out _, out var error) ? Unit.Value : error;
    }

    private static void WriteAscii(IHttpResponseBodyFeature body, string text) => body.Writer.Write(Encoding.ASCII.GetBytes(text));
}
