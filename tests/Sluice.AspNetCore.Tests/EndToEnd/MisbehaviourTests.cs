namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>Guests that do what they should not.</summary>
public class MisbehaviourTests
{
    private static Task<TestApplication> StartAsync() => TestApplication.StartWorkbenchAsync(static options =>
    {
        // Guests that spin hold threads of the thread pool until then, and those that wait need one.
        options.Timeout = TimeSpan.FromSeconds(6);
        options.Limits = options.Limits with { MemoryBytes = 64 << 20 };
    });

    [Theory]
    [InlineData("/trap", 500, "unreachable")]
    [InlineData("/grow", 500, "unreachable")]
    [InlineData("/none", 500, "failed to produce a result")]
    [InlineData("/spin", 504, "ran out of time")]
    [InlineData("/never", 500, "deadlock")]
    [InlineData("/hold", 504, "ran out of time")]
    public async Task Who_does_not_answer_is_a_server_error_with_one_log_line_and_harms_nobody_else(string path, int status, string reason)
    {
        await using var app = await StartAsync();
        var waiting = app.Client.GetAsync("/wait/1000");
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));

        var failing = app.Client.PostAsync(path, new StringContent("text"));
        var well = app.Client.GetStringAsync("/hello");

        using var failed = await failing;
        Assert.Equal(status, (int)failed.StatusCode);
        Assert.Equal("hello", await well);
        Assert.True((await waiting).IsSuccessStatusCode);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        var line = Assert.Single(app.Log, static line => line.StartsWith("Error", StringComparison.Ordinal));
        Assert.Contains($"POST {path} fails with {status}", line, StringComparison.Ordinal);
        Assert.Contains(reason, line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/leak")]
    [InlineData("/twice")]
    [InlineData("/stall")]
    public async Task A_response_that_was_not_completed_does_not_look_complete(string path)
    {
        await using var app = await StartAsync();
        var waiting = app.Client.GetAsync("/wait/1000");

        // What has not been sent by then is replaced by a server error; what has is broken off.
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => app.Client.GetStringAsync(path));

        Assert.True((await waiting).IsSuccessStatusCode);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        Assert.Contains(app.Log, line => line.StartsWith("Error", StringComparison.Ordinal) && line.Contains(path, StringComparison.Ordinal));
    }

    [Fact]
    public async Task Endless_loops_on_all_sides_leave_room_for_others()
    {
        await using var app = await StartAsync();

        var spinning = Enumerable.Range(0, 8).Select(_ => app.Client.GetAsync("/spin")).ToArray();

        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        foreach (var one in spinning) Assert.Equal(504, (int)(await one).StatusCode);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
    }

    [Fact]
    public async Task Requests_that_share_an_instance_share_its_fate_and_the_next_gets_another()
    {
        await using var app = await TestApplication.StartWorkbenchAsync(static options => options.MaxInstanceConcurrentReuseCount = 10);
        var sharing = app.Client.GetAsync("/wait/600000");
        await TestApplication.Eventually(() => app.Service.Pool.ActiveRequests == 1);

        using var trapped = await app.Client.GetAsync("/trap");

        Assert.Equal(500, (int)trapped.StatusCode);
        Assert.Equal(500, (int)(await sharing).StatusCode);
        Assert.Equal("hello", await app.Client.GetStringAsync("/hello"));
        Assert.Equal(2, app.Service.Pool.CreatedCount);
    }
}
