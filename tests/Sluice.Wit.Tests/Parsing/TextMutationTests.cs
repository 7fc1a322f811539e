namespace Sluice.Wit.Tests.Parsing;

public class TextMutationTests
{
    private const string Seed =
        """
        /// Docs.
        package a:b@0.1.0;
        use c:d/e@1.0.0-rc.1 as other;
        @since(version = 0.1.0)
        interface types {
          use other.{x as %list};
          record r { a: u8, b: option<list<string, 3>> }
          variant v { x(result<_, r>), y }
          flags f { p, q }
          resource s { constructor(a: u8) -> result<s>; m: async func() -> stream<u8>; n: static func(b: borrow<s>); }
          f1: func(m: map<string, tuple<u8, v>>) -> future;
        }
        world w {
          import types;
          @external-id("a\u{41}") import p: types;
          import i: interface { g: func(); }
          export run: async func() -> result;
          include q with { k as l }
        }
        world q { import k: func(); }
        package c:d@1.0.0-rc.1 { interface e { type x = char; } }
        """;

    [Fact]
    public void Mutated_texts_are_accepted_or_rejected_with_a_place_and_nothing_else()
    {
        new WitLoader().LoadText(Seed);
        var random = new Random(20260821);
        var pieces = new[] { "{", "}", "<", ">", ";", ",", ":", ".", "/", "@", "%", "-", "\"", "interface", "world", "use", "type", "as", "a", "r", "1.0.0", "/*", "\n" };
        var accepted = 0;
        for (var i = 0; i < 3000; i++)
        {
            var text = Seed;
            for (var n = random.Next(1, 4); n > 0; n--)
            {
                var at = random.Next(text.Length);
                var length = Math.Min(random.Next(12), text.Length - at);
                text = random.Next(3) switch
                {
                    0 => text.Remove(at, length),
                    1 => text.Insert(at, pieces[random.Next(pieces.Length)]),
                    _ => text.Insert(random.Next(text.Length), text.Substring(at, length)),
                };
            }
            try
            {
                var packages = new WitLoader().LoadText(text);
                Assert.Null(Suites.RoundTrip.Flaw(packages, new WitOptions()));
                accepted++;
            }
            catch (WitException e)
            {
                Assert.NotEmpty(e.Reason);
            }
        }
        Assert.InRange(accepted, 50, 2950);
    }
}
