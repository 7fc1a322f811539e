using Sluice.Wasi.Cli;

namespace Sluice.Wasi.Tests.Cli;

public class CommandV02Tests
{
    private static readonly Engine Engine = new();

    private static async Task<int> RunAsync(WasiOptions options)
    {
        var component = await Component.LoadAsync(Engine, Path.Combine(AppContext.BaseDirectory, "Guests", "splice-0.2.wat"), TestContext.Current.CancellationToken);
        using var store = new Store(Engine);
        return await WasiCommand.RunAsync(store, component, options, TestContext.Current.CancellationToken).WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(70_000)]
    [InlineData(2_000_001)]
    public async Task A_guest_that_waits_in_poll_only_gets_every_byte(int length)
    {
        var input = new byte[length];
        new System.Random(length).NextBytes(input);
        using var output = new MemoryStream();

        Assert.Equal(0, await RunAsync(new WasiOptions { Stdin = WasiInput.FromBytes(input), Stdout = new WasiOutput(output) }));

        Assert.Equal(input[1..], output.ToArray());
    }

    [Fact]
    public async Task An_empty_input_is_closed_from_the_start() => Assert.Equal(1, await RunAsync(new WasiOptions()));
}
