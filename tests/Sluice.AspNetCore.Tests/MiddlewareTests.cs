using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Sluice.AspNetCore.Tests;

public class MiddlewareTests
{
    [Fact]
    public async Task The_rest_of_the_pipeline_is_what_a_middleware_calls()
    {
        await using var app = await TestApplication.StartAsync(static app =>
        {
            app.UseWasmMiddleware(TestApplication.Guest("middleware.wat"));
            app.Run(static async context =>
            {
                using var reader = new StreamReader(context.Request.Body);
                var text = await reader.ReadToEndAsync();
                context.Response.StatusCode = StatusCodes.Status202Accepted;
                context.Response.Headers["x-path"] = context.Request.Path + context.Request.QueryString;
                await context.Response.WriteAsync($"{context.Request.Method} {text}");
            });
        });

        using var response = await app.Client.PostAsync("/a/b?c=d", new StringContent("body", Encoding.ASCII));

        Assert.True(response.StatusCode == HttpStatusCode.Accepted, string.Join('\n', app.Log));
        Assert.Equal("POST body", await response.Content.ReadAsStringAsync());
        Assert.Equal("/a/b?c=d", Assert.Single(response.Headers.GetValues("x-path")));
    }

    [Fact]
    public async Task An_exception_behind_a_middleware_is_a_server_error()
    {
        await using var app = await TestApplication.StartAsync(static app =>
        {
            app.UseWasmMiddleware(TestApplication.Guest("middleware.wat"));
            app.Run(static _ => throw new InvalidOperationException("broken"));
        });

        using var response = await app.Client.GetAsync("/");

        Assert.True((int)response.StatusCode >= 500);
    }

    [Fact]
    public async Task Components_that_can_be_instantiated_are_healthy()
    {
        await using var app = await TestApplication.StartAsync(
            static app =>
            {
                app.MapWasmService("/guest/{**path}", TestApplication.Guest("service.wat"));
                app.MapHealthChecks("/health");
            },
            services: static services => services.AddHealthChecks().AddSluice());

        Assert.Equal("Healthy", await app.Client.GetStringAsync("/health"));
    }

    [Fact]
    public async Task A_component_whose_imports_are_missing_is_unhealthy()
    {
        await using var app = await TestApplication.StartAsync(
            static app =>
            {
                app.MapWasmService("/guest", TestApplication.Guest("middleware.wat"));
                app.MapHealthChecks("/health");
            },
            services: static services => services.AddHealthChecks().AddSluice());

        using var response = await app.Client.GetAsync("/guest");
        using var health = await app.Client.GetAsync("/health");

        Assert.Equal(HttpStatusCode.InternalServerError, response.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        Assert.Contains(app.Log, static line => line.Contains("wasi:http/handler", StringComparison.Ordinal));
    }
}
