using Sluice.Wit.Printing;
using Sluice.Wit.Tests.Suites;

namespace Sluice.Wit.Tests.Printing;

public class WitPrinterTests
{
    private const string Text =
        """
        /// The package.
        package a:%option@1.0.0;

        /// Types,
        ///   indented.
        ///
        /// Last line.
        @since(version = 1.0.0)
        interface types {
          use c:d/e@2.0.0-rc.1.{x as %list};
          /// A record.
          record r {
            /// A field.
            a: %list,
            %type: option<list<string, 3>>,
          }
          variant v {
            x(result<_, r>),
            y,
          }
          enum n {
            one,
            TWO,
          }
          flags p {
            read,
            write,
          }
          @external-id("S \"q\" \\ \u{263a}\u{1}")
          resource s {
            constructor(a: u8) -> result<s, n>;
            @unstable(feature = f)
            m: async func() -> stream<u8>;
            n: static func(b: borrow<s>, c: own<s>);
          }
          resource empty;
          type alias = map<string, tuple<u8, result>>;
          f: async func(m: alias, e: error-context) -> future<result<char>>;
          g: func(s: stream, t: future);
        }

        world w {
          /// Import.
          import types;
          import c:d/e@2.0.0-rc.1;
          @external-id("primary")
          import plain: types;
          import inline: interface {
            use types.{v};
            g: func(v: v);
          }
          use types.{s as t};
          type u = borrow<t>;
          import h: func(u: u);
          export run: async func() -> result;
          export inline: interface {
            g: func();
          }
          export types;
        }

        package c:d@2.0.0-rc.1 {
          interface e {
            type x = char;
          }
        }

        """;

    private static readonly WitOptions Options = new() { AllFeatures = true };

    [Fact]
    public void A_package_in_the_printers_style_prints_as_it_is()
    {
        var text = Text.ReplaceLineEndings("\n");
        Assert.Equal(text, WitPrinter.Print(new WitLoader(Options).LoadText(text)));
    }

    [Fact]
    public void Printed_packages_resolve_to_the_same_packages()
    {
        var packages = new WitLoader(Options).LoadText(Text);
        Assert.Null(RoundTrip.Flaw(packages, Options));
    }

    [Fact]
    public void Included_worlds_print_as_items_of_the_including_one()
    {
        var packages = new WitLoader().LoadText(
            """
            package a:b;
            interface i { type t = u8; }
            world v { use i.{t}; import f: func(t: t); export i; export g: func(); }
            world w { include v with { t as u, f as h } }
            """);
        Assert.Null(RoundTrip.Flaw(packages, new WitOptions()));
        Assert.EndsWith(
            """
            world w {
              use i.{t as u};
              import h: func(t: u);
              export i;
              export g: func();
            }

            """.ReplaceLineEndings("\n"),
            WitPrinter.Print(packages.Root),
            StringComparison.Ordinal);
    }
}
