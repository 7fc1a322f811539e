using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Timeouts of one request, in nanoseconds: <c>wasi:http/types.request-options</c>.</summary>
internal sealed class RequestOptions : IRequestOptions
{
    private ulong? connectTimeout;
    private ulong? firstByteTimeout;
    private ulong? betweenBytesTimeout;
    private bool immutable;

    public TimeSpan? ConnectTimeout => ToTimeSpan(connectTimeout);

    public TimeSpan? FirstByteTimeout => ToTimeSpan(firstByteTimeout);

    public TimeSpan? BetweenBytesTimeout => ToTimeSpan(betweenBytesTimeout);

    public RequestOptions Freeze()
    {
        immutable = true;
        return this;
    }

    public ulong? GetConnectTimeout() => connectTimeout;

    public Result<Unit, RequestOptionsError> SetConnectTimeout(ulong? duration) => Set(ref connectTimeout, duration);

    public ulong? GetFirstByteTimeout() => firstByteTimeout;

    public Result<Unit, RequestOptionsError> SetFirstByteTimeout(ulong? duration) => Set(ref firstByteTimeout, duration);

    public ulong? GetBetweenBytesTimeout() => betweenBytesTimeout;

    public Result<Unit, RequestOptionsError> SetBetweenBytesTimeout(ulong? duration) => Set(ref betweenBytesTimeout, duration);

    public IRequestOptions Clone() => new RequestOptions
    {
        connectTimeout = connectTimeout,
        firstByteTimeout = firstByteTimeout,
        betweenBytesTimeout = betweenBytesTimeout,
    };

    void IDisposable.Dispose() { }

    private Result<Unit, RequestOptionsError> Set(ref ulong? timeout, ulong? duration)
    {
        if (immutable) return new RequestOptionsError.Immutable();
        timeout = duration;
        return Unit.Value;
    }

    // Timers take up to 49 days.
    private static TimeSpan? ToTimeSpan(ulong? nanoseconds) =>
        nanoseconds is { } value ? TimeSpan.FromMilliseconds(Math.Min(Math.Ceiling(value / 1e6), int.MaxValue)) : null;
}
