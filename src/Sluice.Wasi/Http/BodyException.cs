using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Carries an error of a body through .NET's HTTP stack, which knows exceptions only.</summary>
internal sealed class BodyException(ErrorCode error) : IOException
{
    public ErrorCode Error { get; } = error;
}
