using Sluice.Wit;

namespace Sluice.Bindgen.Tests;

/// <summary>All of WASI, imported and exported.</summary>
public class WasiBindingTests
{
    private const string Host = "/wasi/host.wit";

    /// <summary>Our copies; and the originals if <c>SLUICE_WASI_WIT</c> names a folder of checkouts with <c>proposals/*/wit</c> in each.</summary>
    private static IEnumerable<(string Name, WitMemoryFiles Files)> Releases()
    {
        foreach (var version in (string[])["v02", "v03"])
        {
            var files = new WitMemoryFiles().Add(Host, "package test:every;");
            foreach (var path in Directory.EnumerateFiles(Path.Combine(AppContext.BaseDirectory, "Wasi", version, "deps")))
                files.Add($"/wasi/deps/{Path.GetFileName(path)}", File.ReadAllText(path));
            yield return (version, files);
        }
        if (Environment.GetEnvironmentVariable("SLUICE_WASI_WIT") is not { Length: > 0 } root) yield break;
        foreach (var checkout in Directory.GetDirectories(root).Prepend(root).Where(c => Directory.Exists(Path.Combine(c, "proposals"))))
        {
            var files = new WitMemoryFiles().Add(Host, "package test:every;");
            foreach (var proposal in Directory.GetDirectories(Path.Combine(checkout, "proposals")).Where(p => Directory.Exists(Path.Combine(p, "wit"))))
                foreach (var path in Directory.EnumerateFiles(Path.Combine(proposal, "wit"), "*.wit"))
                    files.Add($"/wasi/deps/{Path.GetFileName(proposal)}/{Path.GetFileName(path)}", File.ReadAllText(path));
            yield return (Path.GetFileName(checkout), files);
        }
    }

    public static TheoryData<string, string> Packages()
    {
        var data = new TheoryData<string, string>();
        foreach (var (release, files) in Releases())
            foreach (var package in Load(files).Packages.Where(static p => p.Interfaces.Count > 0)) data.Add(release, package.Name.ToString());
        return data;
    }

    [Theory, MemberData(nameof(Packages))]
    public void Every_interface_of_a_package_can_be_imported_and_exported_without_a_warning(string release, string package)
    {
        var files = Releases().First(r => r.Name == release).Files;
        var interfaces = Load(files).Packages.Single(p => p.Name.ToString() == package).Interfaces;
        string World(string direction) => $"world {direction}s {{ {string.Concat(interfaces.Select(i => $"{direction} {i.QualifiedName}; "))} }}";

        foreach (var direction in (string[])["import", "export"])
        {
            var harness = Harness(files, $"package test:every; {World(direction)}", direction + "s");
            Assert.Empty(harness.Compile());
            Assert.True(harness.Run().GeneratedTrees.Length > interfaces.Count);
        }
    }

    [Theory]
    [InlineData("v02", "wasi:cli/command@0.2.12")]
    [InlineData("v02", "wasi:http/proxy@0.2.12")]
    [InlineData("v03", "wasi:cli/command@0.3.0")]
    [InlineData("v03", "wasi:http/service@0.3.0")]
    [InlineData("v03", "wasi:http/middleware@0.3.0")]
    public void A_world_of_a_dependency_is_chosen_by_its_full_name(string release, string world)
    {
        var harness = Harness(Releases().First(r => r.Name == release).Files, "package test:none;", world);

        Assert.Empty(harness.Compile());
        Assert.NotEmpty(harness.Run().GeneratedTrees);
    }

    private static GeneratorHarness Harness(WitMemoryFiles files, string root, string world)
    {
        var harness = new GeneratorHarness().With(Host, root, world, package: true);
        foreach (var path in Paths(files, "/wasi/deps")) harness.With(path, files.Read(path));
        return harness;
    }

    private static WitPackageSet Load(WitMemoryFiles files) => new WitLoader().Load(files, "/wasi");

    private static IEnumerable<string> Paths(WitMemoryFiles files, string folder) =>
        files.Files(folder).Concat(files.Folders(folder).SelectMany(below => Paths(files, below)));
}
