using System.IO.Pipes;
using Sluice.Wasi.Cli;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Tests.Cli;

public class UnixOutputStreamTests
{
    [Fact]
    public async Task A_reader_that_has_gone_is_told_as_a_broken_pipe()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no descriptors.");
        using var pipe = new AnonymousPipeServerStream(PipeDirection.Out);
        var reader = new AnonymousPipeClientStream(PipeDirection.In, pipe.ClientSafePipeHandle);
#pragma warning disable CA1416 // The platform is asked for above, in a way that the analyzer does not see.
        using var output = new UnixOutputStream((int)pipe.SafePipeHandle.DangerousGetHandle());
#pragma warning restore CA1416

        output.Write("here"u8);
        var buffer = new byte[4];
        reader.ReadExactly(buffer);
        Assert.Equal("here"u8.ToArray(), buffer);

        reader.Dispose();
        pipe.DisposeLocalCopyOfClientHandle();
        var result = await new WasiOutput(output).WriteAsync("lost"u8.ToArray(), TestContext.Current.CancellationToken);
        Assert.Equal(StdioErrorCode.Pipe, result.Error);
    }
}
