using System.Globalization;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http.Client;

/// <summary>The body of a response that comes over HTTP/1.1: counted, chunked, or ended by the connection.</summary>
internal sealed class Http1ResponseBody : BodySource
{
    private const int ChunkHeaderBytes = 4 << 10;

    private readonly Http1Connection connection;
    private readonly Http1Framing framing;
    private readonly bool persistent;
    private readonly TimeSpan betweenBytes;
    private readonly int fieldLimit;
    private readonly CancellationToken requestFailed;

    // What is left of the body or of the chunk that is being read.
    private ulong remaining;
    private bool afterChunk;
    private Task<Result<Unit, ErrorCode>>? chunkHeader;
    private bool ended;
    private Fields? trailers;
    private int closed;

    /// <param name="persistent">Whether the connection is good for another exchange after the body.</param>
    /// <param name="requestFailed">Fires when the request's body broke off, and the connection with it.</param>
    public Http1ResponseBody(Http1Connection connection, Http1Framing framing, bool persistent, TimeSpan betweenBytes, int fieldLimit, CancellationToken requestFailed)
    {
        this.connection = connection;
        this.framing = framing;
        this.persistent = persistent;
        this.betweenBytes = betweenBytes;
        this.fieldLimit = fieldLimit;
        this.requestFailed = requestFailed;
        remaining = framing.Length ?? 0;
        if (framing.Length == 0) End();
    }

    public override bool IsEmpty => framing.Length == 0;

    public override async ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (ended) return 0;
        using var pause = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, requestFailed);
        pause.CancelAfter(betweenBytes);
        try
        {
            if (framing.IsChunked && remaining == 0)
            {
                // A reader that gives up in the middle of it may come back.
                chunkHeader ??= ReadChunkHeaderAsync();
                var next = await chunkHeader.WaitAsync(pause.Token).ConfigureAwait(false);
                chunkHeader = null;
                if (next.IsError) return Fail(next.Error);
                if (ended) return 0;
            }
            if (!framing.UntilClose && (ulong)buffer.Length > remaining) buffer = buffer[..(int)remaining];
            var count = await connection.ReadAsync(buffer, pause.Token).ConfigureAwait(false);
            if (count == 0)
            {
                if (!framing.UntilClose) return Fail(new ErrorCode.HttpResponseIncomplete());
                End();
                return 0;
            }
            if (!framing.UntilClose) remaining -= (ulong)count;
            if (framing.Length is not null && remaining == 0) End();
            return count;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return Fail(requestFailed.IsCancellationRequested ? new ErrorCode.ConnectionTerminated() : new ErrorCode.ConnectionReadTimeout());
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return Fail(exception is EndOfStreamException ? new ErrorCode.HttpResponseIncomplete() : HttpErrors.FromException(exception));
        }
    }

    public override ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken) => new(Result<Fields?, ErrorCode>.Ok(trailers));

    public override void Abort() => Close(reuse: false);

    //   size [;extensions] CRLF  bytes CRLF   …   0 CRLF  trailers  CRLF
    private async Task<Result<Unit, ErrorCode>> ReadChunkHeaderAsync()
    {
        var cancellationToken = CancellationToken.None;
        if (afterChunk && await connection.ReadLineAsync(1, cancellationToken).ConfigureAwait(false) is not { Length: 0 }) return new ErrorCode.HttpProtocolError();
        afterChunk = true;
        if (await connection.ReadLineAsync(ChunkHeaderBytes, cancellationToken).ConfigureAwait(false) is not { } line) return new ErrorCode.HttpProtocolError();
        var semicolon = Array.IndexOf(line, (byte)';');
        var digits = (semicolon < 0 ? line.AsSpan() : line.AsSpan(0, semicolon)).Trim(" \t"u8);
        if (!ulong.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out remaining)) return new ErrorCode.HttpProtocolError();
        if (remaining > 0) return Unit.Value;

        if (!(await Http1Fields.ReadAsync(connection, fieldLimit, cancellationToken).ConfigureAwait(false)).TryGetValue(out var fields, out var fault))
            return fault switch
            {
                Http1FieldFault.TooLarge => new ErrorCode.HttpResponseTrailerSectionSize((uint)fieldLimit),
                _ => new ErrorCode.HttpProtocolError(),
            };
        if (fields.Count > 0) trailers = Fields.FromWire(fields, fieldLimit);
        End();
        return Unit.Value;
    }

    private ErrorCode Fail(ErrorCode error)
    {
        Close(reuse: false);
        return error;
    }

    private void End()
    {
        ended = true;
        Close(reuse: persistent);
    }

    private void Close(bool reuse)
    {
        if (Interlocked.Exchange(ref closed, 1) != 0) return;
        if (reuse) connection.Finish();
        else connection.Dispose();
    }
}
