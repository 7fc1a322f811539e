using System.Net;
using Microsoft.AspNetCore.Builder;

namespace Sluice.AspNetCore.Tests;

/// <summary>Components of wasi-testsuite that real toolchains have made.</summary>
public class SuiteTests
{
    private static Task<TestApplication> StartAsync(string name, Action<WasmServiceOptions>? configure = null)
    {
        var suites = Environment.GetEnvironmentVariable("SLUICE_SUITES");
        Assert.SkipWhen(string.IsNullOrEmpty(suites), "SLUICE_SUITES names no folder of suites.");
        var component = Path.Combine(suites!, "wasi-testsuite", "tests", "rust", "testsuite", "wasm32-wasip3", name);
        return TestApplication.StartAsync(app => app.MapWasmService("/{**path}", component), configure);
    }

    [Fact]
    public async Task A_request_has_a_scheme_and_an_authority()
    {
        await using var app = await StartAsync("http-service-uri.wasm");

        using var response = await app.Client.GetAsync("/whoami");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    public async Task Requests_are_echoed_by_instances_that_serve_several_at_once(int concurrentReuse)
    {
        await using var app = await StartAsync("http-service-echo.wasm", options => options.MaxInstanceConcurrentReuseCount = concurrentReuse);
        var bodies = Enumerable.Range(0, 40).Select(static i => new string((char)('a' + i % 26), 1 + i * 3000)).ToArray();

        var echoes = await Task.WhenAll(bodies.Select(async body =>
        {
            using var response = await app.Client.PostAsync("/echo", new StringContent(body));
            return await response.Content.ReadAsStringAsync();
        }));

        Assert.Equal(bodies, echoes);
        if (concurrentReuse > 1) Assert.True(app.Service.Pool.InstanceCount < bodies.Length);
    }

    [Fact]
    public async Task Middleware_and_service_need_not_know_of_each_other()
    {
        await using var app = await StartAsync("http-service-echo.wasm", static options => options.Middleware.Add(TestApplication.Guest("middleware.wat")));

        using var response = await app.Client.PostAsync("/echo", new StringContent("through two guests"));

        Assert.Equal("through two guests", await response.Content.ReadAsStringAsync());
    }
}
