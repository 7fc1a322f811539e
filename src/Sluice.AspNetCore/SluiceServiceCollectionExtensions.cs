using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sluice.AspNetCore.Instances;

namespace Sluice.AspNetCore;

/// <summary>Registers Sluice.</summary>
public static class SluiceServiceCollectionExtensions
{
    /// <summary>Adds what components as endpoints and middleware need.</summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Defaults for all components; each can still change them for itself.</param>
    /// <returns>The same collection.</returns>
    public static IServiceCollection AddSluice(this IServiceCollection services, Action<WasmServiceOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(services);
        services.AddLogging();
        services.AddOptions<WasmServiceOptions>();
        if (configure is not null) services.Configure(configure);
        services.TryAddSingleton<Engine>();
        services.TryAddSingleton<WasmServiceCatalog>();
        return services;
    }

    /// <summary>Adds a check that is unhealthy while an instance of a mapped component cannot be made.</summary>
    /// <param name="builder">The application's health checks.</param>
    /// <param name="name">The check's name.</param>
    /// <returns>The same builder.</returns>
    public static IHealthChecksBuilder AddSluice(this IHealthChecksBuilder builder, string name = "sluice")
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.AddCheck<WasmServiceHealthCheck>(name);
    }
}
