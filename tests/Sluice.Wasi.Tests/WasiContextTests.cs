using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Tests;

public sealed class WasiContextTests : IDisposable
{
    private readonly string directory = Directory.CreateTempSubdirectory("sluice-context-").FullName;

    public void Dispose() => Directory.Delete(directory, recursive: true);

    [Fact]
    public async Task Nothing_is_granted_by_default()
    {
        using WasiContext context = new(new WasiOptions());
        Assert.Empty(context.Preopens);
        Assert.Empty(context.Environment);
        Assert.Empty(context.Arguments);
        Assert.Null(context.InitialWorkingDirectory);
        Assert.Equal(0, (await context.Stdin.ReadAsync(new byte[1])).Value);
    }

    [Fact]
    public void Preopens_are_opened_in_their_order_with_their_access()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Written for Linux.");
        using WasiContext context = new(new WasiOptions
        {
            Preopens = { new Preopen(directory, "/"), new Preopen(directory, "ro", PreopenAccess.ReadOnly) },
        });
        Assert.Equal(["/", "ro"], context.Preopens.Select(preopen => preopen.GuestPath));
        Assert.Equal(DescriptorFlags.Read | DescriptorFlags.MutateDirectory, context.Preopens[0].Descriptor.Flags);
        Assert.Equal(DescriptorFlags.Read, context.Preopens[1].Descriptor.Flags);
        Assert.True(context.Preopens[0].Descriptor.IsSameObject(context.Preopens[1].Descriptor));
    }

    [Fact]
    public void A_preopen_that_is_no_directory_is_the_embedders_mistake()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Written for Linux.");
        string file = Path.Combine(directory, "file");
        File.WriteAllText(file, "");
        foreach (string path in new[] { file, Path.Combine(directory, "missing") })
        {
            WasiOptions options = new() { Preopens = { new Preopen(directory, "good"), new Preopen(path, "bad") } };
            Assert.Contains(path, Assert.Throws<DirectoryNotFoundException>(() => new WasiContext(options)).Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("", "x")]
    [InlineData("A=B", "x")]
    [InlineData("A\0", "x")]
    [InlineData("A", "x\0")]
    public void Environment_variables_that_no_guest_can_take_are_refused(string name, string value) =>
        Assert.Throws<ArgumentException>(() => new WasiContext(new WasiOptions { Environment = { new(name, value) } }));

    [Fact]
    public void A_seed_makes_all_random_interfaces_reproducible_and_different()
    {
        using WasiContext one = new(new WasiOptions { RandomSeed = 7 });
        using WasiContext two = new(new WasiOptions { RandomSeed = 7 });
        Assert.Equal(one.Random.GetBytes(32), two.Random.GetBytes(32));
        Assert.Equal(one.InsecureSeed, two.InsecureSeed);
        ulong insecure = one.InsecureRandom.GetUInt64();
        Assert.Equal(insecure, two.InsecureRandom.GetUInt64());
        Assert.NotEqual(insecure, one.Random.GetUInt64());
        using WasiContext secure = new(new WasiOptions());
        Assert.NotEqual(one.InsecureSeed, secure.InsecureSeed);
    }
}
