using Sluice.Wasi.Streams;
using Sluice.Wasi.V03.Wasi.Cli.Stderr;
using Sluice.Wasi.V03.Wasi.Cli.Stdin;
using Sluice.Wasi.V03.Wasi.Cli.Stdout;
using ErrorCode = Sluice.Wasi.V03.Wasi.Cli.Types.ErrorCode;

namespace Sluice.Wasi.Cli;

/// <summary><c>wasi:cli/stdin</c>, <c>stdout</c> and <c>stderr</c>.</summary>
internal sealed class StdioInterfaces(WasiContext context) : IStdin, IStdout, IStderr
{
    public (ComponentStream<byte>, ComponentFuture<Result<Unit, ErrorCode>>) ReadViaStream() =>
        StreamPump.Produce<ErrorCode>(async (buffer, cancellation) =>
            (await context.Stdin.ReadAsync(buffer, cancellation).ConfigureAwait(false)).TryGetValue(out var count, out var error)
                ? count
                : (ErrorCode)error);

    ComponentFuture<Result<Unit, ErrorCode>> IStdout.WriteViaStream(ComponentStream<byte> data) => Write(data, context.Stdout);

    ComponentFuture<Result<Unit, ErrorCode>> IStderr.WriteViaStream(ComponentStream<byte> data) => Write(data, context.Stderr);

    private static ComponentFuture<Result<Unit, ErrorCode>> Write(ComponentStream<byte> data, WasiOutput output) =>
        StreamPump.Consume(data, output.WriteAsync, static error => (ErrorCode)error);
}
