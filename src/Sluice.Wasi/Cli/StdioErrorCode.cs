using System.ComponentModel;

namespace Sluice.Wasi.Cli;

/// <summary><c>wasi:cli/types.error-code</c>.</summary>
internal enum StdioErrorCode : byte
{
    Io,
    IllegalByteSequence,
    Pipe,
}

internal static class StdioErrors
{
    // EPIPE on Unix, ERROR_BROKEN_PIPE and ERROR_NO_DATA on Windows.
    private const int BrokenPipe = 32;
    private const int WindowsBrokenPipe = 109;
    private const int WindowsNoData = 232;

    public static StdioErrorCode FromException(Exception exception)
    {
        int code = exception.InnerException is Win32Exception inner ? inner.NativeErrorCode : exception.HResult & 0xffff;
        bool broken = OperatingSystem.IsWindows() ? code is WindowsBrokenPipe or WindowsNoData : code == BrokenPipe;
        return broken ? StdioErrorCode.Pipe : StdioErrorCode.Io;
    }
}
