namespace Sluice.AspNetCore.Tests.EndToEnd;

[Collection(AloneCollection.Name)]
public class WaitingTests
{
    private const int Requests = 1000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task A_thousand_requests_wait_for_the_clock_in_one_instance(int version)
    {
        await using var app = await TestApplication.StartWorkbenchAsync(static options =>
        {
            options.MaxInstanceReuseCount = 2 * Requests;
            options.MaxInstanceConcurrentReuseCount = Requests;
        });
        var client = version == 1 ? app.Client : app.Http2Client;
        Assert.Equal("hello", await client.GetStringAsync("/hello"));

        var waiting = Enumerable.Range(0, Requests).Select(_ => client.GetAsync("/wait/8000")).ToArray();
        await TestApplication.Eventually(() => app.Service.Pool.ActiveRequests == Requests);

        foreach (var one in waiting)
        {
            using var response = await one;
            Assert.True(response.IsSuccessStatusCode);
        }
        Assert.Equal(1, app.Service.Pool.CreatedCount);
    }
}
