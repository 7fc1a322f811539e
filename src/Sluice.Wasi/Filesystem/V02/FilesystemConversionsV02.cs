using Sluice.Wasi.Clocks;
using W = Sluice.Wasi.V02.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Filesystem;

/// <summary>The domain's values as those of <c>wasi:filesystem/types@0.2</c>, and back. Flags have the same bits on both sides.</summary>
internal static class FilesystemConversionsV02
{
    /// <summary>0.2 has <c>would-block</c> where 0.3 has nothing, and nothing for 0.3's <c>other</c>.</summary>
    public static W.ErrorCode ToV02(this ErrorCode code) => code switch
    {
        ErrorCode.Access => W.ErrorCode.Access,
        >= ErrorCode.Other => W.ErrorCode.Io,
        _ => (W.ErrorCode)((int)code + 1),
    };

    public static W.DescriptorType ToV02(this DescriptorType type) => type switch
    {
        DescriptorType.BlockDevice => W.DescriptorType.BlockDevice,
        DescriptorType.CharacterDevice => W.DescriptorType.CharacterDevice,
        DescriptorType.Directory => W.DescriptorType.Directory,
        DescriptorType.Fifo => W.DescriptorType.Fifo,
        DescriptorType.SymbolicLink => W.DescriptorType.SymbolicLink,
        DescriptorType.RegularFile => W.DescriptorType.RegularFile,
        DescriptorType.Socket => W.DescriptorType.Socket,
        _ => W.DescriptorType.Unknown,
    };

    public static W.DescriptorStat ToV02(this DescriptorStat stat) => new(
        stat.Type.ToV02(), stat.LinkCount, stat.Size,
        stat.DataAccessTimestamp?.ToDatetime(), stat.DataModificationTimestamp?.ToDatetime(), stat.StatusChangeTimestamp?.ToDatetime());

    public static NewTimestamp ToDomain(this W.NewTimestamp timestamp) => timestamp switch
    {
        W.NewTimestamp.Now => NewTimestamp.Now,
        W.NewTimestamp.Timestamp { Value: var time } => NewTimestamp.Timestamp(new Instant((long)Math.Min(time.Seconds, long.MaxValue), time.Nanoseconds)),
        _ => NewTimestamp.NoChange,
    };

    public static Result<Unit, W.ErrorCode> ToV02(this Result<Unit, ErrorCode> result) => result.IsOk ? Unit.Value : result.Error.ToV02();

    public static Result<TTo, W.ErrorCode> ToV02<TFrom, TTo>(this Result<TFrom, ErrorCode> result, Func<TFrom, TTo> convert) =>
        result.IsOk ? convert(result.Value) : result.Error.ToV02();
}
