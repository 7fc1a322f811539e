using System.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Logging;
using Sluice.AspNetCore.Instances;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Exchange;

/// <summary>One request of the server, answered by a guest.</summary>
internal sealed class HttpExchange(HttpContext context, WasmService service, RequestDelegate? next)
{
    /// <summary>How long a guest may take to notice that its client has left.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly IHttpResponseBodyFeature serverBody = context.Features.GetRequiredFeature<IHttpResponseBodyFeature>();

    public async Task RunAsync()
    {
        var started = Stopwatch.GetTimestamp();
        var tag = new KeyValuePair<string, object?>("component", service.Name);
        using var activity = SluiceTelemetry.Source.StartActivity("wasi:http/handler#handle", ActivityKind.Internal);
        activity?.SetTag("sluice.component", service.Name);
        SluiceTelemetry.ActiveRequests.Add(1, tag);
        var deadline = service.Deadlines.Rent();
        try
        {
            using var leaving = context.RequestAborted.UnsafeRegister(static deadline => ((CancellationTokenSource)deadline!).CancelAfter(Grace), deadline);
            Rearm(deadline);
            var headers = Fields.FromWire(IncomingRequest.Entries(context.Request.Headers), service.Options.Http.MaxFieldBytes);
            if (headers.IsOversized)
            {
                service.Log.LogInformation("{Component}: {Method} {Path} has too many headers", service.Name, context.Request.Method, context.Request.Path);
                ReplaceResponse(StatusCodes.Status431RequestHeaderFieldsTooLarge);
                return;
            }
            if (await RentAsync(deadline.Token).ConfigureAwait(false) is { } instance) await AnswerAsync(instance, headers, deadline).ConfigureAwait(false);
        }
        finally
        {
            service.Deadlines.Return(deadline);
            SluiceTelemetry.ActiveRequests.Add(-1, tag);
            SluiceTelemetry.Duration.Record(Stopwatch.GetElapsedTime(started).TotalSeconds, tag);
            if (context.Response.StatusCode >= 500) activity?.SetStatus(ActivityStatusCode.Error);
        }
    }

    private async ValueTask<PooledInstance?> RentAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (service.Pool.TryRent() is { } instance) return instance;
            using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, context.RequestAborted);
            return await service.Pool.RentAsync(either.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            await FailAsync(StatusCodes.Status503ServiceUnavailable, "no instance became free in time", null).ConfigureAwait(false);
        }
        catch (ObjectDisposedException)
        {
            await FailAsync(StatusCodes.Status503ServiceUnavailable, "the application is stopping", null).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is SluiceException or Trap or GuestExitException or OutOfMemoryException)
        {
            await FailAsync(StatusCodes.Status500InternalServerError, "no instance could be made", exception).ConfigureAwait(false);
        }
        return null;
    }

    private async Task AnswerAsync(PooledInstance instance, Fields headers, CancellationTokenSource deadline)
    {
        var limit = service.Options.Http.MaxFieldBytes;
        var body = new ServerRequestBody(context, limit);
        var pipeline = next is null ? null : new PipelineHandler(context, next, service.Log, limit);
        var writer = new ResponseWriter(context, serverBody, () => Rearm(deadline));
        instance.SetPipeline(pipeline);
        // The guest may run on this very thread: nobody else could stop it.
        using var stopping = deadline.Token.UnsafeRegister(
            static state =>
            {
                var (instance, writer) = ((PooledInstance, ResponseWriter))state!;
                if (!writer.IsWaitingForClient) instance.Break();
            },
            (instance, writer));
        try
        {
            var result = await instance.Handler.HandleAsync(IncomingRequest.From(context, headers, body), context.RequestAborted).ConfigureAwait(false);
            if (result.TryGetValue(out var response, out var error)) await SendAsync(response, writer, body, instance, deadline).ConfigureAwait(false);
            else await FailAsync(HttpErrors.ToStatusCode(error), $"the guest answered with {error}", null).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            if (deadline.IsCancellationRequested) instance.Break();
            LogDeparture(instance);
        }
        catch (Exception exception) when (deadline.IsCancellationRequested && exception is Trap { Code: TrapCode.Interrupted } or OperationCanceledException or ObjectDisposedException)
        {
            instance.Break();
            if (context.RequestAborted.IsCancellationRequested) LogDeparture(instance);
            else await FailAsync(StatusCodes.Status504GatewayTimeout, $"{service.Name}[{instance.Number}] ran out of time", null).ConfigureAwait(false);
        }
        catch (Trap trap) when (trap.Code != TrapCode.HostFailure)
        {
            instance.Break();
            await FailAsync(StatusCodes.Status500InternalServerError, $"{service.Name}[{instance.Number}] trapped: {Describe(trap)}", null).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is Trap or GuestExitException or ObjectDisposedException or OperationCanceledException or InvalidOperationException)
        {
            instance.Break();
            await FailAsync(StatusCodes.Status500InternalServerError, $"{service.Name}[{instance.Number}] failed", exception).ConfigureAwait(false);
        }
        finally
        {
            instance.SetPipeline(null);
            if (pipeline is not null) await pipeline.CloseAsync().ConfigureAwait(false);
            await body.CloseAsync().ConfigureAwait(false);
            service.Pool.Return(instance);
        }
    }

    private void LogDeparture(PooledInstance instance) => service.Log.LogInformation("{Component}[{Instance}]: the client has left", service.Name, instance.Number);

    // The innermost frames say where; .NET's own are of no use to whoever reads the log.
    private static string Describe(Trap trap)
    {
        const int Frames = 5;
        var frames = trap.Backtrace;
        if (frames.Count == 0) return trap.Message;
        var rest = frames.Count > Frames ? $" < {frames.Count - Frames} more" : "";
        return $"{trap.Message} at {string.Join(" < ", frames.Take(Frames))}{rest}";
    }

    private async Task SendAsync(Response response, ResponseWriter writer, ServerRequestBody body, PooledInstance instance, CancellationTokenSource deadline)
    {
        Rearm(deadline);
        var result = await writer.WriteAsync(response, deadline.Token).ConfigureAwait(false);
        response.Body.Complete(result);
        if (result.IsOk) return;
        SluiceTelemetry.Failures.Add(1, new KeyValuePair<string, object?>("component", service.Name));
        // A client that leaves, that does not read, or that does not send what it has announced, is no concern of the operator's.
        var ofClient = body.HasFailed || context.RequestAborted.IsCancellationRequested;
        service.Log.Log(ofClient ? LogLevel.Information : LogLevel.Error, "{Component}[{Instance}]: the response to {Method} {Path} broke off: {Error}",
            service.Name, instance.Number, context.Request.Method, context.Request.Path, result.Error);
        if (context.Response.HasStarted) context.Abort();
        else ReplaceResponse(StatusCodes.Status502BadGateway);
    }

    // Until the next piece of the response.
    private void Rearm(CancellationTokenSource deadline)
    {
        if (service.Options.Timeout is { } timeout && !context.RequestAborted.IsCancellationRequested) deadline.CancelAfter(timeout);
    }

    private Task FailAsync(int status, string reason, Exception? exception)
    {
        SluiceTelemetry.Failures.Add(1, new KeyValuePair<string, object?>("component", service.Name));
        service.Log.LogError(exception, "{Component}: {Method} {Path} fails with {Status}: {Reason}",
            service.Name, context.Request.Method, context.Request.Path, status, reason);
        if (context.Response.HasStarted)
        {
            context.Abort();
            return Task.CompletedTask;
        }
        ReplaceResponse(status);
        return serverBody.CompleteAsync();
    }

    private void ReplaceResponse(int status)
    {
        context.Response.Clear();
        context.Response.StatusCode = status;
        // A request whose body was not read might be mistaken for the next one's head by others on the way.
        if (context.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: true } && HttpProtocol.IsHttp11(context.Request.Protocol))
            context.Response.Headers.Connection = "close";
    }
}
