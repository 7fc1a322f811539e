// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/filesystem/wit/types.wit

using Sluice.Wasi.Streams;
using Sluice.Wasi.V03.Wasi.Filesystem.Types;
using W = Sluice.Wasi.V03.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/types.descriptor</c>: an open file or directory in a guest's hands.</summary>
/// <remarks>Streams may outlive the handle they came from, so the file is closed when the last of them is done.</remarks>
internal sealed class DescriptorResource(Descriptor descriptor, bool ownsDescriptor) : IDescriptor
{
    private const int EntriesPerBatch = 64;

    private int _users = 1;

    public Descriptor Descriptor => descriptor;

    public (ComponentStream<byte>, ComponentFuture<Result<Unit, W.ErrorCode>>) ReadViaStream(ulong offset) =>
        StreamPump.Produce<W.ErrorCode>(async (buffer, cancellation) =>
        {
            var result = await descriptor.ReadAsync(offset, buffer, cancellation).ConfigureAwait(false);
            if (result.IsOk) offset += (ulong)result.Value;
            return result.ToWit(static count => count);
        }, Retain());

    public ComponentFuture<Result<Unit, W.ErrorCode>> WriteViaStream(ComponentStream<byte> data, ulong offset) =>
        Consume(data, async (chunk, cancellation) =>
        {
            var result = await descriptor.WriteAsync(offset, chunk, cancellation).ConfigureAwait(false);
            if (result.IsOk) offset += (ulong)result.Value;
            return result;
        });

    public ComponentFuture<Result<Unit, W.ErrorCode>> AppendViaStream(ComponentStream<byte> data) =>
        Consume(data, (chunk, cancellation) => descriptor.AppendAsync(chunk, cancellation));

    public (ComponentStream<W.DirectoryEntry>, ComponentFuture<Result<Unit, W.ErrorCode>>) ReadDirectory()
    {
        var released = Retain();
        return StreamPump.Produce<W.DirectoryEntry, W.ErrorCode>(async writer =>
        {
            try
            {
                if (!descriptor.ReadDirectory().TryGetValue(out var reader, out var error)) return error.ToWit();
                using (reader)
                {
                    var batch = new List<W.DirectoryEntry>();
                    for (var more = true; more;)
                    {
                        batch.Clear();
                        while (batch.Count < EntriesPerBatch && (more = reader.TryRead(out var entry)))
                            batch.Add(new W.DirectoryEntry(entry.Type.ToWit(), entry.Name));
                        if (batch.Count > 0 && !await writer.WriteAsync(batch.ToArray()).ConfigureAwait(false)) break;
                    }
                    return reader.Error is { } incomplete ? incomplete.ToWit() : Unit.Value;
                }
            }
            finally
            {
                released();
            }
        });
    }

    public ValueTask<Result<Unit, W.ErrorCode>> Advise(ulong offset, ulong length, W.Advice advice, CancellationToken cancellationToken) =>
        new(descriptor.Advise(offset, length, (Advice)advice).ToWit());

    public async ValueTask<Result<Unit, W.ErrorCode>> SyncData(CancellationToken cancellationToken) => (await descriptor.SyncDataAsync().ConfigureAwait(false)).ToWit();

    public async ValueTask<Result<Unit, W.ErrorCode>> Sync(CancellationToken cancellationToken) => (await descriptor.SyncAsync().ConfigureAwait(false)).ToWit();

    public ValueTask<Result<W.DescriptorFlags, W.ErrorCode>> GetFlags(CancellationToken cancellationToken) => new((W.DescriptorFlags)descriptor.Flags);

    public ValueTask<Result<W.DescriptorType, W.ErrorCode>> GetType(CancellationToken cancellationToken) => new(descriptor.Type.ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SetSize(ulong size, CancellationToken cancellationToken) => new(descriptor.SetSize(size).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SetTimes(
        W.NewTimestamp dataAccessTimestamp, W.NewTimestamp dataModificationTimestamp, CancellationToken cancellationToken) =>
        new(descriptor.SetTimes(dataAccessTimestamp.ToDomain(), dataModificationTimestamp.ToDomain()).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SetTimesAt(
        W.PathFlags pathFlags, string path, W.NewTimestamp dataAccessTimestamp, W.NewTimestamp dataModificationTimestamp, CancellationToken cancellationToken) =>
        new(descriptor.SetTimesAt((PathFlags)pathFlags, path, dataAccessTimestamp.ToDomain(), dataModificationTimestamp.ToDomain()).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> CreateDirectoryAt(string path, CancellationToken cancellationToken) => new(descriptor.CreateDirectoryAt(path).ToWit());

    public ValueTask<Result<W.DescriptorStat, W.ErrorCode>> Stat(CancellationToken cancellationToken) =>
        new(descriptor.Stat().ToWit(static stat => stat.ToWit()));

    public ValueTask<Result<W.DescriptorStat, W.ErrorCode>> StatAt(W.PathFlags pathFlags, string path, CancellationToken cancellationToken) =>
        new(descriptor.StatAt((PathFlags)pathFlags, path).ToWit(static stat => stat.ToWit()));

    public ValueTask<Result<Unit, W.ErrorCode>> LinkAt(
        W.PathFlags oldPathFlags, string oldPath, IDescriptor newDescriptor, string newPath, CancellationToken cancellationToken) =>
        new(descriptor.LinkAt((PathFlags)oldPathFlags, oldPath, DescriptorOf(newDescriptor), newPath).ToWit());

    public ValueTask<Result<IDescriptor, W.ErrorCode>> OpenAt(
        W.PathFlags pathFlags, string path, W.OpenFlags openFlags, W.DescriptorFlags flags, CancellationToken cancellationToken) =>
        new(descriptor.OpenAt((PathFlags)pathFlags, path, (OpenFlags)openFlags, (DescriptorFlags)flags)
            .ToWit(IDescriptor (opened) => new DescriptorResource(opened, ownsDescriptor: true)));

    public ValueTask<Result<string, W.ErrorCode>> ReadlinkAt(string path, CancellationToken cancellationToken) =>
        new(descriptor.ReadlinkAt(path).ToWit(static target => target));

    public ValueTask<Result<Unit, W.ErrorCode>> RemoveDirectoryAt(string path, CancellationToken cancellationToken) => new(descriptor.RemoveDirectoryAt(path).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> RenameAt(string oldPath, IDescriptor newDescriptor, string newPath, CancellationToken cancellationToken) =>
        new(descriptor.RenameAt(oldPath, DescriptorOf(newDescriptor), newPath).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SymlinkAt(string oldPath, string newPath, CancellationToken cancellationToken) =>
        new(descriptor.SymlinkAt(oldPath, newPath).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> UnlinkFileAt(string path, CancellationToken cancellationToken) => new(descriptor.UnlinkFileAt(path).ToWit());

    public ValueTask<bool> IsSameObject(IDescriptor other, CancellationToken cancellationToken) => new(descriptor.IsSameObject(DescriptorOf(other)));

    public ValueTask<Result<W.MetadataHashValue, W.ErrorCode>> MetadataHash(CancellationToken cancellationToken) =>
        new(descriptor.MetadataHash().ToWit(static hash => hash.ToWit()));

    public ValueTask<Result<W.MetadataHashValue, W.ErrorCode>> MetadataHashAt(W.PathFlags pathFlags, string path, CancellationToken cancellationToken) =>
        new(descriptor.MetadataHashAt((PathFlags)pathFlags, path).ToWit(static hash => hash.ToWit()));

    public void Dispose() => Release();

    private static Descriptor DescriptorOf(IDescriptor other) => ((DescriptorResource)other).Descriptor;

    /// <summary>Writes all of each chunk, however little one call takes.</summary>
    private ComponentFuture<Result<Unit, W.ErrorCode>> Consume(
        ComponentStream<byte> data, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<int, ErrorCode>>> write) =>
        StreamPump.Consume<W.ErrorCode>(data, async (chunk, cancellation) =>
        {
            while (!chunk.IsEmpty)
            {
                if (!(await write(chunk, cancellation).ConfigureAwait(false)).TryGetValue(out var count, out var error)) return error.ToWit();
                chunk = chunk[count..];
            }
            return Unit.Value;
        }, Retain());

    private Action Retain()
    {
        Interlocked.Increment(ref _users);
        return Release;
    }

    private void Release()
    {
        if (Interlocked.Decrement(ref _users) == 0 && ownsDescriptor) descriptor.Dispose();
    }
}
