using System.Text;
using Sluice.Bindgen.Tests.RoundTrip.Acme.Mirror.Values;
using Sluice.Bindgen.Tests.RoundTrip.Exports.Acme.Mirror.Mirror;
using Sluice.Bindgen.Tests.RoundTrip.Exports.Acme.Mirror.Workshop;
using Point = Sluice.Bindgen.Tests.RoundTrip.Acme.Mirror.Values.Point;

namespace Sluice.Bindgen.Tests.RoundTrip;

[WitWorld("RoundTrip/mirror.wit")]
internal sealed partial class Reflection;

/// <summary>Values that go to a guest, from there to the host, and both ways back, through generated code only.</summary>
public sealed class RoundTripTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly Engine Engine = new();
    private static readonly Component Guest = Component.Load(Engine, Encoding.UTF8.GetBytes(MirrorGuest.Text));

    private static readonly Point Home = new(-7, 2.5, "Zürich 🏔", ["", "a", "é"], Suit.Hearts, Rights.Read | Rights.Execute, ulong.MaxValue);
    private static readonly Point Nowhere = new(int.MinValue, double.NegativeInfinity, "", [], Suit.Spades, Rights.None, null);
    private static readonly Shape[] Shapes = [new Shape.Empty(), new Shape.Circle(0.5f), new Shape.Polygon([Home, Nowhere]), new Shape.Named(("name", new Rune(0x1F980)))];

    private readonly Store store = new(Engine);
    private readonly HostValues host = new();

    public void Dispose() => store.Dispose();

    private ValueTask<Reflection> Start() => Reflection.InstantiateAsync(new Linker(Engine).AddValues(_ => host), store, Guest, TestContext.Current.CancellationToken);

    private async Task<MirrorExports> Mirror() => (await Start()).Mirror;

    [Fact]
    public async Task Numbers()
    {
        var mirror = await Mirror();
        await mirror.NothingAsync();
        Assert.Equal((sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue),
            await mirror.IntegersAsync(sbyte.MinValue, byte.MaxValue, short.MinValue, ushort.MaxValue, int.MinValue, uint.MaxValue, long.MinValue, ulong.MaxValue));
        Assert.Equal((-1, 1, -2, 2, -3, 3u, -4L, 4ul), await mirror.IntegersAsync(-1, 1, -2, 2, -3, 3, -4, 4));
        Assert.Equal((-0.5f, double.Epsilon, true, new Rune('é')), await mirror.ScalarsAsync(-0.5f, double.Epsilon, true, new Rune('é')));
        Assert.Equal(["nothing", "integers", "integers", "scalars"], host.Calls);
    }

    [Theory]
    [InlineData("")]
    [InlineData("text")]
    [InlineData("漢字 and 🦀\0 too")]
    public async Task Strings(string text) => Assert.Equal(text, await (await Mirror()).TextAsync(text));

    [Fact]
    public async Task Records_and_variants()
    {
        var mirror = await Mirror();
        Same(Home, await mirror.PlaceAsync(Home));
        Same(Nowhere, await mirror.PlaceAsync(Nowhere));
        foreach (var shape in Shapes) Same(shape, await mirror.FormAsync(shape));
        Same(Shapes, await mirror.FormsAsync(Shapes));
        Same(Array.Empty<Shape>(), await mirror.FormsAsync([]));
    }

    [Fact]
    public async Task Enums_and_flags()
    {
        var mirror = await Mirror();
        foreach (var suit in Enum.GetValues<Suit>())
            for (var rights = Rights.None; rights <= (Rights.Read | Rights.Write | Rights.Execute); rights++)
                Assert.Equal((suit, rights), await mirror.NamesAsync(suit, rights));
    }

    [Fact]
    public async Task Options_and_options_of_options()
    {
        var mirror = await Mirror();
        foreach (byte? a in (byte?[])[null, 0, 255])
            foreach (var b in (Option<string?>[])[Option<string?>.None, new(null), new(""), new("some")])
                Assert.Equal((a, b), await mirror.OptionsAsync(a, b));
    }

    [Fact]
    public async Task Results()
    {
        var mirror = await Mirror();
        Same(
            (Result<Point, Suit>.Ok(Home), Result<Unit, string>.Err("no"), Result<uint, Unit>.Ok(9), Result<Unit, Unit>.Err(default)),
            await mirror.ResultsAsync(Home, "no", 9u, Result<Unit, Unit>.Err(default)));
        Same(
            (Result<Point, Suit>.Err(Suit.Spades), Result<Unit, string>.Ok(default), Result<uint, Unit>.Err(default), Result<Unit, Unit>.Ok(default)),
            await mirror.ResultsAsync(Suit.Spades, Unit.Value, Unit.Value, Result<Unit, Unit>.Ok(default)));
    }

    [Fact]
    public async Task Maps_and_lists_of_a_fixed_length()
    {
        var mirror = await Mirror();
        var sizes = new Dictionary<string, byte[]> { ["one"] = [1], [""] = [], ["three"] = [1, 2, 3] };
        Same(sizes, await mirror.SizesAsync(sizes));
        Assert.Equal([1, 2, 65535], await mirror.CornersAsync([1, 2, 65535]));
    }

    [Fact]
    public async Task Error_contexts()
    {
        var error = new ErrorContext("it did not work");
        Assert.Equal(error.DebugMessage, (await (await Mirror()).FailureAsync(error)).DebugMessage);
    }

    [Fact]
    public async Task An_async_import_that_has_to_wait()
    {
        var mirror = await Mirror();
        host.Delay = TimeSpan.FromMilliseconds(20);
        Same(Home, await mirror.LaterAsync(Home).AsTask().WaitAsync(Patience));
    }

    [Fact]
    public async Task Streams_of_records_handed_on()
    {
        var stream = await (await Mirror()).PointsAsync(ComponentStream<Point>.Create(new[] { Home, Nowhere, Home }));
        Same(new[] { Home, Nowhere, Home }, await ToArray(stream));
    }

    [Fact]
    public async Task Streams_of_records_through_the_guests_memory()
    {
        var stream = await (await Mirror()).CopyAsync(ComponentStream<Point>.Create(new[] { Home, Nowhere, Home })).AsTask().WaitAsync(Patience);
        Same(new[] { Home, Nowhere, Home }, await ToArray(stream));
    }

    [Fact]
    public async Task Futures_of_variants()
    {
        var mirror = await Mirror();
        foreach (var shape in Shapes)
        {
            Same(shape, await (await mirror.PromiseAsync(ComponentFuture<Shape>.FromValue(shape))).ReadAsync().AsTask().WaitAsync(Patience));
            Same(shape, await (await mirror.RelayAsync(ComponentFuture<Shape>.FromValue(shape))).ReadAsync().AsTask().WaitAsync(Patience));
        }
    }

    [Fact]
    public async Task Resources_of_the_host_that_the_guest_is_given()
    {
        var mirror = await Mirror();
        var token = new Token(5);
        Assert.Equal(5u, await mirror.LookAsync(token));
        Assert.Same(token, await mirror.GiveAsync(token));
        Assert.False(token.Disposed);
    }

    [Fact]
    public async Task Resources_of_the_host_that_the_guest_makes()
    {
        var mirror = await Mirror();
        Assert.Equal("1003", await mirror.TokensAsync(1, 2).AsTask().WaitAsync(Patience));
        Assert.Equal(["create 1", "create 2", "merge 1 2", "bump 3", "describe 1003"], host.Calls);
        // Those that were merged are the host's again; the guest has dropped the one that it had last.
        Assert.Equal([false, false, true], host.Tokens.Select(t => t.Disposed));
    }

    [Fact]
    public async Task Resources_of_the_guest()
    {
        var shop = (await Start()).Workshop;
        using var hammer = await shop.CreateToolAsync(5);
        Assert.Equal(5u, await hammer.PowerAsync());
        using (var drill = await shop.CreateToolAsync(9))
        {
            Assert.Equal(-4, await shop.DifferenceAsync(hammer, drill));
            Same(Home, await drill.WorkAsync(Home));
            Assert.Equal(0u, await shop.MeltedAsync());
        }
        Assert.Equal(1u, await shop.MeltedAsync());

        // Both are passed on: the guest melts the weaker one, and the stronger one comes back as a new object.
        var saw = await shop.CreateToolAsync(7);
        using var strongest = await shop.ToolStrongestAsync(hammer, saw);
        Assert.Equal(7u, await strongest.PowerAsync());
        Assert.Equal(2u, await shop.MeltedAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await hammer.PowerAsync());
        saw.Dispose();
        Assert.Equal(2u, await shop.MeltedAsync());
    }

    [Fact]
    public async Task A_resource_of_the_guest_may_be_disposed_often_and_after_its_store()
    {
        var shop = (await Start()).Workshop;
        var tool = await shop.CreateToolAsync(1);
        tool.Dispose();
        tool.Dispose();
        Assert.Equal(1u, await shop.MeltedAsync());
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await tool.PowerAsync());

        var late = await shop.CreateToolAsync(1);
        store.Dispose();
        late.Dispose();
    }

    [Fact]
    public async Task Two_instances_do_not_share_what_belongs_to_one()
    {
        var first = (await Start()).Workshop;
        var second = (await Start()).Workshop;
        using var tool = await first.CreateToolAsync(1);
        using var other = await second.CreateToolAsync(2);
        Assert.Equal(1u, await tool.PowerAsync());
        Assert.Equal(2u, await other.PowerAsync());
        other.Dispose();
        Assert.Equal((0u, 1u), (await first.MeltedAsync(), await second.MeltedAsync()));
    }

    [Fact]
    public async Task A_function_of_the_host_that_throws_stops_its_guest_only()
    {
        var failing = (await Start()).Mirror;
        var other = (await Start()).Mirror;
        host.Failure = new InvalidDataException("nothing there");

        var trap = await Assert.ThrowsAsync<Trap>(async () => await failing.TextAsync("text"));
        Assert.Equal(TrapCode.HostFailure, trap.Code);
        Assert.Same(host.Failure, trap.InnerException);

        host.Failure = null;
        await Assert.ThrowsAsync<Trap>(async () => await failing.TextAsync("text"));
        Assert.Equal("text", await other.TextAsync("text"));
    }

    [Fact]
    public async Task A_call_that_is_cancelled_before_it_starts_does_nothing()
    {
        var mirror = await Mirror();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await mirror.TextAsync("text", new CancellationToken(canceled: true)));
        Assert.Equal("text", await mirror.TextAsync("text"));
    }

    private static async Task<Point[]> ToArray(ComponentStream<Point> stream)
    {
        using var timeout = new CancellationTokenSource(Patience);
        var points = new List<Point>();
        await foreach (var point in stream.WithCancellation(timeout.Token)) points.Add(point);
        return [.. points];
    }

    private static void Same(object expected, object actual) => Assert.Equal(Structure.Of(expected), Structure.Of(actual));
}
