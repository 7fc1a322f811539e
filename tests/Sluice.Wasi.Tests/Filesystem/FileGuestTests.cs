using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Tests.Filesystem;

/// <summary>A guest that copies a file through streams (<c>files.wat</c>), while the host does things to the files.</summary>
public sealed class FileGuestTests() : DescriptorTestBase(PathResolution.Kernel)
{
    private static readonly Engine s_engine = new();

    private async Task<int> Copy(StoreOptions? options = null)
    {
        var component = await Component.LoadAsync(s_engine, Path.Combine(AppContext.BaseDirectory, "Guests", "files.wat"));
        using var store = new Store(s_engine, options);
        return await WasiCommand.RunAsync(store, component, new WasiOptions { Preopens = [new Preopen(InRoot(""), "/")] }).WaitAsync(TimeSpan.FromSeconds(60));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5_000_001)]
    public async Task A_file_is_copied_byte_for_byte(int length)
    {
        var data = new byte[length];
        new System.Random(length).NextBytes(data);
        File.WriteAllBytes(InRoot("from"), data);

        Assert.Equal(0, await Copy());

        Assert.Equal(data, File.ReadAllBytes(InRoot("to")));
    }

    [Fact]
    public async Task A_file_that_grows_and_shrinks_meanwhile_is_read_as_far_as_it_goes()
    {
        File.WriteAllBytes(InRoot("from"), new byte[20_000_000]);
        using var stop = new CancellationTokenSource();
        var changing = Task.Run(() =>
        {
            using var file = File.OpenHandle(InRoot("from"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
            for (var i = 0; !stop.IsCancellationRequested; i++) RandomAccess.SetLength(file, i % 3 == 0 ? 1_000_000 : 20_000_000 + i);
            RandomAccess.SetLength(file, 3_000_000);
        });

        for (var i = 0; i < 5; i++) Assert.Equal(0, await Copy());

        await stop.CancelAsync();
        await changing;
        Assert.InRange(new FileInfo(InRoot("to")).Length, 0, 40_000_000);
        Assert.Equal(0, await Copy());
        Assert.Equal(3_000_000, new FileInfo(InRoot("to")).Length);
    }

    [Fact]
    public async Task A_fifo_that_nobody_writes_to_holds_nothing_up_but_its_reader()
    {
        MakeFifo("from");

        var trap = await Assert.ThrowsAsync<Trap>(() => Copy(new StoreOptions { Timeout = TimeSpan.FromMilliseconds(300) }));

        Assert.Equal(TrapCode.Interrupted, trap.Code);
    }

    [Fact]
    public async Task A_fifo_is_copied_as_its_writer_writes()
    {
        MakeFifo("from");
        var copying = Copy();
        await using (var writer = new FileStream(InRoot("from"), FileMode.Open, FileAccess.Write))
        {
            for (var i = 0; i < 10; i++)
            {
                await writer.WriteAsync(new byte[100_000]);
                await writer.FlushAsync();
            }
        }

        Assert.Equal(0, await copying);
        Assert.Equal(1_000_000, new FileInfo(InRoot("to")).Length);
    }

    [Fact]
    public async Task A_disk_that_is_full_is_the_outcome_of_writing()
    {
        Assert.SkipUnless(Native.mount("none", InRoot(""), "tmpfs", 0, "size=4m") == 0, "Mounting is not permitted.");
        try
        {
            File.WriteAllBytes(InRoot("from"), new byte[3_000_000]);
            Assert.Equal(1, await Copy());
        }
        finally
        {
            Assert.Equal(0, Native.umount2(InRoot(""), 2));
        }
    }
}
