using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Exchange;

/// <summary>The body of the server's request. It outlives the request in the hands of a guest, and then has an error to tell.</summary>
internal sealed class ServerRequestBody : BodySource
{
    private readonly HttpContext context;
    // What follows in a pipeline may be given another one.
    private readonly Stream contents;
    private readonly int fieldLimit;
    private CancellationTokenSource? closing;
    private bool closed;
    private readonly Lock gate = new();
    private Task reading = Task.CompletedTask;

    public ServerRequestBody(HttpContext context, int fieldLimit)
    {
        this.context = context;
        contents = context.Request.Body;
        this.fieldLimit = fieldLimit;
        IsEmpty = context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false };
    }

    public override bool IsEmpty { get; }

    /// <summary>Whether the client has not sent what it should have.</summary>
    public bool HasFailed { get; private set; }

    public override async ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        Task<int> read;
        CancellationTokenSource? either = null;
        lock (gate)
        {
            if (closed) return new ErrorCode.ConnectionTerminated();
            closing ??= new CancellationTokenSource();
            if (cancellationToken.CanBeCanceled) either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, closing.Token);
            read = contents.ReadAsync(buffer, (either ?? closing).Token).AsTask();
            reading = read;
        }
        try
        {
            return await read.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new ErrorCode.ConnectionTerminated();
        }
        catch (BadHttpRequestException exception)
        {
            HasFailed = true;
            return exception.StatusCode switch
            {
                StatusCodes.Status413PayloadTooLarge => new ErrorCode.HttpRequestBodySize(null),
                StatusCodes.Status408RequestTimeout => new ErrorCode.ConnectionReadTimeout(),
                _ => new ErrorCode.HttpProtocolError(),
            };
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or ConnectionAbortedException)
        {
            HasFailed = true;
            return HttpErrors.FromException(exception);
        }
        finally
        {
            either?.Dispose();
        }
    }

    public override ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken)
    {
        lock (gate)
        {
            if (closed) return new(new ErrorCode.ConnectionTerminated());
            var trailers = context.Features.Get<IHttpRequestTrailersFeature>() is { Available: true, Trailers: { Count: > 0 } fields }
                ? Fields.FromWire(IncomingRequest.Entries(fields).ToList(), fieldLimit)
                : null;
            return new(Result<Fields?, ErrorCode>.Ok(trailers));
        }
    }

    // The server reads the rest away, or closes the connection.
    public override void Abort() { }

    /// <summary>Ends every use of the request, which the server is about to use for another one.</summary>
    public async Task CloseAsync()
    {
        Task last;
        lock (gate)
        {
            closed = true;
            closing?.Cancel();
            last = reading;
        }
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }
}
