namespace Sluice.SpecTests;

/// <summary>The scripts of WebAssembly/spec.</summary>
public sealed class CoreSuiteTests
{
    private static readonly ScriptSuite Suite = new("spec/test/core", "core.toml");

    public static IEnumerable<TheoryDataRow<string>> Scripts => Suite.Scripts();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_script_runs_as_it_says(string script) => Suite.Check(script);

    [Fact]
    public void Every_expectation_has_its_script() => Suite.CheckExpectations();
}
