using Sluice.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Client;
using Sluice.Wasi.V03.Wasi.Http.Handler;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.Wasi.Http;

/// <summary>Gives components <c>wasi:http</c>.</summary>
internal static class WasiHttpLinkerExtensions
{
    /// <summary>Adds <c>types</c> and <c>client</c>.</summary>
    public static Linker AddWasiHttp(this Linker linker, Func<Store, WasiHttpOptions> options) => linker
        .AddTypes(store => new HttpTypes(options(store)))
        .AddClient(store => new HttpClientInterface(HttpTransport.Of(options(store))));

    /// <summary>Adds the <c>handler</c> that middleware calls.</summary>
    public static Linker AddHttpHandler(this Linker linker, Func<Store, IHttpHandler> next) =>
        linker.AddHandler(store => new HttpHandlerInterface(next(store)));
}
