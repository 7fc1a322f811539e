namespace Sluice.Wit.Tests;

public class SemVersionTests
{
    [Theory]
    [InlineData("0.2.4", "0.2.12")]
    [InlineData("0.3.0", "0.3.1")]
    [InlineData("1.2.0", "1.3.0")]
    [InlineData("1.2.3", "1.2.3")]
    [InlineData("0.0.1", "0.0.1")]
    [InlineData("0.2.0", "0.2.0+build.7")]
    [InlineData("0.3.0-rc-2025-09-16", "0.3.0-rc-2025-09-16")]
    public void An_import_is_satisfied_by_the_same_or_a_later_compatible_version(string import, string export) =>
        Assert.True(SemVersion.Parse(import).IsSatisfiedBy(SemVersion.Parse(export)));

    [Theory]
    [InlineData("0.2.12", "0.2.4")]
    [InlineData("0.3.1", "0.3.0")]
    [InlineData("1.3.0", "1.2.0")]
    [InlineData("0.2.4", "0.3.0")]
    [InlineData("1.0.0", "2.0.0")]
    [InlineData("0.0.1", "0.0.2")]
    [InlineData("0.3.0-rc.1", "0.3.0-rc.2")]
    [InlineData("0.3.0-rc.1", "0.3.0")]
    [InlineData("0.2.9", "0.2.10-rc.1")]
    public void An_import_is_not_satisfied_by_an_older_incompatible_or_prerelease_version(string import, string export) =>
        Assert.False(SemVersion.Parse(import).IsSatisfiedBy(SemVersion.Parse(export)));

    [Theory]
    [InlineData("1.2.3", "1", ".2.3")]
    [InlineData("0.2.6", "0.2", ".6")]
    [InlineData("0.2.6+b", "0.2", ".6+b")]
    [InlineData("0.0.1", "0.0.1", "")]
    [InlineData("0.0.0", "0.0.0", "")]
    [InlineData("1.2.3-rc.1", "1.2.3-rc.1", "")]
    public void A_version_splits_into_the_canonical_version_and_a_suffix(string text, string canonical, string suffix)
    {
        var version = SemVersion.Parse(text);
        Assert.Equal(canonical, version.Canonical);
        Assert.Equal(suffix, version.CanonicalSuffix);
    }

    [Fact]
    public void Versions_are_ordered_by_precedence()
    {
        string[] ordered =
        [
            "0.9.9", "1.0.0-1", "1.0.0-2", "1.0.0-10", "1.0.0-alpha", "1.0.0-alpha.1", "1.0.0-alpha.beta", "1.0.0-beta", "1.0.0-beta.2",
            "1.0.0-beta.11", "1.0.0-rc.1", "1.0.0", "1.0.1", "1.2.0", "1.10.0", "2.0.0", "18446744073709551615.0.0",
        ];
        var versions = ordered.Select(SemVersion.Parse).ToList();
        Assert.Equal(ordered, versions.AsEnumerable().Reverse().Order().Select(v => v.ToString()));
        Assert.True(versions[0] < versions[1] && versions[1] <= versions[1] && versions[2] > versions[1] && versions[1] >= versions[1]);
    }

    [Fact]
    public void The_build_counts_for_equality_but_not_for_order()
    {
        SemVersion one = SemVersion.Parse("1.0.0+a"), two = SemVersion.Parse("1.0.0+b");
        Assert.Equal(0, one.CompareTo(two));
        Assert.True(one != two);
        Assert.Equal(one, SemVersion.Parse("1.0.0+a"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2")]
    [InlineData("1.2.3.4")]
    [InlineData("01.2.3")]
    [InlineData("1.2.x")]
    [InlineData("1.2.-3")]
    [InlineData("1.2.3-")]
    [InlineData("1.2.3-a..b")]
    [InlineData("1.2.3-01")]
    [InlineData("1.2.3+")]
    [InlineData("1.2.3-ä")]
    [InlineData("18446744073709551616.0.0")]
    public void Other_texts_are_no_versions(string text)
    {
        Assert.False(SemVersion.TryParse(text, out _));
        Assert.Throws<FormatException>(() => SemVersion.Parse(text));
    }
}
