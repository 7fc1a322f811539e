using Sluice.Runtime;
using Sluice.Text;

namespace Sluice.Tests.Runtime;

public sealed unsafe class MemoryRangeTests
{
    // No other test has memories of these sizes.
    private const ulong Size = 48 << 20, Large = 80 << 20;

    [Fact]
    public void A_range_that_is_used_again_is_clear()
    {
        var first = MemoryRange.TryReserve((nuint)Size)!;
        Assert.True(first.TryCommit(128 << 10));
        new Span<byte>(first.Base, 128 << 10).Fill(0xee);
        var start = (nint)first.Base;
        first.Release();

        var second = MemoryRange.TryReserve((nuint)Size)!;
        Assert.Equal(start, (nint)second.Base);
        Assert.True(second.TryCommit(256 << 10));
        Assert.False(new ReadOnlySpan<byte>(second.Base, 256 << 10).ContainsAnyExcept((byte)0));
        second.Release();
    }

    [Fact]
    public void Two_owners_never_have_the_same_range()
    {
        var ranges = Enumerable.Range(0, 100).Select(static _ => MemoryRange.TryReserve((nuint)Size + 65_536)!).ToArray();
        Assert.Equal(100, ranges.Select(static range => (nint)range.Base).Distinct().Count());
        foreach (var range in ranges) range.Release();
        var again = Enumerable.Range(0, 100).Select(static _ => MemoryRange.TryReserve((nuint)Size + 65_536)!).ToArray();
        Assert.Equal(100, again.Select(static range => (nint)range.Base).Distinct().Count());
        foreach (var range in again) range.Release();
    }

    [Fact]
    public void A_range_commits_no_more_than_it_has()
    {
        var range = MemoryRange.TryReserve((nuint)Large)!;
        Assert.False(range.TryCommit(Large + 65_536));
        Assert.True(range.TryCommit(Large));
        // Too much to clear: it goes back to the system.
        range.Release();
    }

    [Fact]
    public void A_guest_finds_nothing_of_another_guest()
    {
        var engine = new Engine();
        var module = Module.Load(engine, Wat.ToBytes(
            """
            (module (memory 1 700)
              (func (export "write") (memory.fill (i32.const 0) (i32.const 238) (i32.const 65536)))
              (func (export "grow") (result i32) (memory.grow (i32.const 1)))
              (func (export "sum") (result i32) (local $i i32) (local $sum i32)
                (loop $next
                  (local.set $sum (i32.add (local.get $sum) (i32.load8_u (local.get $i))))
                  (br_if $next (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 65536))))
                (local.get $sum)))
            """));
        for (var i = 0; i < 50; i++)
        {
            using var store = new Store(engine);
            var instance = Instance.Create(store, module);
            Assert.Equal(0, instance.GetFunction<Func<int>>("sum")());
            Assert.Equal(1, instance.GetFunction<Func<int>>("grow")());
            instance.GetFunction<Action>("write")();
        }
    }
}
