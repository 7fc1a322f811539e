// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/filesystem/wit/types.wit

using Sluice.Wasi.Streams;
using Sluice.Wasi.V03.Wasi.Filesystem.Types;
using W = Sluice.Wasi.V03.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/types.descriptor</c>: an open file or directory in a guest's hands.</summary>
internal sealed class DescriptorResource(Descriptor descriptor, bool ownsDescriptor) : IDescriptor
{
    private const int EntriesPerBatch = 64;

    private readonly SharedDescriptor shared = new(descriptor, ownsDescriptor);

    public Descriptor Descriptor => shared.Descriptor;

    public (ComponentStream<byte>, ComponentFuture<Result<Unit, W.ErrorCode>>) ReadViaStream(ulong offset) =>
        StreamPump.Produce<W.ErrorCode>(async (buffer, cancellation) =>
        {
            var result = await Descriptor.ReadAsync(offset, buffer, cancellation).ConfigureAwait(false);
            if (result.IsOk) offset += (ulong)result.Value;
            return result.ToWit(static count => count);
        }, shared.Retain());

    public ComponentFuture<Result<Unit, W.ErrorCode>> WriteViaStream(ComponentStream<byte> data, ulong offset) =>
        Consume(data, async (chunk, cancellation) =>
        {
            var result = await Descriptor.WriteAsync(offset, chunk, cancellation).ConfigureAwait(false);
            if (result.IsOk) offset += (ulong)result.Value;
            return result;
        });

    public ComponentFuture<Result<Unit, W.ErrorCode>> AppendViaStream(ComponentStream<byte> data) =>
        Consume(data, (chunk, cancellation) => Descriptor.AppendAsync(chunk, cancellation));

    public (ComponentStream<W.DirectoryEntry>, ComponentFuture<Result<Unit, W.ErrorCode>>) ReadDirectory()
    {
        var release = shared.Retain();
        return StreamPump.Produce<W.DirectoryEntry, W.ErrorCode>(async writer =>
        {
            try
            {
                if (!Descriptor.ReadDirectory().TryGetValue(out var reader, out var error)) return error.ToWit();
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
                release();
            }
        });
    }

    public ValueTask<Result<Unit, W.ErrorCode>> Advise(ulong offset, ulong length, W.Advice advice, CancellationToken cancellationToken) =>
        new(Descriptor.Advise(offset, length, (Advice)advice).ToWit());

    public async ValueTask<Result<Unit, W.ErrorCode>> SyncData(CancellationToken cancellationToken) => (await Descriptor.SyncDataAsync().ConfigureAwait(false)).ToWit();

    public async ValueTask<Result<Unit, W.ErrorCode>> Sync(CancellationToken cancellationToken) => (await Descriptor.SyncAsync().ConfigureAwait(false)).ToWit();

    public ValueTask<Result<W.DescriptorFlags, W.ErrorCode>> GetFlags(CancellationToken cancellationToken) => new((W.DescriptorFlags)Descriptor.Flags);

    public ValueTask<Result<W.DescriptorType, W.ErrorCode>> GetType(CancellationToken cancellationToken) => new(Descriptor.Type.ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SetSize(ulong size, CancellationToken cancellationToken) => new(Descriptor.SetSize(size).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SetTimes(
        W.NewTimestamp dataAccessTimestamp, W.NewTimestamp dataModificationTimestamp, CancellationToken cancellationToken) =>
        new(Descriptor.SetTimes(dataAccessTimestamp.ToDomain(), dataModificationTimestamp.ToDomain()).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SetTimesAt(
        W.PathFlags pathFlags, string path, W.NewTimestamp dataAccessTimestamp, W.NewTimestamp dataModificationTimestamp, CancellationToken cancellationToken) =>
        new(Descriptor.SetTimesAt((PathFlags)pathFlags, path, dataAccessTimestamp.ToDomain(), dataModificationTimestamp.ToDomain()).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> CreateDirectoryAt(string path, CancellationToken cancellationToken) => new(Descriptor.CreateDirectoryAt(path).ToWit());

    public ValueTask<Result<W.DescriptorStat, W.ErrorCode>> Stat(CancellationToken cancellationToken) =>
        new(Descriptor.Stat().ToWit(static stat => stat.ToWit()));

    public ValueTask<Result<W.DescriptorStat, W.ErrorCode>> StatAt(W.PathFlags pathFlags, string path, CancellationToken cancellationToken) =>
        new(Descriptor.StatAt((PathFlags)pathFlags, path).ToWit(static stat => stat.ToWit()));

    public ValueTask<Result<Unit, W.ErrorCode>> LinkAt(
        W.PathFlags oldPathFlags, string oldPath, IDescriptor newDescriptor, string newPath, CancellationToken cancellationToken) =>
        new(Descriptor.LinkAt((PathFlags)oldPathFlags, oldPath, DescriptorOf(newDescriptor), newPath).ToWit());

    public ValueTask<Result<IDescriptor, W.ErrorCode>> OpenAt(
        W.PathFlags pathFlags, string path, W.OpenFlags openFlags, W.DescriptorFlags flags, CancellationToken cancellationToken) =>
        new(Descriptor.OpenAt((PathFlags)pathFlags, path, (OpenFlags)openFlags, (DescriptorFlags)flags)
            .ToWit(IDescriptor (opened) => new DescriptorResource(opened, ownsDescriptor: true)));

    public ValueTask<Result<string, W.ErrorCode>> ReadlinkAt(string path, CancellationToken cancellationToken) =>
        new(Descriptor.ReadlinkAt(path).ToWit(static target => target));

    public ValueTask<Result<Unit, W.ErrorCode>> RemoveDirectoryAt(string path, CancellationToken cancellationToken) => new(Descriptor.RemoveDirectoryAt(path).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> RenameAt(string oldPath, IDescriptor newDescriptor, string newPath, CancellationToken cancellationToken) =>
        new(Descriptor.RenameAt(oldPath, DescriptorOf(newDescriptor), newPath).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> SymlinkAt(string oldPath, string newPath, CancellationToken cancellationToken) =>
        new(Descriptor.SymlinkAt(oldPath, newPath).ToWit());

    public ValueTask<Result<Unit, W.ErrorCode>> UnlinkFileAt(string path, CancellationToken cancellationToken) => new(Descriptor.UnlinkFileAt(path).ToWit());

    public ValueTask<bool> IsSameObject(IDescriptor other, CancellationToken cancellationToken) => new(Descriptor.IsSameObject(DescriptorOf(other)));

    public ValueTask<Result<W.MetadataHashValue, W.ErrorCode>> MetadataHash(CancellationToken cancellationToken) =>
        new(Descriptor.MetadataHash().ToWit(static hash => hash.ToWit()));

    public ValueTask<Result<W.MetadataHashValue, W.ErrorCode>> MetadataHashAt(W.PathFlags pathFlags, string path, CancellationToken cancellationToken) =>
        new(Descriptor.MetadataHashAt((PathFlags)pathFlags, path).ToWit(static hash => hash.ToWit()));

    public void Dispose() => shared.Release();

    private static Descriptor DescriptorOf(IDescriptor other) => ((DescriptorResource)other).Descriptor;

    private ComponentFuture<Result<Unit, W.ErrorCode>> Consume(
        ComponentStream<byte> data, Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<int, ErrorCode>>> write) =>
        StreamPump.Consume(
            data, (chunk, cancellation) => SharedDescriptor.WriteAllAsync(chunk, write, cancellation), FilesystemConversions.ToWit, shared.Retain());
}
