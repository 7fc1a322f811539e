using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Reading the futures of guests that may stop running at any time.</summary>
internal static class GuestFutures
{
    /// <summary>What is reported for a guest that has gone.</summary>
    public static ErrorCode Lost => new ErrorCode.InternalError("the guest has gone");

    /// <summary>The future's value, or <see cref="Lost"/>.</summary>
    public static async Task<Result<Unit, ErrorCode>> ReadOrLostAsync(this ComponentFuture<Result<Unit, ErrorCode>> future)
    {
        try
        {
            return await future.ReadAsync().ConfigureAwait(false);
        }
        catch (InvalidOperationException)
        {
            return Lost;
        }
        finally
        {
            future.Dispose();
        }
    }
}
