using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Sluice.AspNetCore.Exchange;
using Sluice.AspNetCore.Instances;

namespace Sluice.AspNetCore;

/// <summary>Components in the pipeline of an application.</summary>
public static class WasmEndpointExtensions
{
    /// <summary>
    /// Has a component answer the requests of a route. It exports <c>wasi:http/handler</c>, or else <c>wasi:http/incoming-handler</c> of
    /// WASI 0.2, and sees the whole path.
    /// </summary>
    /// <param name="endpoints">The application's endpoints.</param>
    /// <param name="pattern">The route's pattern, such as <c>/api/{**path}</c>.</param>
    /// <param name="component">The component's file, binary or text; relative to the current directory.</param>
    /// <param name="configure">How its instances are run.</param>
    /// <exception cref="InvalidOperationException"><see cref="SluiceServiceCollectionExtensions.AddSluice(IServiceCollection, Action{WasmServiceOptions}?)"/> was not called.</exception>
    /// <exception cref="MalformedException">The file is no component.</exception>
    /// <exception cref="InvalidException">The component breaks a validation rule.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEndpointConventionBuilder MapWasmService(
        this IEndpointRouteBuilder endpoints, string pattern, string component, Action<WasmServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
        ArgumentNullException.ThrowIfNull(pattern);
        ArgumentNullException.ThrowIfNull(component);
        var service = CatalogOf(endpoints.ServiceProvider).Add(component, configure, isMiddleware: false);
        return endpoints.Map(pattern, context => new HttpExchange(context, service, next: null).RunAsync()).WithDisplayName($"{pattern} → {service.Name}");
    }

    /// <summary>
    /// Puts a component before the rest of the pipeline. It exports <c>wasi:http/handler</c>, and the <c>wasi:http/handler</c> that it
    /// imports is whatever comes next. An instance serves one request at a time.
    /// </summary>
    /// <param name="app">The application.</param>
    /// <param name="component">The component's file, binary or text; relative to the current directory.</param>
    /// <param name="configure">How its instances are run.</param>
    /// <inheritdoc cref="MapWasmService" path="/exception"/>
    public static IApplicationBuilder UseWasmMiddleware(this IApplicationBuilder app, string component, Action<WasmServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(component);
        var service = CatalogOf(app.ApplicationServices).Add(component, configure, isMiddleware: true);
        return app.Use(next => context => new HttpExchange(context, service, next).RunAsync());
    }

    private static WasmServiceCatalog CatalogOf(IServiceProvider services) =>
        services.GetService<WasmServiceCatalog>() ?? throw new InvalidOperationException("Call services.AddSluice() first.");
}
