using Sluice.Modules;
using Xunit;

namespace Sluice.Tests.Components;

public class NameMapTests
{
    [Theory]
    [InlineData(3)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(100)]
    public void Items_keep_their_order_and_are_found_by_name(int count)
    {
        var map = new NameMap<string>();
        for (var i = 0; i < count; i++) Assert.True(map.TryAdd($"name{i}", $"item{i}"));

        Assert.Equal(count, map.Count);
        for (var i = 0; i < count; i++)
        {
            Assert.True(map.TryGetValue($"name{i}", out var item));
            Assert.Equal($"item{i}", item);
            Assert.Equal(($"name{i}", $"item{i}"), (map.GetAt(i).Key, map.Values[i]));
        }
        var next = 0;
        foreach (var (name, _) in map) Assert.Equal($"name{next++}", name);
        Assert.Equal(count, next);
        Assert.False(map.TryGetValue("name", out _));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(50)]
    public void A_name_is_taken_once(int count)
    {
        var map = new NameMap<string>();
        for (var i = 0; i < count; i++) map.Add($"name{i}", "first");

        Assert.False(map.TryAdd("name0", "second"));
        Assert.Throws<ArgumentException>(() => map.Add($"name{count - 1}", "second"));
        Assert.Equal(count, map.Count);
        Assert.Equal("first", map.Values[0]);
    }

    [Fact]
    public void A_copy_changes_on_its_own()
    {
        var map = new NameMap<string>();
        map.Add("a", "first");
        var copy = new NameMap<string>(map);
        copy.SetAt(0, "second");
        copy.Add("b", "third");

        Assert.Equal((1, "first"), (map.Count, map.Values[0]));
        Assert.Equal((2, "second"), (copy.Count, copy.Values[0]));
    }
}
