namespace Sluice.Wasi.Http.Client;

/// <summary>How long one request's phases may take.</summary>
internal readonly record struct Timeouts(TimeSpan Connect, TimeSpan FirstByte, TimeSpan BetweenBytes)
{
    public static Timeouts Of(RequestOptions? request, WasiHttpOptions defaults) => new(
        request?.ConnectTimeout ?? defaults.ConnectTimeout,
        request?.FirstByteTimeout ?? defaults.FirstByteTimeout,
        request?.BetweenBytesTimeout ?? defaults.BetweenBytesTimeout);
}
