using System.Diagnostics.CodeAnalysis;
using System.Text;
using Sluice.Wasi.Platform;

namespace Sluice.Wasi.Cli;

/// <summary>
/// What a guest reads as its standard input. All guests that share one share its position. Reads never overlap: a second one waits for the first.
/// </summary>
/// <remarks>
/// Many streams, the console's among them, cannot cancel a read that has begun. A cancelled read therefore goes on into a buffer of its own,
/// and the next one gets what it brings: no input is lost, and nothing is written to a guest that is gone.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "A SemaphoreSlim without a wait handle holds no resources.")]
public sealed class WasiInput
{
    private const int LongestRead = 64 * 1024;

    // How much is read ahead for whoever only asks whether there is something: what the guest does not take is gone for others.
    private const int ReadAhead = 4096;

    // As with files: about what a hop to another thread costs.
    private const int LongestReadAtOnce = 256 * 1024;

    private readonly bool isStandard;
    private Stream? stream;
    private readonly SemaphoreSlim gate = new(1, 1);

    // Guarded by the gate: the read under way, and what of its outcome has not been handed out yet.
    private byte[] buffer = [];
    private Task<int>? pending;
    private ReadOnlyMemory<byte> unread;

    /// <summary>Reads from a stream, which stays the caller's to dispose of.</summary>
    /// <param name="stream">A readable stream. A guest's read ends where <see cref="Stream.ReadAsync(Memory{byte}, CancellationToken)"/> does.</param>
    /// <param name="isTerminal">Whether the guest is told that this is a terminal.</param>
    /// <exception cref="ArgumentException">The stream cannot be read.</exception>
    public WasiInput(Stream stream, bool isTerminal = false)
    {
        ArgumentNullException.ThrowIfNull(stream);
        if (!stream.CanRead)
            throw new ArgumentException("The stream is not readable.", nameof(stream));
        this.stream = stream;
        IsTerminal = isTerminal;
    }

    private WasiInput()
    {
        isStandard = true;
        IsTerminal = StandardStreams.IsTerminal(StandardStreams.Stdin);
    }

    /// <summary>An input that is at its end.</summary>
    public static WasiInput Null => new(Stream.Null);

    /// <summary>Whether the guest is told that this is a terminal.</summary>
    public bool IsTerminal { get; }

    /// <summary>The standard input of this process.</summary>
    public static WasiInput Inherit() => new();

    /// <summary>These bytes, then the end. They are not copied.</summary>
    public static WasiInput FromBytes(byte[] bytes) => new(new MemoryStream(bytes, writable: false));

    /// <summary>The text in UTF-8, then the end.</summary>
    public static WasiInput FromText(string text) => FromBytes(Encoding.UTF8.GetBytes(text));

    /// <returns>0 at the end, or if <paramref name="buffer"/> is empty.</returns>
    /// <exception cref="OperationCanceledException">As asked for.</exception>
    internal async ValueTask<Result<int, StdioErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty)
            return 0;
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (unread.IsEmpty)
            {
                if (isStandard && pending is null && ReadAtOnce(buffer.Span) is { } read) return read;
                pending ??= BeginRead(buffer.Length);
                int count = await pending.WaitAsync(cancellationToken).ConfigureAwait(false);
                pending = null;
                unread = this.buffer.AsMemory(0, count);
            }

            int length = Math.Min(buffer.Length, unread.Length);
            unread[..length].CopyTo(buffer);
            unread = unread[length..];
            return length;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            pending = null;
            return StdioErrors.FromException(exception);
        }
        finally
        {
            gate.Release();
        }
    }

    private static int? ReadAtOnce(Span<byte> buffer) =>
        StandardStreams.TryRead(StandardStreams.Stdin, buffer[..Math.Min(buffer.Length, LongestReadAtOnce)]);

    /// <summary>Whether a read would complete at once.</summary>
    /// <returns>The number of bytes that are there at least, 0 at the end; null if a read would wait.</returns>
    internal int? TryGetReadable()
    {
        if (!gate.Wait(0))
            return null;
        try
        {
            return Readable(BeginReadAhead());
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Completes when <see cref="TryGetReadable"/> has an answer, unless somebody reads meanwhile.</summary>
    /// <exception cref="OperationCanceledException">As asked for.</exception>
    internal async Task WaitUntilReadableAsync(CancellationToken cancellationToken)
    {
        Task<int> pending;
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            pending = BeginReadAhead();
        }
        finally
        {
            gate.Release();
        }

        // A failure is for the read to report.
        await ((Task)pending).WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }

    private Task<int> BeginReadAhead()
    {
        if (!unread.IsEmpty)
            return Task.FromResult(unread.Length);
        try
        {
            return pending ??= BeginRead(ReadAhead);
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or UnauthorizedAccessException)
        {
            return pending = Task.FromException<int>(exception);
        }
    }

    private static int? Readable(Task<int> pending) =>
        pending.IsCompletedSuccessfully ? pending.Result : pending.IsCompleted ? 1 : null;

    /// <summary>Asks for no more than the guest does: what it leaves is for whoever reads this input next.</summary>
    private Task<int> BeginRead(int length)
    {
        length = Math.Min(length, LongestRead);
        if (buffer.Length < length)
            buffer = new byte[length];
        // Few guests read the process's input.
        stream ??= StandardStreams.OpenInput();
        return stream.ReadAsync(buffer.AsMemory(0, length), CancellationToken.None).AsTask();
    }
}
