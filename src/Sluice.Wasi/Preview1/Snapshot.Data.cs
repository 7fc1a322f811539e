using System.Buffers;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary>
/// Reading and writing. Regular files are read into and written from the guest's memory, in pieces that complete at once; what may have to wait goes
/// through a buffer of the host's (see <see cref="Wait"/>).
/// </summary>
internal sealed partial class Snapshot
{
    // Also up to which several vectors are gathered, to be written as one.
    private const int LongestBuffered = 64 * 1024;

    public Errno FdRead(uint fd, uint vectors, uint count, uint size)
    {
        if (!table.TryGet(fd, out FdEntry? entry))
            return Errno.BadDescriptor;
        if (!entry.Rights.HasFlag(Rights.FdRead))
            return Errno.NotCapable;
        switch (entry)
        {
            case InputEntry input:
                return ReadBuffered(vectors, count, size, buffer => ReadInput(input, buffer));
            case FileEntry { HasPositions: false } file:
                return ReadBuffered(vectors, count, size, buffer => Transfer(file, token => file.Descriptor.ReadAsync(0, buffer, token)));
            case FileEntry file:
                Errno error = ReadAt(file, file.Position, vectors, count, size, out uint read);
                file.Position += read;
                return error;
            default:
                return Errno.BadDescriptor;
        }
    }

    public Errno FdPread(uint fd, uint vectors, uint count, ulong offset, uint size)
    {
        if (GetPositioned(fd, Rights.FdRead | Rights.FdSeek, out FileEntry file) is var error and not Errno.Success)
            return error;
        return ReadAt(file, offset, vectors, count, size, out _);
    }

    public Errno FdWrite(uint fd, uint vectors, uint count, uint size)
    {
        if (!table.TryGet(fd, out FdEntry? entry))
            return Errno.BadDescriptor;
        if (!entry.Rights.HasFlag(Rights.FdWrite))
            return Errno.NotCapable;
        switch (entry)
        {
            case OutputEntry output:
                return WriteBuffered(vectors, count, size, bytes => WriteOutput(output, bytes));
            case FileEntry { HasPositions: false } file:
                return WriteBuffered(vectors, count, size, bytes => Transfer(file, token => file.Descriptor.WriteAsync(0, bytes, token)));
            case FileEntry file when file.Flags.HasFlag(FdFlags.Append):
                Errno error = WriteAt(file, null, vectors, count, size, out _);
                if (error == Errno.Success && file.Descriptor.Stat().TryGetValue(out DescriptorStat stat, out _))
                    file.Position = stat.Size;
                return error;
            case FileEntry file:
                error = WriteAt(file, file.Position, vectors, count, size, out uint written);
                file.Position += written;
                return error;
            default:
                return Errno.BadDescriptor;
        }
    }

    /// <summary>Writes at the offset even if the file is open for appending, as POSIX has it.</summary>
    public Errno FdPwrite(uint fd, uint vectors, uint count, ulong offset, uint size)
    {
        if (GetPositioned(fd, Rights.FdWrite | Rights.FdSeek, out FileEntry file) is var error and not Errno.Success)
            return error;
        return WriteAt(file, offset, vectors, count, size, out _);
    }

    private Errno GetPositioned(uint fd, Rights rights, out FileEntry file)
    {
        file = null!;
        if (table.TryGet(fd, out FdEntry? entry) && entry is InputEntry or OutputEntry)
            return Errno.InvalidSeek;
        Errno error = table.Get(fd, rights, Errno.BadDescriptor, out file);
        return error == Errno.Success && !file.HasPositions ? Errno.InvalidSeek : error;
    }

    private Errno ReadAt(FileEntry file, ulong offset, uint vectors, uint count, uint size, out uint read)
    {
        GuestMemory memory = Memory;
        memory.Check(size, sizeof(uint));
        Errno error = ForEachPiece(
            memory, memory.ReadVectors(vectors, count), (done, piece) => Finish(file.Descriptor.ReadAsync(offset + done, piece)), out read);
        if (error == Errno.Success)
            memory.WriteUInt32(size, read);
        return error;
    }

    /// <param name="offset">Null to append.</param>
    private Errno WriteAt(FileEntry file, ulong? offset, uint vectors, uint count, uint size, out uint written)
    {
        Result<int, ErrorCode> Write(uint done, ReadOnlyMemory<byte> bytes) =>
            Finish(offset is { } start ? file.Descriptor.WriteAsync(start + done, bytes) : file.Descriptor.AppendAsync(bytes));

        GuestMemory memory = Memory;
        memory.Check(size, sizeof(uint));
        (uint Pointer, uint Length)[] ranges = memory.ReadVectors(vectors, count);
        Errno error;
        if (ranges.Length > 1 && ranges.Sum(static range => (long)range.Length) <= LongestBuffered)
        {
            byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestBuffered);
            int length = Gather(memory, ranges, buffer);
            Result<int, ErrorCode> result = Write(0, buffer.AsMemory(0, length));
            ArrayPool<byte>.Shared.Return(buffer);
            written = result.TryGetValue(out int all, out ErrorCode code) ? (uint)all : 0;
            error = result.IsOk ? Errno.Success : Errnos.From(code);
        }
        else
        {
            error = ForEachPiece(memory, ranges, (done, piece) => Write(done, piece), out written);
        }

        if (error == Errno.Success)
            memory.WriteUInt32(size, written);
        return error;
    }

    /// <summary>Goes on until a piece is transferred only in part. An error counts only if nothing was transferred before it.</summary>
    private static Errno ForEachPiece(
        GuestMemory memory, (uint Pointer, uint Length)[] ranges, Func<uint, Memory<byte>, Result<int, ErrorCode>> transfer, out uint done)
    {
        done = 0;
        foreach ((uint pointer, uint length) in ranges)
        {
            for (uint start = 0; start < length;)
            {
                uint wanted = Math.Min(Math.Min(length - start, Descriptor.LargestInlineTransfer), GuestMemory.LongestRange - done);
                if (wanted == 0)
                    return Errno.Success;
                if (!transfer(done, memory.Memory(pointer + start, wanted)).TryGetValue(out int transferred, out ErrorCode error))
                    return done > 0 ? Errno.Success : Errnos.From(error);
                done += (uint)transferred;
                start += (uint)transferred;
                if ((uint)transferred < wanted)
                    return Errno.Success;
            }
        }

        return Errno.Success;
    }

    /// <summary>The result of a transfer on a regular file, which completes at once.</summary>
    private static Result<int, ErrorCode> Finish(ValueTask<Result<int, ErrorCode>> transfer)
    {
        System.Diagnostics.Debug.Assert(transfer.IsCompleted);
        // Nothing waits here: see above.
        return transfer.GetAwaiter().GetResult();
    }

    private Errno ReadBuffered(uint vectors, uint count, uint size, Func<Memory<byte>, (Errno Error, int Count)> read)
    {
        GuestMemory memory = Memory;
        memory.Check(size, sizeof(uint));
        (uint Pointer, uint Length)[] ranges = memory.ReadVectors(vectors, count);
        int wanted = (int)Math.Min(ranges.Sum(static range => (long)range.Length), LongestBuffered);

        // Returned to the pool only if the read is over for certain.
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestBuffered);
        (Errno error, int length) = read(buffer.AsMemory(0, wanted));
        if (error == Errno.Success)
        {
            Scatter(memory, ranges, buffer.AsSpan(0, length));
            memory.WriteUInt32(size, (uint)length);
        }

        ArrayPool<byte>.Shared.Return(buffer);
        return error;
    }

    private Errno WriteBuffered(uint vectors, uint count, uint size, Func<ReadOnlyMemory<byte>, (Errno Error, int Count)> write)
    {
        GuestMemory memory = Memory;
        memory.Check(size, sizeof(uint));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(LongestBuffered);
        int length = Gather(memory, memory.ReadVectors(vectors, count), buffer.AsSpan(0, LongestBuffered));
        (Errno error, int written) = write(buffer.AsMemory(0, length));
        if (error == Errno.Success)
            memory.WriteUInt32(size, (uint)written);
        ArrayPool<byte>.Shared.Return(buffer);
        return error;
    }

    private (Errno Error, int Count) ReadInput(InputEntry entry, Memory<byte> buffer)
    {
        if (entry.Flags.HasFlag(FdFlags.NonBlock) && !buffer.IsEmpty && entry.Input.TryGetReadable() is null)
            return (Errno.Again, 0);
        return Wait(entry.Input.ReadAsync(buffer, store.Interruption)).TryGetValue(out int count, out StdioErrorCode error)
            ? (Errno.Success, count)
            : (Errnos.From(error), 0);
    }

    private (Errno Error, int Count) WriteOutput(OutputEntry entry, ReadOnlyMemory<byte> bytes) =>
        Wait(entry.Output.WriteAsync(bytes, store.Interruption)).TryGetValue(out _, out StdioErrorCode error)
            ? (Errno.Success, bytes.Length)
            : (Errnos.From(error), 0);

    /// <summary>A transfer on a pipe or device, which waits unless the guest has asked it not to.</summary>
    private (Errno Error, int Count) Transfer(FileEntry file, Func<CancellationToken, ValueTask<Result<int, ErrorCode>>> transfer)
    {
        if (!file.Flags.HasFlag(FdFlags.NonBlock))
            return From(Wait(transfer(store.Interruption)));
        try
        {
            // The first attempt is made whatever the token says.
            return From(Wait(transfer(new CancellationToken(canceled: true))));
        }
        catch (OperationCanceledException)
        {
            return (Errno.Again, 0);
        }

        static (Errno Error, int Count) From(Result<int, ErrorCode> result) =>
            result.TryGetValue(out int count, out ErrorCode error) ? (Errno.Success, count) : (Errnos.From(error), 0);
    }

    private static int Gather(GuestMemory memory, (uint Pointer, uint Length)[] ranges, Span<byte> buffer)
    {
        int length = 0;
        foreach ((uint pointer, uint rangeLength) in ranges)
        {
            Span<byte> part = memory.Span(pointer, (uint)Math.Min(rangeLength, buffer.Length - length));
            part.CopyTo(buffer[length..]);
            length += part.Length;
        }

        return length;
    }

    private static void Scatter(GuestMemory memory, (uint Pointer, uint Length)[] ranges, ReadOnlySpan<byte> bytes)
    {
        foreach ((uint pointer, uint rangeLength) in ranges)
        {
            ReadOnlySpan<byte> part = bytes[..(int)Math.Min(rangeLength, bytes.Length)];
            part.CopyTo(memory.Span(pointer, (uint)part.Length));
            bytes = bytes[part.Length..];
        }
    }
}
