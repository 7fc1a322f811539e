using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Cli;

/// <summary>
/// Where a guest's standard output or error goes. Several writers may share one: each chunk arrives whole, and is flushed before its write completes.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim without a wait handle holds no resources.")]
public sealed class WasiOutput
{
    private readonly Stream stream;
    private readonly int? descriptor;
    private readonly SemaphoreSlim gate = new(1, 1);

    /// <summary>Writes to a stream, which stays the caller's to dispose of.</summary>
    /// <param name="stream">A writable stream.</param>
    /// <param name="isTerminal">Whether the guest is told that this is a terminal.</param>
    /// <exception cref="ArgumentException">The stream cannot be written to.</exception>
    public WasiOutput(Stream stream, bool isTerminal = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("The stream is not writable.", nameof(stream));
        this.stream = stream;
        IsTerminal = isTerminal;
    }

    private WasiOutput(int descriptor)
    {
        stream = StandardStreams.Open(descriptor);
        this.descriptor = descriptor;
        IsTerminal = StandardStreams.IsTerminal(descriptor);
    }

    /// <summary>An output that drops everything.</summary>
    public static WasiOutput Null => new(Stream.Null);

    /// <summary>Whether the guest is told that this is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>The standard output of this process.</summary>
    public static WasiOutput InheritStdout() => new(StandardStreams.Stdout);

    /// <summary>The standard error of this process.</summary>
    public static WasiOutput InheritStderr() => new(StandardStreams.Stderr);

    /// <summary>Collects what is written.</summary>
    /// <param name="captured">Gives everything written so far, as UTF-8 text; may be called at any time, from any thread.</param>
    public static WasiOutput Capture(out Func<string> captured)
    {
        MemoryStream stream = new();
        WasiOutput output = new(stream);
        captured = () =>
        {
            // For as long as one write into memory takes: nobody holds the gate of such an output any longer.
            output.gate.Wait();
            try
            {
                return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
            }
            finally
            {
                output.gate.Release();
            }
        };
        return output;
    }

    /// <summary>Completes at once for memory, a terminal, and a standard stream with room; anything else may have a slow reader, and is written to
    /// asynchronously.</summary>
    /// <exception cref="OperationCanceledException">As asked for; a part may have been written.</exception>
    internal ValueTask<Result<Unit, StdioErrorCode>> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default) =>
        !cancellationToken.IsCancellationRequested && gate.Wait(0, CancellationToken.None) ? Write(bytes, cancellationToken) : WriteInTurnAsync(bytes, cancellationToken);

    private async ValueTask<Result<Unit, StdioErrorCode>> WriteInTurnAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        return await Write(bytes, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>With the gate held, and for others to have at the end.</summary>
    private ValueTask<Result<Unit, StdioErrorCode>> Write(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        bool done = true;
        try
        {
            bytes = bytes[WriteAtOnce(bytes.Span)..];
            done = bytes.IsEmpty;
            return done ? new ValueTask<Result<Unit, StdioErrorCode>>(Unit.Value) : WriteRestAsync(bytes, cancellationToken);
        }
        catch (Exception exception) when (IsOutputs(exception))
        {
            return new ValueTask<Result<Unit, StdioErrorCode>>(StdioErrors.FromException(exception));
        }
        finally
        {
            if (done) gate.Release();
        }
    }

    private async ValueTask<Result<Unit, StdioErrorCode>> WriteRestAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        try
        {
            await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            return Unit.Value;
        }
        catch (Exception exception) when (IsOutputs(exception))
        {
            return StdioErrors.FromException(exception);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Writes as much as can be written without waiting.</summary>
    private int WriteAtOnce(ReadOnlySpan<byte> bytes)
    {
        if (descriptor is { } standard && !IsTerminal) return StandardStreams.TryWrite(standard, bytes);
        if (descriptor is null && stream is not MemoryStream && !ReferenceEquals(stream, Stream.Null)) return 0;
        stream.Write(bytes);
        stream.Flush();
        return bytes.Length;
    }

    private static bool IsOutputs(Exception exception) => exception is IOException or ObjectDisposedException or UnauthorizedAccessException;
}
