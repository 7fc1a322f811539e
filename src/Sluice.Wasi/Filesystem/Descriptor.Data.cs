namespace Sluice.Wasi.Filesystem;

/// <summary>
/// Reading and writing. One call transfers what one system call does, hence possibly less than asked for: streams loop over them.
/// Regular files are read and written at once on the caller's thread in pieces up to <see cref="LargestInlineTransfer"/>, larger ones on the
/// thread pool. Pipes and devices are never waited for on the caller's thread: they have no positions, and offsets mean nothing to them.
/// </summary>
internal sealed partial class Descriptor
{
    /// <summary>In bytes: some tens of microseconds out of the page cache, about what a hop to another thread costs.</summary>
    internal const int LargestInlineTransfer = 256 * 1024;

    // How long a wait for a pipe or device runs on before it looks for a cancellation.
    private static readonly TimeSpan s_waitSlice = TimeSpan.FromMilliseconds(50);

    private bool HasPositions => Type is DescriptorType.RegularFile or DescriptorType.BlockDevice;

    /// <returns>The number of bytes read: 0 only at the end, or if <paramref name="buffer"/> is empty.</returns>
    /// <exception cref="OperationCanceledException">While waiting for a pipe or device.</exception>
    public ValueTask<Result<int, ErrorCode>> ReadAsync(ulong offset, Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsDirectory || !Flags.HasFlag(DescriptorFlags.Read))
            return Completed(ErrorCode.BadDescriptor);
        if (!HasPositions)
            return TransferStreamAsync(toWrite: false, () => host.TryReadStream(handle, buffer.Span), cancellationToken);
        if (offset > long.MaxValue)
            return Completed(ErrorCode.Invalid);
        if (buffer.Length <= LargestInlineTransfer)
            return new(host.Read(handle, buffer.Span, (long)offset));
        return new(Task.Run(() => host.Read(handle, buffer.Span, (long)offset), CancellationToken.None));
    }

    /// <returns>The number of bytes written, at least 1 unless <paramref name="buffer"/> is empty.</returns>
    /// <exception cref="OperationCanceledException">While waiting for a pipe or device.</exception>
    public ValueTask<Result<int, ErrorCode>> WriteAsync(
        ulong offset, ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (CannotWrite)
            return Completed(ErrorCode.BadDescriptor);
        if (!HasPositions)
            return TransferStreamAsync(toWrite: true, () => host.TryWriteStream(handle, buffer.Span), cancellationToken);
        if (offset > long.MaxValue)
            return Completed(ErrorCode.Invalid);
        if (buffer.Length <= LargestInlineTransfer)
            return new(host.Write(handle, buffer.Span, (long)offset));
        return new(Task.Run(() => host.Write(handle, buffer.Span, (long)offset), CancellationToken.None));
    }

    /// <summary>Writes at the end of the file, as O_APPEND does.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    public ValueTask<Result<int, ErrorCode>> AppendAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (CannotWrite)
            return Completed(ErrorCode.BadDescriptor);
        if (!HasPositions)
            return TransferStreamAsync(toWrite: true, () => host.TryWriteStream(handle, buffer.Span), cancellationToken);
        if (buffer.Length <= LargestInlineTransfer)
            return new(host.Append(handle, buffer.Span));
        return new(Task.Run(() => host.Append(handle, buffer.Span), CancellationToken.None));
    }

    private bool CannotWrite => IsDirectory || !Flags.HasFlag(DescriptorFlags.Write);

    private static ValueTask<Result<int, ErrorCode>> Completed(ErrorCode error) => new(error);

    private ValueTask<Result<int, ErrorCode>> TransferStreamAsync(
        bool toWrite, Func<Result<int?, ErrorCode>> attempt, CancellationToken cancellationToken)
    {
        if (TryComplete(attempt(), out Result<int, ErrorCode> result))
            return new(result);

        // A thread of its own: the other end of a pipe may stay away for as long as it likes.
        return new(Task.Factory.StartNew(
            () => TransferStream(toWrite, attempt, cancellationToken),
            cancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default));
    }

    private Result<int, ErrorCode> TransferStream(bool toWrite, Func<Result<int?, ErrorCode>> attempt, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                cancellationToken.ThrowIfCancellationRequested();
                host.WaitForStream(handle, toWrite, s_waitSlice);
                if (TryComplete(attempt(), out Result<int, ErrorCode> result))
                    return result;
            }
        }
        catch (ObjectDisposedException)
        {
            // The descriptor was dropped while its stream waited.
            return ErrorCode.BadDescriptor;
        }
    }

    private static bool TryComplete(Result<int?, ErrorCode> attempt, out Result<int, ErrorCode> result)
    {
        bool isOk = attempt.TryGetValue(out int? count, out ErrorCode error);
        result = isOk ? count.GetValueOrDefault() : error;
        return !isOk || count is not null;
    }
}
