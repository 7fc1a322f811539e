using System.Buffers;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Exchange;

/// <summary>
/// Sends a guest's response through the server. What the guest has ready when it returns goes out together with the head; from then on each
/// piece does as soon as the guest writes it.
/// </summary>
/// <param name="body">The server's own, whatever stands in the context by now.</param>
/// <param name="progress">Called whenever something was sent.</param>
internal sealed class ResponseWriter(HttpContext context, IHttpResponseBodyFeature body, Action progress)
{
    private const int HeldBytes = 16 << 10;

    // Between the thread that asks for the body and those that bring it.
    private readonly Lock gate = new();
    private readonly HttpResponse target = context.Response;
    private byte[]? held;
    private int heldCount;
    private bool streaming;
    private Task starting = Task.CompletedTask;
    private BodyAccount account;
    private bool chunks;
    private CancellationToken cancellationToken;
    private volatile bool isFlushing;

    /// <summary>Whether the client, and nobody else, is being waited for.</summary>
    public bool IsWaitingForClient => isFlushing;

    /// <returns>An error if the client must not take the response for complete.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public async ValueTask<Result<Unit, ErrorCode>> WriteAsync(Response response, CancellationToken cancellationToken)
    {
        if (response.StatusCode < 200 || !response.Headers.TryGetContentLength(out var length))
        {
            response.Dispose();
            return new ErrorCode.HttpProtocolError();
        }
        target.StatusCode = response.StatusCode;
        foreach (var (name, value) in response.Headers.Entries) target.Headers.Append(name, Fields.Text(value));
        if (response.StatusCode is 204 or 304 || HttpMethods.IsHead(context.Request.Method)) return await DiscardAsync(response, cancellationToken).ConfigureAwait(false);

        this.cancellationToken = cancellationToken;
        account = new BodyAccount(length, BodyAccount.OfResponse);
        // The server's HTTP/1.1 sends no trailers, but lets us do the chunking.
        var announced = response.Headers.Has("trailer");
        chunks = announced && length is null && HttpProtocol.IsHttp11(context.Request.Protocol);
        if (chunks) target.Headers.TransferEncoding = "chunked";
        try
        {
            var copying = response.Body.CopyToAsync(WriteAsync, cancellationToken);
            // Whoever waits for the guest should know at least what it has said so far.
            if (!copying.IsCompleted) await StartAsync().ConfigureAwait(false);
            if (!(await copying.ConfigureAwait(false)).TryGetValue(out var trailers, out var error)) return error;
            var finished = account.Finish();
            if (finished.IsError) return finished;
            if (!streaming && length is null && !announced) target.ContentLength = heldCount;
            WriteHeld();
            if (chunks) await WriteChunkedTrailersAsync(trailers).ConfigureAwait(false);
            else if (trailers is not null && target.SupportsTrailers())
            {
                foreach (var (name, value) in trailers.Entries) target.AppendTrailer(name, Fields.Text(value));
            }
            await body.CompleteAsync().ConfigureAwait(false);
            return Unit.Value;
        }
        finally
        {
            if (held is not null) ArrayPool<byte>.Shared.Return(held);
        }
    }

    private async ValueTask<Result<Unit, ErrorCode>> DiscardAsync(Response response, CancellationToken cancellationToken)
    {
        await body.CompleteAsync().ConfigureAwait(false);
        var copied = await response.Body.CopyToAsync(static (_, _) => new(Unit.Value), cancellationToken).ConfigureAwait(false);
        return copied.TryGetValue(out _, out var error) ? Unit.Value : error;
    }

    /// <summary>Sends the head and what is held back.</summary>
    private async ValueTask StartAsync()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (gate)
        {
            if (streaming) return;
            streaming = true;
            starting = started.Task;
        }
        try
        {
            WriteHeld();
            await FlushAsync(cancellationToken).ConfigureAwait(false);
            progress();
        }
        catch (OperationCanceledException)
        {
            // The body ends for the same reason.
        }
        finally
        {
            started.SetResult();
        }
    }

    private ValueTask<Result<Unit, ErrorCode>> WriteAsync(ReadOnlyMemory<byte> chunk, CancellationToken token)
    {
        if (chunk.IsEmpty) return new(Unit.Value);
        var advanced = account.Advance(chunk.Length);
        if (advanced.IsError) return new(advanced);
        lock (gate)
        {
            if (!streaming)
            {
                held ??= ArrayPool<byte>.Shared.Rent(HeldBytes);
                if (chunk.Length <= HeldBytes - heldCount)
                {
                    chunk.Span.CopyTo(held.AsSpan(heldCount));
                    heldCount += chunk.Length;
                    return new(Unit.Value);
                }
                streaming = true;
            }
        }
        return SendAsync(chunk, token);
    }

    private async ValueTask<Result<Unit, ErrorCode>> SendAsync(ReadOnlyMemory<byte> chunk, CancellationToken token)
    {
        await starting.ConfigureAwait(false);
        WriteHeld();
        WritePiece(chunk.Span);
        try
        {
            var isOver = await FlushAsync(token).ConfigureAwait(false);
            progress();
            return isOver || context.RequestAborted.IsCancellationRequested ? new ErrorCode.ConnectionTerminated() : Unit.Value;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // That the client does not read is no fault of the guest's.
            return new ErrorCode.ConnectionWriteTimeout();
        }
    }

    /// <returns>Whether nobody reads any more.</returns>
    private async ValueTask<bool> FlushAsync(CancellationToken token)
    {
        isFlushing = true;
        try
        {
            return (await body.Writer.FlushAsync(token).ConfigureAwait(false)).IsCompleted;
        }
        finally
        {
            isFlushing = false;
        }
    }

    private async ValueTask WriteChunkedTrailersAsync(Fields? trailers)
    {
        WriteAscii("0\r\n");
        foreach (var (name, value) in trailers?.Entries ?? []) body.Writer.Write(Encoding.Latin1.GetBytes($"{name}: {Fields.Text(value)}\r\n"));
        WriteAscii("\r\n");
        // Completing sends what the server itself still has to say, not what we have written.
        await FlushAsync(cancellationToken).ConfigureAwait(false);
    }

    private void WriteHeld()
    {
        WritePiece(held.AsSpan(0, heldCount));
        heldCount = 0;
    }

    private void WritePiece(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty) return;
        if (chunks) WriteAscii(bytes.Length.ToString("X", CultureInfo.InvariantCulture) + "\r\n");
        body.Writer.Write(bytes);
        if (chunks) WriteAscii("\r\n");
    }

    private void WriteAscii(string text) => body.Writer.Write(Encoding.ASCII.GetBytes(text));
}
