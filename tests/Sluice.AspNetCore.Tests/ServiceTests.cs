using System.Net;
using System.Text;

namespace Sluice.AspNetCore.Tests;

public class ServiceTests
{
    [Fact]
    public async Task A_guest_answers_without_a_body()
    {
        await using var app = await TestApplication.StartServiceAsync();

        using var response = await app.Client.GetAsync("/ok");

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task A_guest_answers_with_a_body_from_its_memory()
    {
        await using var app = await TestApplication.StartServiceAsync();

        for (var i = 0; i < 5; i++) Assert.Equal("hello", await app.Client.GetStringAsync("/body"));

        Assert.Equal(1, app.Service.Pool.InstanceCount);
        Assert.DoesNotContain(app.Log, static line => line.StartsWith("Error", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_request_body_can_become_the_response_body()
    {
        await using var app = await TestApplication.StartServiceAsync();
        var text = string.Concat(Enumerable.Range(0, 50_000).Select(static i => $"{i},"));

        using var response = await app.Client.PostAsync("/echo", new StringContent(text, Encoding.ASCII));

        Assert.Equal(text, await response.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("/trap", HttpStatusCode.InternalServerError)]
    [InlineData("/memory", HttpStatusCode.InternalServerError)]
    [InlineData("/loop", HttpStatusCode.GatewayTimeout)]
    [InlineData("/yield", HttpStatusCode.GatewayTimeout)]
    [InlineData("/error", HttpStatusCode.InternalServerError)]
    public async Task A_guest_that_fails_is_a_server_error_with_a_log_line_and_nobody_else_is_harmed(string path, HttpStatusCode status)
    {
        await using var app = await TestApplication.StartServiceAsync(static options =>
        {
            options.Timeout = TimeSpan.FromSeconds(2);
            options.Limits = options.Limits with { MemoryBytes = 64 << 20 };
        });
        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));

        var failing = app.Client.GetAsync(path);
        var well = app.Client.GetStringAsync("/body");

        using var failed = await failing;
        Assert.Equal(status, failed.StatusCode);
        Assert.Equal("hello", await well);
        Assert.Contains(app.Log, line => line.StartsWith("Error Sluice:", StringComparison.Ordinal) && line.Contains(path, StringComparison.Ordinal));
        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));
    }

    [Fact]
    public async Task A_guest_that_answers_twice_is_not_asked_again()
    {
        await using var app = await TestApplication.StartServiceAsync();

        try
        {
            using var response = await app.Client.GetAsync("/twice");
            Assert.False(response.IsSuccessStatusCode);
        }
        catch (HttpRequestException)
        {
            // The first answer was on its way already.
        }

        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));
    }

    [Fact]
    public async Task A_guest_that_traps_after_its_response_is_not_asked_again()
    {
        await using var app = await TestApplication.StartServiceAsync(static options => options.IdleInstanceTimeout = TimeSpan.FromMinutes(1));

        using var response = await app.Client.GetAsync("/after");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        await TestApplication.Eventually(() => !app.Service.Pool.IsWorking);

        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));
        Assert.Contains(app.Log, static line => line.Contains("has trapped after its last response", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_client_that_leaves_is_noticed()
    {
        await using var app = await TestApplication.StartServiceAsync();
        using (var impatience = new CancellationTokenSource(TimeSpan.FromMilliseconds(500)))
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => app.Client.GetAsync("/yield", impatience.Token));

        await TestApplication.Eventually(() => app.Service.Pool.InstanceCount == 0);
    }

    [Fact]
    public async Task A_body_that_never_ends_is_broken_off()
    {
        await using var app = await TestApplication.StartServiceAsync(static options => options.Timeout = TimeSpan.FromSeconds(1));

        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Client.GetStringAsync("/leak"));

        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));
    }

    [Fact]
    public async Task Instances_are_replaced_after_so_many_requests_and_let_go_once_their_guests_rest()
    {
        await using var app = await TestApplication.StartServiceAsync(static options =>
        {
            options.MaxInstanceReuseCount = 1;
            // Not because they are idle.
            options.IdleInstanceTimeout = TimeSpan.FromHours(1);
        });

        for (var i = 0; i < 3; i++) Assert.Equal("hello", await app.Client.GetStringAsync("/body"));

        await TestApplication.Eventually(() => app.Service.Pool.InstanceCount == 0);
    }

    [Fact]
    public async Task Idle_instances_are_let_go()
    {
        await using var app = await TestApplication.StartServiceAsync(static options => options.IdleInstanceTimeout = TimeSpan.FromMilliseconds(200));
        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));

        await TestApplication.Eventually(() => app.Service.Pool.InstanceCount == 0);

        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));
    }

    [Fact]
    public async Task Requests_beyond_the_limit_wait()
    {
        await using var app = await TestApplication.StartServiceAsync(static options => options.MaxConcurrentRequests = 1);

        var all = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.Client.GetStringAsync("/body")));

        Assert.All(all, static text => Assert.Equal("hello", text));
        Assert.Equal(1, app.Service.Pool.InstanceCount);
    }

    [Fact]
    public async Task Many_requests_at_once_are_answered_by_many_instances()
    {
        await using var app = await TestApplication.StartServiceAsync();

        var all = await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => app.Client.GetStringAsync("/body")));

        Assert.All(all, static text => Assert.Equal("hello", text));
    }

    [Fact]
    public async Task A_component_may_stand_before_another()
    {
        await using var app = await TestApplication.StartServiceAsync(static options => options.Middleware.Add(TestApplication.Guest("middleware.wat")));

        Assert.Equal("hello", await app.Client.GetStringAsync("/body"));
        using var echoed = await app.Client.PostAsync("/echo", new StringContent("through two guests"));
        Assert.Equal("through two guests", await echoed.Content.ReadAsStringAsync());
        using var failed = await app.Client.GetAsync("/trap");
        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
    }
}
