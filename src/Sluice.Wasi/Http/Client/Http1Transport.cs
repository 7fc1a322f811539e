// https://www.rfc-editor.org/rfc/rfc9112
// .NET's own client reads no response before it has sent the whole request, sends no trailers and spells headers its own way; guests
// that stream both ways need all three.

using System.Collections.Concurrent;
using System.Net.Security;
using System.Net.Sockets;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>HTTP/1.1, with connections that are used again.</summary>
internal sealed class Http1Transport(WasiHttpOptions options) : IDisposable
{
    private const int IdleConnectionsPerDestination = 64;

    private readonly ConcurrentDictionary<Destination, ConcurrentStack<Http1Connection>> idle = new();
    private volatile bool disposed;

    public async ValueTask<Result<Response, ErrorCode>> SendAsync(OutgoingRequest request, Timeouts timeouts, CancellationToken cancellationToken)
    {
        while (true)
        {
            Http1Connection connection;
            try
            {
                connection = TakeIdle(request.Destination) ?? await ConnectAsync(request.Destination, timeouts.Connect, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
            {
                return exception is OperationCanceledException ? new ErrorCode.ConnectionTimeout() : HttpErrors.FromException(exception);
            }

            var exchange = new Http1Exchange(connection, request, timeouts, options.MaxFieldBytes);
            var result = await exchange.RunAsync(cancellationToken).ConfigureAwait(false);
            // A server may close a connection just when it is used again.
            if (result.IsOk || !connection.HasServed || !exchange.NothingSent || cancellationToken.IsCancellationRequested) return result;
        }
    }

    /// <summary>Takes back a connection on which an exchange has come to its end.</summary>
    public void Return(Http1Connection connection)
    {
        var connections = idle.GetOrAdd(connection.Destination, static _ => new ConcurrentStack<Http1Connection>());
        connection.HasServed = true;
        connection.IdleSince = Environment.TickCount64;
        if (disposed || connections.Count >= IdleConnectionsPerDestination) connection.Dispose();
        else connections.Push(connection);
    }

    public void Dispose()
    {
        disposed = true;
        foreach (var connections in idle.Values)
            while (connections.TryPop(out var connection)) connection.Dispose();
    }

    private Http1Connection? TakeIdle(Destination destination)
    {
        if (!idle.TryGetValue(destination, out var connections)) return null;
        while (connections.TryPop(out var connection))
        {
            if (Environment.TickCount64 - connection.IdleSince < options.IdleConnectionTimeout.TotalMilliseconds && connection.IsAlive) return connection;
            connection.Dispose();
        }
        return null;
    }

    private async ValueTask<Http1Connection> ConnectAsync(Destination destination, TimeSpan timeout, CancellationToken cancellationToken)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(timeout);
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        Stream? stream = null;
        try
        {
            await socket.ConnectAsync(destination.Host, destination.Port, limit.Token).ConfigureAwait(false);
            stream = new NetworkStream(socket, ownsSocket: true);
            if (destination.IsSecure)
            {
                var secure = new SslStream(stream);
                stream = secure;
                var authentication = new SslClientAuthenticationOptions
                {
                    TargetHost = destination.Host,
                    ApplicationProtocols = [SslApplicationProtocol.Http11],
                    RemoteCertificateValidationCallback = options.CertificateValidation,
                };
                await secure.AuthenticateAsClientAsync(authentication, limit.Token).ConfigureAwait(false);
            }
            return new Http1Connection(this, destination, socket, stream);
        }
        catch
        {
            if (stream is not null) await stream.DisposeAsync().ConfigureAwait(false);
            socket.Dispose();
            throw;
        }
    }
}
