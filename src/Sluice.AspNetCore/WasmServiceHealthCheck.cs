using Microsoft.Extensions.Diagnostics.HealthChecks;
using Sluice.AspNetCore.Instances;

namespace Sluice.AspNetCore;

/// <summary>Whether instances can be made of all mapped components, and how many there are.</summary>
internal sealed class WasmServiceHealthCheck(WasmServiceCatalog catalog) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var data = new Dictionary<string, object>();
        var broken = new List<string>();
        foreach (var service in catalog.Services)
        {
            data[service.Name] = $"{service.Pool.InstanceCount} instances, {service.Pool.ActiveRequests} requests";
            if (service.Pool.LastFailure is { } failure) broken.Add($"{service.Name}: {failure.Message}");
        }
        return Task.FromResult(broken.Count == 0
            ? HealthCheckResult.Healthy(data: data)
            : new HealthCheckResult(context.Registration.FailureStatus, string.Join("; ", broken), data: data));
    }
}
