using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Sluice.Cli.Running;

/// <summary>A line for each request, when its response has ended: <c>client "METHOD target protocol" status milliseconds</c>.</summary>
internal sealed class AccessLog(TextWriter output)
{
    public async Task WriteAsync(HttpContext context, RequestDelegate next)
    {
        // Components may change the request.
        string method = context.Request.Method;
        string target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? context.Request.Path;
        long started = Stopwatch.GetTimestamp();
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            string status = context.RequestAborted.IsCancellationRequested ? "aborted" : context.Response.StatusCode.ToString(CultureInfo.InvariantCulture);
            double time = Stopwatch.GetElapsedTime(started).TotalMilliseconds;
            output.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{context.Connection.RemoteIpAddress} \"{Quoted(method)} {Quoted(target)} {context.Request.Protocol}\" {status} {time:0.000} ms"));
        }
    }

    // Clients write the target: it must neither end the quotation nor steer a terminal.
    private static string Quoted(string text) =>
        text.Any(static c => c is '"' or '\\' or < ' ' or > '~')
            ? string.Concat(text.Select(static c => c is '"' or '\\' or < ' ' or > '~' ? $"\\u{(int)c:x4}" : c.ToString()))
            : text;
}
