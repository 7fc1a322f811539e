// https://github.com/WebAssembly/WASI/blob/v0.2.12/proposals/io/wit/error.wit

using Sluice.Wasi.V02.Wasi.Io.Error;

namespace Sluice.Wasi.Io;

/// <summary><c>wasi:io/error.error</c>: why a stream failed, with the code of the interface that it came from.</summary>
/// <param name="code">An error code of the domain, such as <see cref="Filesystem.ErrorCode"/>; interfaces look into it.</param>
internal sealed class IoError(object code) : IError
{
    public object Code { get; } = code;

    public string ToDebugString() => Code.ToString() ?? "";

    public void Dispose() { }
}
