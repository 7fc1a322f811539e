using System.Net;
using System.Net.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>A request's body as .NET's client asks for it.</summary>
internal sealed class Http2RequestContent(OutgoingRequest request) : HttpContent
{
    /// <summary>Whether the body was touched.</summary>
    public bool Started { get; private set; }

    /// <summary>Why the body broke off, if it did.</summary>
    public ErrorCode? Failure { get; private set; }

    protected override bool TryComputeLength(out long length)
    {
        length = (long)(request.ContentLength ?? 0);
        return request.ContentLength is not null;
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        Started = true;
        var result = await CopyAsync(stream, cancellationToken).ConfigureAwait(false);
        request.Request.Body.Complete(result);
        if (!result.IsError) return;
        Failure = result.Error;
        throw new BodyException(result.Error);
    }

    private async Task<Result<Unit, ErrorCode>> CopyAsync(Stream stream, CancellationToken cancellationToken)
    {
        var account = new BodyAccount(request.ContentLength, BodyAccount.OfRequest);
        async ValueTask<Result<Unit, ErrorCode>> Write(ReadOnlyMemory<byte> chunk, CancellationToken token)
        {
            var advanced = account.Advance(chunk.Length);
            if (advanced.IsError) return advanced;
            try
            {
                await stream.WriteAsync(chunk, token).ConfigureAwait(false);
                // What the guest writes is what it wants to be seen.
                await stream.FlushAsync(token).ConfigureAwait(false);
                return Unit.Value;
            }
            catch (Exception exception) when (exception is IOException or HttpRequestException or ObjectDisposedException)
            {
                return HttpErrors.FromException(exception);
            }
        }

        try
        {
            var copied = await request.Request.Body.CopyToAsync(Write, cancellationToken).ConfigureAwait(false);
            if (!copied.TryGetValue(out var trailers, out var error)) return error;
            return trailers is { Entries.Count: > 0 } ? new ErrorCode.InternalError("trailers need a `trailer` header that announces them") : account.Finish();
        }
        catch (OperationCanceledException)
        {
            return new ErrorCode.ConnectionTerminated();
        }
    }
}
