using System.Text;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Tests.Filesystem;

/// <summary>Reading, writing, sizes, pipes and devices. None of it depends on how paths are resolved.</summary>
public sealed class DataTests() : DescriptorTestBase(PathResolution.Kernel)
{
    private const DescriptorFlags ReadWrite = DescriptorFlags.Read | DescriptorFlags.Write;
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(20);

    [Fact]
    public async Task Data_is_read_where_it_was_written()
    {
        using Descriptor file = Open("file", openFlags: OpenFlags.Create, flags: ReadWrite).Value;
        Assert.Equal(5, (await file.WriteAsync(3, "hello"u8.ToArray())).Value);
        Assert.Equal(2, (await file.WriteAsync(0, "ab"u8.ToArray())).Value);
        Assert.Equal("ab\0hello", await ReadText(file));
        byte[] buffer = new byte[4];
        Assert.Equal(2, (await file.ReadAsync(6, buffer)).Value);
        Assert.Equal(0, (await file.ReadAsync(8, buffer)).Value);
        Assert.Equal(0, (await file.ReadAsync(1_000_000, buffer)).Value);
        Assert.Equal(0, (await file.ReadAsync(0, Memory<byte>.Empty)).Value);
        AssertError(ErrorCode.Invalid, await file.ReadAsync(ulong.MaxValue, buffer));
        AssertError(ErrorCode.Invalid, await file.WriteAsync(1UL << 63, buffer));
    }

    [Fact]
    public async Task Appending_goes_to_the_end_whoever_else_appends()
    {
        using Descriptor one = Open("file", openFlags: OpenFlags.Create, flags: ReadWrite).Value;
        using Descriptor two = Open("file", flags: DescriptorFlags.Write).Value;
        byte[] line = Encoding.UTF8.GetBytes("0123456789\n");
        Task[] writers = [.. new[] { one, two }.Select(file => Task.Run(async () =>
        {
            for (int i = 0; i < 500; i++)
                Assert.Equal(line.Length, (await file.AppendAsync(line)).Value);
        }))];
        await Task.WhenAll(writers);
        string[] lines = File.ReadAllLines(InRoot("file"));
        Assert.Equal(1000, lines.Length);
        Assert.All(lines, text => Assert.Equal("0123456789", text));
    }

    [Fact]
    public async Task Large_transfers_leave_the_callers_thread_and_arrive_whole()
    {
        byte[] data = new byte[3 * Descriptor.LargestInlineTransfer];
        new System.Random(1).NextBytes(data);
        using Descriptor file = Open("file", openFlags: OpenFlags.Create, flags: ReadWrite).Value;
        Assert.Equal(data.Length, (await file.WriteAsync(0, data)).Value);
        Assert.Equal(data.Length, (await file.AppendAsync(data)).Value);
        byte[] read = new byte[2 * data.Length];
        Assert.Equal(read.Length, (await file.ReadAsync(0, read)).Value);
        Assert.Equal(data, read[..data.Length]);
        Assert.Equal(data, read[data.Length..]);
        AssertOk(await file.SyncDataAsync());
        AssertOk(await file.SyncAsync());
        AssertOk(await Root.SyncAsync());
    }

    [Fact]
    public async Task Flags_decide_over_reading_and_writing()
    {
        WriteFile("file", "text");
        byte[] buffer = new byte[4];
        using Descriptor reader = Open("file").Value;
        using Descriptor writer = Open("file", flags: DescriptorFlags.Write).Value;
        AssertError(ErrorCode.BadDescriptor, await reader.WriteAsync(0, buffer));
        AssertError(ErrorCode.BadDescriptor, await reader.AppendAsync(buffer));
        AssertError(ErrorCode.Invalid, reader.SetSize(0));
        AssertOk(await reader.SyncAsync());
        AssertError(ErrorCode.BadDescriptor, await writer.ReadAsync(0, buffer));
        AssertError(ErrorCode.BadDescriptor, await Root.ReadAsync(0, buffer));
        AssertError(ErrorCode.BadDescriptor, await Root.WriteAsync(0, buffer));
        AssertError(ErrorCode.BadDescriptor, Root.SetSize(0));
        AssertError(ErrorCode.BadDescriptor, Root.Advise(0, 0, Advice.Normal));
    }

    [Theory]
    [InlineData(OpenFlags.None, DescriptorFlags.None, DescriptorFlags.Read)]
    [InlineData(OpenFlags.None, DescriptorFlags.Write, DescriptorFlags.Write)]
    [InlineData(OpenFlags.Create, DescriptorFlags.None, ReadWrite)]
    [InlineData(OpenFlags.Create, DescriptorFlags.Read, ReadWrite)]
    [InlineData(OpenFlags.Create, DescriptorFlags.Write, DescriptorFlags.Write)]
    [InlineData(OpenFlags.Exclusive, DescriptorFlags.None, DescriptorFlags.Read)]
    [InlineData(OpenFlags.None, DescriptorFlags.Read | DescriptorFlags.MutateDirectory, DescriptorFlags.Read)]
    [InlineData(OpenFlags.None, ReadWrite | DescriptorFlags.DataIntegritySync, ReadWrite | DescriptorFlags.DataIntegritySync)]
    public void A_file_has_the_flags_that_were_asked_for_and_implied(object openFlags, object asked, object expected)
    {
        WriteFile("file");
        using Descriptor file = Open("file", openFlags: (OpenFlags)openFlags, flags: (DescriptorFlags)asked).Value;
        Assert.Equal((DescriptorFlags)expected, file.Flags);
    }

    [Fact]
    public void Sizes_change_at_once_for_every_descriptor()
    {
        using Descriptor file = Open("file", openFlags: OpenFlags.Create | OpenFlags.Exclusive, flags: ReadWrite).Value;
        using Descriptor other = Open("file").Value;
        AssertOk(file.SetSize(42));
        Assert.Equal(42u, other.Stat().Value.Size);
        AssertError(ErrorCode.Exist, Open("file", openFlags: OpenFlags.Create | OpenFlags.Exclusive));
        AssertOk(Open("file", openFlags: OpenFlags.Truncate, flags: ReadWrite));
        Assert.Equal(0u, other.Stat().Value.Size);
        AssertError(ErrorCode.Invalid, file.SetSize(ulong.MaxValue));
        AssertOk(Root.UnlinkFileAt("file"));
        AssertOk(file.SetSize(7));
        Assert.Equal(7u, other.Stat().Value.Size);
        Assert.Equal(0u, other.Stat().Value.LinkCount);
    }

    [Fact]
    public async Task A_file_that_is_truncated_while_it_is_read_ends_there()
    {
        using Descriptor file = Open("file", openFlags: OpenFlags.Create, flags: ReadWrite).Value;
        AssertOk(file.SetSize(100_000));
        byte[] buffer = new byte[4096];
        Assert.Equal(4096, (await file.ReadAsync(0, buffer)).Value);
        AssertOk(file.SetSize(5000));
        Assert.Equal(904, (await file.ReadAsync(4096, buffer)).Value);
        Assert.Equal(0, (await file.ReadAsync(5000, buffer)).Value);
    }

    [Fact]
    public async Task A_file_that_grows_while_it_is_read_goes_on()
    {
        WriteFile("file", "begin");
        using Descriptor file = Open("file").Value;
        byte[] buffer = new byte[4096];
        Assert.Equal(5, (await file.ReadAsync(0, buffer)).Value);
        Assert.Equal(0, (await file.ReadAsync(5, buffer)).Value);
        File.AppendAllText(InRoot("file"), "end");
        Assert.Equal(3, (await file.ReadAsync(5, buffer)).Value);
    }

    [Fact]
    public void Advice_is_taken_for_any_range()
    {
        WriteFile("file", "text");
        using Descriptor file = Open("file").Value;
        foreach (Advice advice in Enum.GetValues<Advice>())
        {
            AssertOk(file.Advise(0, 0, advice));
            AssertOk(file.Advise(4096, 1 << 30, advice));
            AssertError(ErrorCode.Invalid, file.Advise(0, ulong.MaxValue, advice));
        }
    }

    [Fact]
    public async Task A_fifo_is_opened_and_waited_for_without_blocking_the_caller()
    {
        MakeFifo("fifo");
        AssertError(ErrorCode.NoSuchDevice, Open("fifo", flags: DescriptorFlags.Write));
        using Descriptor reader = Open("fifo").Value;
        Assert.Equal(DescriptorType.Fifo, reader.Type);
        byte[] buffer = new byte[16];
        Task<Result<int, ErrorCode>> read = reader.ReadAsync(0, buffer).AsTask();
        Assert.False(await CompletesSoon(read), "There is no writer yet: neither data nor an end.");

        Descriptor writer = Open("fifo", flags: DescriptorFlags.Write).Value;
        Assert.Equal(5, (await writer.WriteAsync(99, "hello"u8.ToArray())).Value);
        Assert.Equal(5, (await read.WaitAsync(s_limit)).Value);
        Task<Result<int, ErrorCode>> end = reader.ReadAsync(0, buffer).AsTask();
        writer.Dispose();
        Assert.Equal(0, (await end.WaitAsync(s_limit)).Value);
    }

    [Fact]
    public async Task A_full_fifo_is_written_to_when_it_drains_and_reports_a_gone_reader()
    {
        MakeFifo("fifo");
        Descriptor reader = Open("fifo").Value;
        using Descriptor writer = Open("fifo", flags: DescriptorFlags.Write).Value;
        byte[] chunk = new byte[64 * 1024];
        Task<Result<int, ErrorCode>> write;
        int filled = 0;
        while (await CompletesSoon(write = writer.WriteAsync(0, chunk).AsTask()))
            filled += (await write).Value;
        Assert.True(filled > 0);
        while (!write.IsCompleted && filled > 0)
            filled -= (await reader.ReadAsync(0, chunk).AsTask().WaitAsync(s_limit)).Value;
        Assert.True((await write.WaitAsync(s_limit)).IsOk);
        reader.Dispose();
        AssertError(ErrorCode.Pipe, await writer.WriteAsync(0, chunk).AsTask().WaitAsync(s_limit));
    }

    [Fact]
    public async Task A_wait_for_a_fifo_ends_with_its_cancellation_or_its_descriptor()
    {
        MakeFifo("fifo");
        Descriptor reader = Open("fifo").Value;
        using CancellationTokenSource source = new(50);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => reader.ReadAsync(0, new byte[1], source.Token).AsTask().WaitAsync(s_limit));

        Task<Result<int, ErrorCode>> read = reader.ReadAsync(0, new byte[1]).AsTask();
        reader.Dispose();
        AssertError(ErrorCode.BadDescriptor, await read.WaitAsync(s_limit));
    }

    [Fact]
    public async Task Devices_are_streams()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "No devices.");
        using Descriptor devices = Descriptor.OpenPreopen(Host, Files, "/dev", readOnly: false).Value;
        using Descriptor zero = devices.OpenAt(NoFollow, "zero", OpenFlags.None, DescriptorFlags.Read).Value;
        using Descriptor full = devices.OpenAt(NoFollow, "full", OpenFlags.None, DescriptorFlags.Write).Value;
        Assert.Equal(DescriptorType.CharacterDevice, zero.Type);
        byte[] buffer = [1, 2, 3];
        Assert.Equal(3, (await zero.ReadAsync(ulong.MaxValue, buffer)).Value);
        Assert.Equal([0, 0, 0], buffer);
        AssertError(ErrorCode.InsufficientSpace, await full.WriteAsync(0, buffer));
        AssertError(ErrorCode.InvalidSeek, zero.Advise(0, 0, Advice.Normal));
    }

    [Fact]
    public async Task A_full_disk_reports_insufficient_space()
    {
        Directory.CreateDirectory(InRoot("small"));
        Assert.SkipUnless(Native.mount("none", InRoot("small"), "tmpfs", 0, "size=64k") == 0, "Mounting is not permitted.");
        try
        {
            using Descriptor file = Open("small/file", openFlags: OpenFlags.Create, flags: ReadWrite).Value;
            byte[] chunk = new byte[16 * 1024];
            ulong written = 0;
            Result<int, ErrorCode> result;
            while ((result = await file.WriteAsync(written, chunk)).IsOk && written < 1 << 20)
                written += (ulong)result.Value;
            AssertError(ErrorCode.InsufficientSpace, result);
            AssertError(ErrorCode.InsufficientSpace, await file.AppendAsync(chunk));
            Assert.Equal(64u * 1024, written);
            AssertError(ErrorCode.CrossDevice, Root.RenameAt("small/file", Root, "file"));
            AssertError(ErrorCode.CrossDevice, Root.LinkAt(NoFollow, "small/file", Root, "file"));
            AssertError(ErrorCode.Busy, Root.RemoveDirectoryAt("small"));
        }
        finally
        {
            Assert.Equal(0, Native.umount2(InRoot("small"), 2));
        }
    }

    private static async Task<bool> CompletesSoon(Task task) => await Task.WhenAny(task, Task.Delay(100)) == task;
}
