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
        : this(stream, isTerminal, descriptor: null)
    {
    }

    private WasiOutput(Stream stream, bool isTerminal, int? descriptor)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanWrite)
            throw new ArgumentException("The stream is not writable.", nameof(stream));
        this.stream = stream;
        this.descriptor = descriptor;
        IsTerminal = isTerminal;
    }

    /// <summary>An output that drops everything.</summary>
    public static WasiOutput Null => new(Stream.Null);

    /// <summary>Whether the guest is told that this is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>The standard output of this process.</summary>
    public static WasiOutput InheritStdout() => Inherit(StandardStreams.Open(StandardStreams.Stdout), !Console.IsOutputRedirected, StandardStreams.Stdout);

    /// <summary>The standard error of this process.</summary>
    public static WasiOutput InheritStderr() => Inherit(StandardStreams.Open(StandardStreams.Stderr), !Console.IsErrorRedirected, StandardStreams.Stderr);

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
    internal async ValueTask<Result<Unit, StdioErrorCode>> WriteAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken = default)
    {
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (this.descriptor is { } descriptor && !IsTerminal) bytes = bytes[StandardStreams.TryWrite(descriptor, bytes.Span)..];
            if (bytes.IsEmpty) return Unit.Value;
            if (NeverWaits)
            {
                stream.Write(bytes.Span);
                stream.Flush();
            }
            else
            {
                await stream.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
                await stream.FlushAsync(cancellationToken).ConfigureAwait(false);
            }

            return Unit.Value;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return StdioErrors.FromException(exception);
        }
        finally
        {
            gate.Release();
        }
    }

    private static WasiOutput Inherit(Stream stream, bool isTerminal, int descriptor) => new(stream, isTerminal, descriptor);

    private bool NeverWaits => (IsTerminal && descriptor is not null) || stream is MemoryStream || ReferenceEquals(stream, Stream.Null);
}
