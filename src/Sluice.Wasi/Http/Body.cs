using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Takes all of a chunk of a body. The memory may be the guest's own: nothing of it may be kept.</summary>
internal delegate ValueTask<Result<Unit, ErrorCode>> BodyWrite(ReadOnlyMemory<byte> chunk, CancellationToken cancellationToken);

/// <summary>
/// The contents and trailers of a message, whoever made it. They are taken once: by the host (<see cref="CopyToAsync"/>), by a guest
/// (<see cref="Consume"/>), or by nobody (<see cref="Abandon"/>).
/// </summary>
internal abstract class Body
{
    private int taken;

    /// <summary>Whether there are surely no contents. There may be trailers.</summary>
    public abstract bool IsEmpty { get; }

    /// <summary>Gives everything to <paramref name="write"/>.</summary>
    /// <returns>The trailers; or the first error of either side, after which the message must not look complete to its receiver.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public ValueTask<Result<Fields?, ErrorCode>> CopyToAsync(BodyWrite write, CancellationToken cancellationToken)
    {
        Take();
        return CopyContentsAsync(write, cancellationToken);
    }

    /// <summary>Gives the body to a guest, as <c>consume-body</c> does.</summary>
    /// <param name="handled">Tells how the guest has fared with it.</param>
    public (ComponentStream<byte> Contents, ComponentFuture<Result<IFields?, ErrorCode>> Trailers) Consume(ComponentFuture<Result<Unit, ErrorCode>> handled)
    {
        Take();
        return ConsumeContents(handled);
    }

    /// <summary>Tells the maker of the message how its transmission ended. Only the first call counts.</summary>
    public abstract void Complete(Result<Unit, ErrorCode> transmission);

    /// <summary>Lets go of a message that nobody has taken; does nothing if somebody has.</summary>
    public void Abandon()
    {
        if (Interlocked.Exchange(ref taken, 1) == 0) Release();
    }

    protected abstract ValueTask<Result<Fields?, ErrorCode>> CopyContentsAsync(BodyWrite write, CancellationToken cancellationToken);

    protected abstract (ComponentStream<byte>, ComponentFuture<Result<IFields?, ErrorCode>>) ConsumeContents(ComponentFuture<Result<Unit, ErrorCode>> handled);

    protected abstract void Release();

    private void Take()
    {
        // Messages are passed as own handles: a guest has no second chance.
        if (Interlocked.Exchange(ref taken, 1) != 0) throw new InvalidOperationException("The body has been taken before.");
    }
}
