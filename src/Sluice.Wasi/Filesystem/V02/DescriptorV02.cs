// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/filesystem/wit/types.wit

using Sluice.Wasi.Clocks;
using Sluice.Wasi.Io;
using Sluice.Wasi.V02.Wasi.Filesystem.Types;
using Sluice.Wasi.V02.Wasi.Io.Error;
using Sluice.Wasi.V02.Wasi.Io.Streams;
using W = Sluice.Wasi.V02.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/types.descriptor@0.2</c>, on the same files and directories as 0.3's.</summary>
internal sealed class DescriptorV02(Descriptor descriptor, bool ownsDescriptor) : W.IDescriptor
{
    private const ulong MaxRead = 1 << 20;

    private readonly SharedDescriptor shared = new(descriptor, ownsDescriptor);

    public Result<IInputStream, W.ErrorCode> ReadViaStream(ulong offset)
    {
        if (Inner.IsDirectory) return W.ErrorCode.BadDescriptor;
        return new InputStream(async (buffer, cancellation) =>
        {
            var read = await Inner.ReadAsync(offset, buffer, cancellation).ConfigureAwait(false);
            if (read.IsOk) offset += (ulong)read.Value;
            return read.IsOk ? read.Value : Result<int, object>.Err(read.Error);
        }, shared.Retain());
    }

    public Result<IOutputStream, W.ErrorCode> WriteViaStream(ulong offset) => Output(async (bytes, cancellation) =>
    {
        var written = await Inner.WriteAsync(offset, bytes, cancellation).ConfigureAwait(false);
        if (written.IsOk) offset += (ulong)written.Value;
        return written;
    });

    public Result<IOutputStream, W.ErrorCode> AppendViaStream() => Output((bytes, cancellation) => Inner.AppendAsync(bytes, cancellation));

    public Result<Unit, W.ErrorCode> Advise(ulong offset, ulong length, W.Advice advice) => Inner.Advise(offset, length, (Advice)advice).ToV02();

    public ValueTask<Result<Unit, W.ErrorCode>> SyncData(CancellationToken cancellationToken) => Sync(Inner.SyncDataAsync());

    public ValueTask<Result<Unit, W.ErrorCode>> Sync(CancellationToken cancellationToken) => Sync(Inner.SyncAsync());

    public Result<W.DescriptorFlags, W.ErrorCode> GetFlags() => (W.DescriptorFlags)Inner.Flags;

    public Result<W.DescriptorType, W.ErrorCode> GetTypeCore() => Inner.Type.ToV02();

    public Result<Unit, W.ErrorCode> SetSize(ulong size) => Inner.SetSize(size).ToV02();

    public Result<Unit, W.ErrorCode> SetTimes(W.NewTimestamp dataAccessTimestamp, W.NewTimestamp dataModificationTimestamp) =>
        Inner.SetTimes(dataAccessTimestamp.ToDomain(), dataModificationTimestamp.ToDomain()).ToV02();

    public async ValueTask<Result<(byte[], bool), W.ErrorCode>> Read(ulong length, ulong offset, CancellationToken cancellationToken)
    {
        var buffer = new byte[(int)Math.Min(length, MaxRead)];
        var read = await Inner.ReadAsync(offset, buffer, cancellationToken).ConfigureAwait(false);
        return read.ToV02(count => (count == buffer.Length ? buffer : buffer[..count], count == 0 && length > 0));
    }

    public async ValueTask<Result<ulong, W.ErrorCode>> Write(byte[] buffer, ulong offset, CancellationToken cancellationToken) =>
        (await Inner.WriteAsync(offset, buffer, cancellationToken).ConfigureAwait(false)).ToV02(static count => (ulong)count);

    public Result<IDirectoryEntryStream, W.ErrorCode> ReadDirectory() =>
        Inner.ReadDirectory().ToV02(IDirectoryEntryStream (reader) => new DirectoryEntryStream(reader));

    public Result<Unit, W.ErrorCode> CreateDirectoryAt(string path) => Inner.CreateDirectoryAt(path).ToV02();

    public Result<W.DescriptorStat, W.ErrorCode> Stat() => Inner.Stat().ToV02(static stat => stat.ToV02());

    public Result<W.DescriptorStat, W.ErrorCode> StatAt(W.PathFlags pathFlags, string path) =>
        Inner.StatAt((PathFlags)pathFlags, path).ToV02(static stat => stat.ToV02());

    public Result<Unit, W.ErrorCode> SetTimesAt(
        W.PathFlags pathFlags, string path, W.NewTimestamp dataAccessTimestamp, W.NewTimestamp dataModificationTimestamp) =>
        Inner.SetTimesAt((PathFlags)pathFlags, path, dataAccessTimestamp.ToDomain(), dataModificationTimestamp.ToDomain()).ToV02();

    public Result<Unit, W.ErrorCode> LinkAt(W.PathFlags oldPathFlags, string oldPath, W.IDescriptor newDescriptor, string newPath) =>
        Inner.LinkAt((PathFlags)oldPathFlags, oldPath, Of(newDescriptor), newPath).ToV02();

    public Result<W.IDescriptor, W.ErrorCode> OpenAt(W.PathFlags pathFlags, string path, W.OpenFlags openFlags, W.DescriptorFlags flags) =>
        Inner.OpenAt((PathFlags)pathFlags, path, (OpenFlags)openFlags, (DescriptorFlags)flags)
            .ToV02(W.IDescriptor (opened) => new DescriptorV02(opened, ownsDescriptor: true));

    public Result<string, W.ErrorCode> ReadlinkAt(string path) => Inner.ReadlinkAt(path).ToV02(static target => target);

    public Result<Unit, W.ErrorCode> RemoveDirectoryAt(string path) => Inner.RemoveDirectoryAt(path).ToV02();

    public Result<Unit, W.ErrorCode> RenameAt(string oldPath, W.IDescriptor newDescriptor, string newPath) =>
        Inner.RenameAt(oldPath, Of(newDescriptor), newPath).ToV02();

    public Result<Unit, W.ErrorCode> SymlinkAt(string oldPath, string newPath) => Inner.SymlinkAt(oldPath, newPath).ToV02();

    public Result<Unit, W.ErrorCode> UnlinkFileAt(string path) => Inner.UnlinkFileAt(path).ToV02();

    public bool IsSameObject(W.IDescriptor other) => Inner.IsSameObject(Of(other));

    public Result<W.MetadataHashValue, W.ErrorCode> MetadataHash() =>
        Inner.MetadataHash().ToV02(static hash => new W.MetadataHashValue(hash.Lower, hash.Upper));

    public Result<W.MetadataHashValue, W.ErrorCode> MetadataHashAt(W.PathFlags pathFlags, string path) =>
        Inner.MetadataHashAt((PathFlags)pathFlags, path).ToV02(static hash => new W.MetadataHashValue(hash.Lower, hash.Upper));

    public void Dispose() => shared.Release();

    private static Descriptor Of(W.IDescriptor other) => ((DescriptorV02)other).Inner;

    private Descriptor Inner => shared.Descriptor;

    private static async ValueTask<Result<Unit, W.ErrorCode>> Sync(ValueTask<Result<Unit, ErrorCode>> sync) => (await sync.ConfigureAwait(false)).ToV02();

    private Result<IOutputStream, W.ErrorCode> Output(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask<Result<int, ErrorCode>>> write)
    {
        if (Inner.IsDirectory || !Inner.Flags.HasFlag(DescriptorFlags.Write)) return W.ErrorCode.BadDescriptor;
        return new OutputStream(async (bytes, cancellation) =>
        {
            var written = await SharedDescriptor.WriteAllAsync(bytes, write, cancellation).ConfigureAwait(false);
            return written.IsOk ? Unit.Value : Result<Unit, object>.Err(written.Error);
        }, shared.Retain());
    }

    private sealed class DirectoryEntryStream(DirectoryReader reader) : IDirectoryEntryStream
    {
        public Result<W.DirectoryEntry?, W.ErrorCode> ReadDirectoryEntry()
        {
            if (reader.TryRead(out var entry)) return new W.DirectoryEntry(entry.Type.ToV02(), entry.Name);
            return reader.Error is { } error ? error.ToV02() : (W.DirectoryEntry?)null;
        }

        public void Dispose() => reader.Dispose();
    }
}

/// <summary>The functions of <c>wasi:filesystem@0.2</c> that belong to no descriptor.</summary>
internal sealed class FilesystemV02(WasiContext context) : ITypes, V02.Wasi.Filesystem.Preopens.IPreopens
{
    public W.ErrorCode? FilesystemErrorCode(IError err) => err is IoError { Code: ErrorCode code } ? code.ToV02() : null;

    public (W.IDescriptor, string)[] GetDirectories() =>
        [.. context.Preopens.Select(preopen => ((W.IDescriptor)new DescriptorV02(preopen.Descriptor, ownsDescriptor: false), preopen.GuestPath))];
}
