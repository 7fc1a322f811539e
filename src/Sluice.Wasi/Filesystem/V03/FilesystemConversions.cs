using Sluice.Wasi.Clocks;
using W = Sluice.Wasi.V03.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Filesystem;

/// <summary>The domain's values as those of <c>wasi:filesystem/types@0.3.0</c>, and back. Flags have the same bits on both sides.</summary>
internal static class FilesystemConversions
{
    // In the order of ErrorCode.
    private static readonly W.ErrorCode[] Cases =
    [
        new W.ErrorCode.Access(), new W.ErrorCode.Already(), new W.ErrorCode.BadDescriptor(), new W.ErrorCode.Busy(), new W.ErrorCode.Deadlock(),
        new W.ErrorCode.Quota(), new W.ErrorCode.Exist(), new W.ErrorCode.FileTooLarge(), new W.ErrorCode.IllegalByteSequence(),
        new W.ErrorCode.InProgress(), new W.ErrorCode.Interrupted(), new W.ErrorCode.Invalid(), new W.ErrorCode.Io(), new W.ErrorCode.IsDirectory(),
        new W.ErrorCode.Loop(), new W.ErrorCode.TooManyLinks(), new W.ErrorCode.MessageSize(), new W.ErrorCode.NameTooLong(),
        new W.ErrorCode.NoDevice(), new W.ErrorCode.NoEntry(), new W.ErrorCode.NoLock(), new W.ErrorCode.InsufficientMemory(),
        new W.ErrorCode.InsufficientSpace(), new W.ErrorCode.NotDirectory(), new W.ErrorCode.NotEmpty(), new W.ErrorCode.NotRecoverable(),
        new W.ErrorCode.Unsupported(), new W.ErrorCode.NoTty(), new W.ErrorCode.NoSuchDevice(), new W.ErrorCode.Overflow(),
        new W.ErrorCode.NotPermitted(), new W.ErrorCode.Pipe(), new W.ErrorCode.ReadOnly(), new W.ErrorCode.InvalidSeek(),
        new W.ErrorCode.TextFileBusy(), new W.ErrorCode.CrossDevice(), new W.ErrorCode.Other(null),
    ];

    // In the order of DescriptorType.
    private static readonly W.DescriptorType[] DescriptorTypes =
    [
        new W.DescriptorType.BlockDevice(), new W.DescriptorType.CharacterDevice(), new W.DescriptorType.Directory(), new W.DescriptorType.Fifo(),
        new W.DescriptorType.SymbolicLink(), new W.DescriptorType.RegularFile(), new W.DescriptorType.Socket(), new W.DescriptorType.Other(null),
    ];

    public static W.ErrorCode ToWit(this ErrorCode code) => ErrorCodes.TextOf(code) is { } text ? new W.ErrorCode.Other(text) : Cases[(int)code];

    public static W.DescriptorType ToWit(this DescriptorType type) => DescriptorTypes[(int)type];

    public static W.DescriptorStat ToWit(this DescriptorStat stat) => new(
        stat.Type.ToWit(), stat.LinkCount, stat.Size,
        stat.DataAccessTimestamp?.ToWit(), stat.DataModificationTimestamp?.ToWit(), stat.StatusChangeTimestamp?.ToWit());

    public static W.MetadataHashValue ToWit(this MetadataHashValue hash) => new(hash.Lower, hash.Upper);

    public static NewTimestamp ToDomain(this W.NewTimestamp timestamp) => timestamp switch
    {
        W.NewTimestamp.Now => NewTimestamp.Now,
        W.NewTimestamp.Timestamp { Value: var instant } => NewTimestamp.Timestamp(new Instant(instant.Seconds, instant.Nanoseconds)),
        _ => NewTimestamp.NoChange,
    };

    public static Result<Unit, W.ErrorCode> ToWit(this Result<Unit, ErrorCode> result) => result.IsOk ? Unit.Value : result.Error.ToWit();

    public static Result<TTo, W.ErrorCode> ToWit<TFrom, TTo>(this Result<TFrom, ErrorCode> result, Func<TFrom, TTo> convert) =>
        result.IsOk ? convert(result.Value) : result.Error.ToWit();
}
