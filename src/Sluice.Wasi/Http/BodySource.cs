using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Where the bytes of a body come from that the host receives.</summary>
internal abstract class BodySource
{
    /// <summary>Whether there are surely no contents.</summary>
    public virtual bool IsEmpty => false;

    /// <summary>Fills the beginning of the buffer.</summary>
    /// <param name="buffer">Not empty.</param>
    /// <returns>How many bytes there are; 0 at the end.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public abstract ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken);

    /// <summary>The trailers, once the end was read.</summary>
    public abstract ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken);

    /// <summary>Nobody will read on. May be called at the end, too.</summary>
    public abstract void Abort();
}
