namespace Sluice.Wit.Tests.Suites;

/// <summary>WASI's own packages: SLUICE_WASI_WIT names a folder of checkouts with <c>proposals/*/wit</c> in each.</summary>
public class WasiWitTests
{
    [Fact]
    public void All_packages_of_WASI_resolve_and_print_as_the_same_packages()
    {
        var root = Environment.GetEnvironmentVariable("SLUICE_WASI_WIT");
        Assert.SkipWhen(string.IsNullOrEmpty(root), "SLUICE_WASI_WIT does not name a folder with WASI's WIT");
        var checkouts = new[] { root! }.Concat(Directory.GetDirectories(root!)).Select(d => Path.Combine(d, "proposals")).Where(Directory.Exists).ToList();
        var count = 0;
        foreach (var checkout in checkouts)
        {
            // Drafts for later versions stand beside the released packages and are named like them.
            foreach (var folders in new[] { Folders(checkout, "wit"), Folders(checkout, "wit-0.3.0-draft") })
            {
                foreach (var folder in folders)
                {
                    foreach (var options in new[] { new WitOptions(), new WitOptions { AllFeatures = true } })
                    {
                        var loader = new WitLoader(options);
                        foreach (var other in folders)
                            if (other != folder) loader.AddDependency(new WitDiskFiles(), other);
                        var packages = loader.Load(new WitDiskFiles(), folder);
                        Assert.NotEmpty(packages.Root.Interfaces);
                        Assert.NotEmpty(packages.Root.Worlds);
                        var flaw = RoundTrip.Flaw(packages, options);
                        Assert.True(flaw is null, $"{folder}: {flaw}");
                        count++;
                    }
                }
            }
        }
        Assert.True(count > 0, $"no packages below {root}");
        TestContext.Current.SendDiagnosticMessage($"{count} packages");
    }

    private static List<string> Folders(string checkout, string name) =>
        [.. Directory.GetDirectories(checkout).Select(p => Path.Combine(p, name)).Where(Directory.Exists).Order(StringComparer.Ordinal)];
}
