using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Exchange;

/// <summary>
/// The rest of the application's pipeline as the handler that a middleware calls. It runs once in a request: it works on the server's own
/// request and response, which the guest has changed by then.
/// </summary>
internal sealed class PipelineHandler(HttpContext context, RequestDelegate next, ILogger log, int fieldLimit) : IHttpHandler
{
    private readonly IHttpResponseBodyFeature serverBody = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();
    private readonly CancellationTokenSource closing = new();
    private CapturedResponseBody? captured;
    private Task running = Task.CompletedTask;
    private Task uploading = Task.CompletedTask;
    private int used;

    public async ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref used, 1) != 0)
        {
            request.Dispose();
            return new ErrorCode.InternalError("the rest of the pipeline has answered already");
        }
        Apply(request);
        var body = captured = new CapturedResponseBody();
        context.Features.Set<IHttpResponseBodyFeature>(body);
        var run = RunAsync(body);
        running = run;
        await Task.WhenAny(body.Started, run).WaitAsync(cancellationToken).ConfigureAwait(false);
        if (run.IsFaulted && !body.Started.IsCompletedSuccessfully) return new ErrorCode.InternalError(run.Exception.InnerException!.Message);

        var response = new Response(Fields.FromWire([.. IncomingRequest.Entries(context.Response.Headers)], fieldLimit), new HostBody(new PipeBody(body.Reader)))
        {
            StatusCode = (ushort)context.Response.StatusCode,
        };
        // What the client gets is for the guest to say.
        context.Response.Headers.Clear();
        context.Response.StatusCode = StatusCodes.Status200OK;
        return response;
    }

    /// <summary>Ends what still runs, and gives the server its response back.</summary>
    public async Task CloseAsync()
    {
        await closing.CancelAsync().ConfigureAwait(false);
        captured?.Abandon();
        await running.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await uploading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        context.Features.Set(serverBody);
    }

    private async Task RunAsync(CapturedResponseBody body)
    {
        try
        {
            await next(context).ConfigureAwait(false);
            await body.CompleteAsync().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            // The guest hears of it, but whether it tells is its own affair.
            log.LogError(exception, "{Method} {Path} failed behind a component", context.Request.Method, context.Request.Path);
            body.Fail(exception);
            throw;
        }
    }

    private void Apply(Request request)
    {
        var target = context.Request;
        target.Method = Methods.NameOf(request.Method);
        if (request.Scheme is { } scheme) target.Scheme = Methods.NameOf(scheme);
        ApplyPath(request.PathWithQuery ?? "/");
        target.Headers.Clear();
        foreach (var (name, value) in request.Headers.Entries) target.Headers.Append(name, Fields.Text(value));
        if (request.Authority is { } authority) target.Host = new HostString(authority);
        if (request.Body.IsEmpty)
        {
            target.Body = Stream.Null;
            uploading = CopyAsync(request.Body, static (_, _) => new(Unit.Value));
            return;
        }
        var pipe = new Pipe();
        target.Body = pipe.Reader.AsStream();
        uploading = UploadAsync(request.Body, pipe.Writer);
    }

    private void ApplyPath(string pathWithQuery)
    {
        if (context.Features.Get<IHttpRequestFeature>() is not { } feature || feature.RawTarget == pathWithQuery) return;
        var question = pathWithQuery.IndexOf('?', StringComparison.Ordinal);
        var path = question < 0 ? pathWithQuery : pathWithQuery[..question];
        feature.RawTarget = pathWithQuery;
        context.Request.Path = path is ['/', ..] ? PathString.FromUriComponent(path) : PathString.Empty;
        context.Request.QueryString = question < 0 ? QueryString.Empty : new QueryString(pathWithQuery[question..]);
    }

    private async Task UploadAsync(Body body, PipeWriter writer)
    {
        var result = await CopyAsync(body, async (chunk, token) =>
        {
            var flushed = await writer.WriteAsync(chunk, token).ConfigureAwait(false);
            return flushed.IsCompleted ? new ErrorCode.ConnectionTerminated() : Unit.Value;
        }).ConfigureAwait(false);
        await writer.CompleteAsync(result.TryGetValue(out _, out var error) ? null : new BodyException(error)).ConfigureAwait(false);
    }

    private async Task<Result<Unit, ErrorCode>> CopyAsync(Body body, BodyWrite write)
    {
        Result<Unit, ErrorCode> result;
        try
        {
            var copied = await body.CopyToAsync(write, closing.Token).ConfigureAwait(false);
            result = copied.TryGetValue(out _, out var error) ? Unit.Value : error;
        }
        catch (OperationCanceledException)
        {
            result = new ErrorCode.ConnectionTerminated();
        }
        body.Complete(result);
        return result;
    }
}
