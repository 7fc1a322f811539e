namespace Sluice.Wasi.Tests.Sockets;

/// <summary>Measures the process, and has it to itself.</summary>
[CollectionDefinition(nameof(EchoMemoryTests), DisableParallelization = true)]
[Collection(nameof(EchoMemoryTests))]
public sealed class EchoMemoryTests
{
    private readonly CancellationToken deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60)).Token;

    [Fact]
    public async Task Memory_does_not_grow_with_what_goes_through()
    {
        using var guest = await EchoGuest.Start(buffer: 65_536);
        using var client = await guest.Connect();
        await Exchange(4 << 20);
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var allocated = GC.GetTotalAllocatedBytes();

        await Exchange(256 << 20);

        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - before, long.MinValue, 8 << 20);
        // Each message has its small objects; none has a buffer.
        Assert.InRange(GC.GetTotalAllocatedBytes() - allocated, 0, 64 << 20);

        async Task Exchange(int bytes)
        {
            var message = new byte[65_536];
            var sending = Task.Run(async () => { for (var left = bytes; left > 0; left -= message.Length) await client.SendAsync(message, deadline); }, deadline);
            var buffer = new byte[65_536];
            for (var left = bytes; left > 0;) left -= await client.ReceiveAsync(buffer, deadline);
            await sending;
        }
    }
}
