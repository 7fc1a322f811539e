using System.Net.Http;
using System.Text;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>The body of a response that .NET's client receives.</summary>
internal sealed class Http2ResponseBody(HttpResponseMessage response, Stream stream, CancellationTokenSource exchange, TimeSpan betweenBytes, int fieldLimit) : BodySource
{
    public override async ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        pause.CancelAfter(betweenBytes);
        try
        {
            return await stream.ReadAsync(buffer, pause.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Abort();
            return new ErrorCode.ConnectionReadTimeout();
        }
        catch (Exception exception) when (exception is IOException or HttpRequestException or ObjectDisposedException)
        {
            Abort();
            return HttpErrors.FromException(exception);
        }
    }

    public override ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken)
    {
        var entries = response.TrailingHeaders.NonValidated.SelectMany(static field => field.Value.Select(value => (field.Key, Encoding.Latin1.GetBytes(value)))).ToList();
        return new(Result<Fields?, ErrorCode>.Ok(entries.Count == 0 ? null : Fields.FromWire(entries, fieldLimit)));
    }

    public override void Abort()
    {
        response.Dispose();
        exchange.Dispose();
    }
}
