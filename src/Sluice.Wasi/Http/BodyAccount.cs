using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Counts a body's bytes against its <c>content-length</c>.</summary>
/// <param name="Expected">Null if any length will do.</param>
/// <param name="Mismatch">The error of a body that has this many bytes.</param>
internal struct BodyAccount(ulong? Expected, Func<ulong?, ErrorCode> Mismatch)
{
    public ulong Transferred { get; private set; }

    /// <summary>Before more bytes go out.</summary>
    public Result<Unit, ErrorCode> Advance(int count)
    {
        Transferred += (ulong)count;
        return Expected < Transferred ? Mismatch(Transferred) : Unit.Value;
    }

    /// <summary>After the last.</summary>
    public readonly Result<Unit, ErrorCode> Finish() => Expected is { } expected && expected != Transferred ? Mismatch(Transferred) : Unit.Value;

    public static ErrorCode OfRequest(ulong? bytes) => new ErrorCode.HttpRequestBodySize(bytes);

    public static ErrorCode OfResponse(ulong? bytes) => new ErrorCode.HttpResponseBodySize(bytes);
}
