using Sluice.Components.WitDecoding;
using Sluice.Wit;
using Sluice.Wit.Printing;

namespace Sluice.Tests.Components.WitDecoding;

public sealed class WitDecoderTests
{
    private static string Print(string component)
    {
        var text = WitPrinter.Print(WitDecoder.Decode(Wat.ToBytes(component)));
        // What is printed is WIT, and means the same.
        Assert.Equal(text, WitPrinter.Print(new WitLoader(new WitOptions { AllFeatures = true }).LoadText(text)));
        return text;
    }

    private static void Decodes(string component, string expected) => Assert.Equal(expected.ReplaceLineEndings("\n") + "\n", Print(component));

    [Fact]
    public void A_components_imports_and_exports_become_a_world_in_a_package_of_its_own() => Decodes("""
        (component
          (import "a:b/log@1.2.3" (instance
            (export "write" (func (param "line" string)))))
          (import "now" (func (result u64)))
          (core module $m (func (export "f") (result i32) i32.const 1))
          (core instance $i (instantiate $m))
          (func $f (result bool) (canon lift (core func $i "f")))
          (instance $api (export "ready" (func $f)))
          (export "x:y/api" (instance $api)))
        """, """
        package root:component;

        world root {
          import a:b/log@1.2.3;
          import now: func() -> u64;
          export x:y/api;
        }

        package a:b@1.2.3 {
          interface log {
            write: func(line: string);
          }
        }

        package x:y {
          interface api {
            ready: func() -> bool;
          }
        }
        """);

    [Fact]
    public void Every_kind_of_type_has_its_text() => Decodes("""
        (component
          (import "a:b/c" (instance
            (type $r (record (field "x" u8) (field "type" (list string))))
            (export "rec" (type $rec (eq $r)))
            (type $v (variant (case "none") (case "some" $rec)))
            (export "var" (type $var (eq $v)))
            (type $e (enum "p" "q"))
            (export "en" (type (eq $e)))
            (type $f (flags "m" "n"))
            (export "fl" (type $fl (eq $f)))
            (type $a (option $var))
            (export "maybe" (type $maybe (eq $a)))
            (export "f" (func async (param "a" (tuple s8 s16 s32 s64)) (param "b" (result $maybe (error $fl))) (param "c" (result (error char)))
              (param "d" (stream u8)) (param "e" (future)) (param "g" (list f32 4)) (param "h" (map string f64))
              (result (result)))))))
        """, """
        package root:component;

        world root {
          import a:b/c;
        }

        package a:b {
          interface c {
            record rec {
              x: u8,
              %type: list<string>,
            }
            variant var {
              none,
              some(rec),
            }
            enum en {
              p,
              q,
            }
            flags fl {
              m,
              n,
            }
            type maybe = option<var>;
            f: async func(a: tuple<s8, s16, s32, s64>, b: result<maybe, fl>, c: result<_, char>, d: stream<u8>, e: future, g: list<f32, 4>, h: map<string, f64>) -> result;
          }
        }
        """);

    [Fact]
    public void Types_of_other_interfaces_are_used_and_resources_keep_their_functions() => Decodes("""
        (component
          (import "a:b/types" (instance $types
            (export "blob" (type $blob (sub resource)))
            (type $k (enum "small" "large"))
            (export "kind" (type $kind (eq $k)))
            (export "[constructor]blob" (func (param "of" $kind) (result (own $blob))))
            (export "[method]blob.size" (func (param "self" (borrow $blob)) (result u32)))
            (export "[static]blob.join" (func (param "all" (list (own $blob))) (result (own $blob))))))
          (alias export $types "blob" (type $blob))
          (alias export $types "kind" (type $kind))
          (import "a:b/user" (instance
            (alias outer 1 $blob (type $outer-blob))
            (export "blob" (type $blob (eq $outer-blob)))
            (alias outer 1 $kind (type $outer-kind))
            (export "sort" (type $sort (eq $outer-kind)))
            (type $handle (own $blob))
            (export "handle" (type $h (eq $handle)))
            (export "look" (func (param "b" (borrow $blob)) (param "h" $h) (result $sort))))))
        """, """
        package root:component;

        world root {
          import a:b/types;
          import a:b/user;
        }

        package a:b {
          interface types {
            resource blob {
              constructor(of: kind);
              size: func() -> u32;
              join: static func(all: list<blob>) -> blob;
            }
            enum kind {
              small,
              large,
            }
          }

          interface user {
            use types.{blob};
            use types.{kind as sort};
            type handle = own<blob>;
            look: func(b: borrow<blob>, h: handle) -> sort;
          }
        }
        """);

    [Fact]
    public void A_type_that_is_used_without_a_name_gets_one() => Decodes("""
        (component
          (import "a:b/types" (instance $types
            (export "blob" (type (sub resource)))))
          (alias export $types "blob" (type $blob))
          (import "take" (func (param "b" (own $blob)))))
        """, """
        package root:component;

        world root {
          import a:b/types;
          use a:b/types.{blob};
          import take: func(b: blob);
        }

        package a:b {
          interface types {
            resource blob;
          }
        }
        """);

    [Fact]
    public void An_instance_with_a_plain_name_is_an_interface_in_place_or_the_one_that_it_implements() => Decodes("""
        (component
          (import "here" (instance (export "f" (func))))
          (import "there" (implements "a:b/c@0.1.0") (instance (export "g" (func)))))
        """, """
        package root:component;

        world root {
          import here: interface {
            f: func();
          }
          import there: a:b/c@0.1.0;
        }

        package a:b@0.1.0 {
          interface c {
            g: func();
          }
        }
        """);

    [Fact]
    public void A_package_that_is_encoded_as_a_component_is_decoded_with_its_documentation_and_gates() => Decodes("""
        (component
          (type (component
            (type (instance
              (type (enum "x"))
              (export "kind" (type (eq 0)))
              (type (func (result 1)))
              (export "get" (func (type 2)))))
            (export "my:pkg/api@1.0.0" (instance (type 0)))))
          (export "api" (type 0))
          (type (component
            (type (component
              (type (instance (type (enum "x")) (export "kind" (type (eq 0)))))
              (import "my:pkg/api@1.0.0" (instance (type 0)))
              (type (func))
              (export "run" (func (type 1)))))
            (export "my:pkg/app@1.0.0" (component (type 0)))))
          (export "app" (type 2))
          (@custom "package-docs" "\01{\22docs\22:\22All of it.\22,\22worlds\22:{\22app\22:{\22funcs\22:{\22run\22:{\22docs\22:\22Runs.\22}}}},\22interfaces\22:{\22api\22:{\22docs\22:\22The API.\22,\22stability\22:{\22stable\22:{\22since\22:\221.0.0\22}},\22types\22:{\22kind\22:{\22docs\22:\22Which.\22,\22items\22:{\22x\22:\22One.\22}}},\22funcs\22:{\22get\22:{\22docs\22:\22Gets.\22,\22stability\22:{\22unstable\22:{\22feature\22:\22new\22}}}}}}}"))
        """, """
        /// All of it.
        package my:pkg@1.0.0;

        /// The API.
        @since(version = 1.0.0)
        interface api {
          /// Which.
          enum kind {
            /// One.
            x,
          }
          /// Gets.
          @unstable(feature = new)
          get: func() -> kind;
        }

        world app {
          import api;
          /// Runs.
          export run: func();
        }
        """);

    [Fact]
    public void A_module_has_the_world_that_it_carries()
    {
        var component = Wat.ToBytes("""
            (component
              (type (component
                (type (component (import "now" (func (result u64)))))
                (export "my:pkg/app" (component (type 0)))))
              (export "app" (type 0)))
            """);
        var bytes = string.Concat(component.Select(static b => $"\\{b:x2}"));
        var packages = WitDecoder.Decode(Wat.ToBytes($"(module (@custom \"component-type:app\" \"{bytes}\"))"));
        Assert.Equal("my:pkg/app", packages.SelectWorld().QualifiedName);
        Assert.Equal("now", Assert.Single(packages.SelectWorld().Imports).Name);
    }

    [Fact]
    public void Dependencies_may_be_packages_that_are_encoded_as_components()
    {
        var files = new WitMemoryFiles()
            .Add("wit/app.wit", "package a:app; world app { import b:dep/api; }")
            .Add("wit/deps/dep.wat", """
                (component
                  (type (component
                    (type (instance (type (func)) (export "f" (func (type 0)))))
                    (export "b:dep/api" (instance (type 0)))))
                  (export "api" (type 0)))
                """);
        var packages = new WitLoader().Load(new WitFilesWithComponents(files, path => Wat.ToBytes(files.Read(path))), "wit");
        var api = Assert.Single(packages.SelectWorld().Imports).Interface;
        Assert.Equal("f", Assert.Single(api!.Functions).Name);
    }

    [Theory]
    [InlineData("(component (import \"m\" (core module)))", "module `m`")]
    [InlineData("(component (import \"c\" (component)))", "component `c`")]
    [InlineData("(module)", "component-type")]
    public void What_WIT_cannot_express_is_refused_by_name(string text, string expected) =>
        Assert.Contains(expected, Assert.Throws<NotSupportedException>(() => WitDecoder.Decode(Wat.ToBytes(text))).Message, StringComparison.Ordinal);
}
