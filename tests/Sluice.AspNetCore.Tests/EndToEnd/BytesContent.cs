using System.Net;

namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>Unlike .NET's own it does not have to be sent before the response is read, which would be in vain here.</summary>
internal sealed class BytesContent(byte[] bytes, bool chunked) : HttpContent
{
    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => stream.WriteAsync(bytes).AsTask();

    protected override bool TryComputeLength(out long length)
    {
        length = bytes.Length;
        return !chunked;
    }
}
