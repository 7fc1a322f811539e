using Sluice.Concurrency;

namespace Sluice.Tests.Concurrency;

public class IdentitySetTests
{
    [Fact]
    public void An_object_is_in_the_set_once()
    {
        var set = new IdentitySet<object>();
        var item = new object();
        set.Add(item);
        set.Add(item);
        Assert.Equal(1, set.Count);
        Assert.Same(item, Assert.Single(set.ToArray()));
        Assert.True(set.Remove(item));
        Assert.False(set.Remove(item));
        Assert.Empty(set.ToArray());
    }

    [Fact]
    public void It_holds_what_was_added_and_not_removed_in_any_order()
    {
        var random = new Random(1);
        var set = new IdentitySet<object>();
        var expected = new HashSet<object>(ReferenceEqualityComparer.Instance);
        var items = new object[200];
        for (var i = 0; i < items.Length; i++) items[i] = new object();
        for (var step = 0; step < 20_000; step++)
        {
            var item = items[random.Next(items.Length)];
            if (random.Next(2) == 0)
            {
                set.Add(item);
                expected.Add(item);
            }
            else
            {
                Assert.Equal(expected.Remove(item), set.Remove(item));
            }
            Assert.Equal(expected.Count, set.Count);
        }
        Assert.True(expected.SetEquals(set.ToArray()));
        set.Clear();
        Assert.Empty(set.ToArray());
    }
}
