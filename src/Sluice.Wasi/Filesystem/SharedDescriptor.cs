namespace Sluice.Wasi.Filesystem;

/// <summary>
/// A descriptor in the hands of a guest's handle and of the streams that came from it, which may outlive the handle: the file is closed when
/// the last of them has let go.
/// </summary>
/// <param name="descriptor">The open file or directory.</param>
/// <param name="ownsDescriptor">False for preopens, which belong to the context.</param>
internal sealed class SharedDescriptor(Descriptor descriptor, bool ownsDescriptor)
{
    private int users = 1;

    public Descriptor Descriptor => descriptor;

    /// <summary>One more user; the action is for it to call when it is done.</summary>
    public Action Retain()
    {
        Interlocked.Increment(ref users);
        return Release;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref users) == 0 && ownsDescriptor) descriptor.Dispose();
    }

    /// <summary>Writes all bytes, however little one call takes.</summary>
    public static async ValueTask<Result<Unit, ErrorCode>> WriteAllAsync(
        ReadOnlyMemory<byte> bytes, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<int, ErrorCode>>> write, CancellationToken cancellationToken)
    {
        while (!bytes.IsEmpty)
        {
            if (!(await write(bytes, cancellationToken).ConfigureAwait(false)).TryGetValue(out var count, out var error)) return error;
            bytes = bytes[count..];
        }
        return Unit.Value;
    }
}
