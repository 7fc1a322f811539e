using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Tests.Http;

/// <summary>A body of chunks, then trailers or an error in their place.</summary>
internal sealed class BytesSource(byte[][] chunks, Result<Fields?, ErrorCode>? outcome = null, Func<int, Task>? beforeChunk = null) : BodySource
{
    private int next;

    public override bool IsEmpty => chunks.Length == 0;

    public bool Aborted { get; private set; }

    public override async ValueTask<Result<int, ErrorCode>> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken)
    {
        if (beforeChunk is not null) await beforeChunk(next);
        if (next == chunks.Length) return 0;
        chunks[next].CopyTo(buffer);
        return chunks[next++].Length;
    }

    public override ValueTask<Result<Fields?, ErrorCode>> ReadTrailersAsync(CancellationToken cancellationToken) => new(outcome ?? Result<Fields?, ErrorCode>.Ok(null));

    public override void Abort() => Aborted = true;
}
