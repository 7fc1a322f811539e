using System.IO.Pipes;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Cli;

public sealed class LinuxInstantIoTests : IDisposable
{
    private readonly AnonymousPipeServerStream writer = new(PipeDirection.Out);
    private readonly AnonymousPipeClientStream reader;

    public LinuxInstantIoTests()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Other systems have no such calls.");
        reader = new AnonymousPipeClientStream(PipeDirection.In, writer.GetClientHandleAsString());
    }

    private int ReadEnd => (int)reader.SafePipeHandle.DangerousGetHandle();

    private int WriteEnd => (int)writer.SafePipeHandle.DangerousGetHandle();

    public void Dispose()
    {
        reader.Dispose();
        writer.Dispose();
    }

    [Fact]
    public void What_is_there_is_read_and_nothing_is_waited_for()
    {
        var buffer = new byte[10];
        Assert.Null(LinuxInstantIo.TryRead(ReadEnd, buffer));
        writer.Write("abc"u8);

        var count = LinuxInstantIo.TryRead(ReadEnd, buffer);

        // Old kernels cannot do it with pipes.
        Assert.SkipWhen(count is null, "The kernel cannot read pipes in this way.");
        Assert.Equal("abc"u8.ToArray(), buffer[..count.Value]);
        Assert.Null(LinuxInstantIo.TryRead(ReadEnd, buffer));
        writer.Dispose();
        Assert.Equal(0, LinuxInstantIo.TryRead(ReadEnd, buffer));
    }

    [Fact]
    public void What_there_is_room_for_is_written()
    {
        var total = 0;
        var chunk = new byte[100_000];
        while (LinuxInstantIo.TryWrite(WriteEnd, chunk) is { } count) total += count;
        Assert.SkipWhen(total == 0, "The kernel cannot write to pipes in this way.");
        Assert.Equal(0, StandardStreams.TryWrite(WriteEnd, chunk));
        Assert.Equal(0, StandardStreams.TryWrite(WriteEnd, chunk.AsSpan(0, 10)));

        reader.ReadExactly(new byte[total]);

        Assert.Equal(10, StandardStreams.TryWrite(WriteEnd, chunk.AsSpan(0, 10)));
    }

    [Fact]
    public void A_reader_that_has_gone_is_an_error()
    {
        writer.DisposeLocalCopyOfClientHandle();
        reader.Dispose();
        Assert.Throws<IOException>(() => StandardStreams.TryWrite(WriteEnd, new byte[10]));
    }
}
