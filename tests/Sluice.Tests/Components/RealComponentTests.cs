using System.Diagnostics;
using Sluice.Components.Decoding;
using Sluice.Components.Validation;
using Sluice.Types;

namespace Sluice.Tests.Components;

public sealed class RealComponentTests
{
    private static string[] Files()
    {
        var suites = Environment.GetEnvironmentVariable("SLUICE_SUITES");
        if (suites is null) Assert.Skip("SLUICE_SUITES is not set");
        return Directory.GetFiles(Path.Combine(suites, "wasi-testsuite", "tests"), "*.wasm", SearchOption.AllDirectories)
            .Where(static file => file.Contains("wasip3", StringComparison.Ordinal)).ToArray();
    }

    [Fact]
    public void Every_component_that_real_toolchains_made_is_valid()
    {
        var files = Files();
        Assert.NotEmpty(files);
        foreach (var file in files)
        {
            var bytes = File.ReadAllBytes(file);
            Assert.True(ComponentDecoder.IsComponent(bytes), file);
            var watch = Stopwatch.StartNew();
            try
            {
                var component = ComponentValidator.Validate(ComponentDecoder.Decode(bytes), new TypeRegistry());
                Assert.NotEqual(0, component.Type.Imports.Count);
                Assert.NotEqual(0, component.Type.Exports.Count);
            }
            catch (SluiceException e)
            {
                Assert.Fail($"{file}: {e.Message}");
            }
            TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(file)}: {bytes.Length} bytes, {watch.ElapsedMilliseconds} ms");
        }
    }
}
