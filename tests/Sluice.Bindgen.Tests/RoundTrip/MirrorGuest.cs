namespace Sluice.Bindgen.Tests.RoundTrip;

/// <summary>
/// A guest of the world <c>reflection</c>. What it exports in <c>mirror</c> it has from the import of the same name: its core functions hand
/// flat arguments and the address of the results on, so that each value is lifted and lowered twice and changed nowhere.
/// </summary>
internal static class MirrorGuest
{
    private const string Point = "i32 f64 i32 i32 i32 i32 i32 i32 i32 i64";
    private const string InMemory = "memory";

    /// <summary>Name, type in the component, flat parameters and flat result; large results are in memory.</summary>
    private static readonly (string Name, string Type, string Parameters, string Result)[] Forwarded =
    [
        ("nothing", "", "", ""),
        ("integers", """(param "a" s8) (param "b" u8) (param "c" s16) (param "d" u16) (param "e" s32) (param "f" u32) (param "g" s64) (param "h" u64) (result (tuple s8 u8 s16 u16 s32 u32 s64 u64))""", "i32 i32 i32 i32 i32 i32 i64 i64", InMemory),
        ("scalars", """(param "a" f32) (param "b" f64) (param "c" bool) (param "d" char) (result (tuple f32 f64 bool char))""", "f32 f64 i32 i32", InMemory),
        ("text", """(param "s" string) (result string)""", "i32 i32", InMemory),
        ("place", """(param "p" $point) (result $point)""", Point, InMemory),
        ("form", """(param "s" $shape) (result $shape)""", "i32 i32 i32 i32", InMemory),
        ("forms", """(param "s" (list $shape)) (result (list $shape))""", "i32 i32", InMemory),
        ("options", """(param "a" (option u8)) (param "b" (option (option string))) (result (tuple (option u8) (option (option string))))""", "i32 i32 i32 i32 i32 i32", InMemory),
        // 17 flat parameters are too many: they are in memory, too.
        ("results", """(param "a" (result $point (error $suit))) (param "b" (result (error string))) (param "c" (result u32)) (param "d" (result)) (result (tuple (result $point (error $suit)) (result (error string)) (result u32) (result)))""", "i32", InMemory),
        ("sizes", """(param "m" (map string (list u8))) (result (map string (list u8)))""", "i32 i32", InMemory),
        ("corners", """(param "c" (list u16 3)) (result (list u16 3))""", "i32 i32 i32", InMemory),
        ("names", """(param "s" $suit) (param "r" $rights) (result (tuple $suit $rights))""", "i32 i32", InMemory),
        ("later", """async (param "p" $point) (result $point)""", Point, InMemory),
        ("points", """(param "s" (stream $point)) (result (stream $point))""", "i32", "i32"),
        ("promise", """(param "f" (future $shape)) (result (future $shape))""", "i32", "i32"),
        ("failure", """(param "e" error-context) (result error-context)""", "i32", "i32"),
        ("give", """(param "t" (own $token)) (result (own $token))""", "i32", "i32"),
        // The guest has to give a borrowed handle back.
        ("look", """(param "t" (borrow $token)) (result u32)""", "i32", "i32 (call $drop-token (local.get 0))"),
    ];

    /// <summary>Imported functions that a core function of its own calls.</summary>
    private static readonly (string Name, string Type)[] Members =
    [
        ("[constructor]token", """(param "id" u32) (result (own $token))"""),
        ("[method]token.bump", """(param "self" (borrow $token)) (param "by" u32) (result u32)"""),
        ("[method]token.describe", """async (param "self" (borrow $token)) (result string)"""),
        ("[static]token.merge", """(param "a" (own $token)) (param "b" (own $token)) (result (own $token))"""),
    ];

    private static readonly (string Name, string Type, string Core)[] Workshop =
    [
        ("[constructor]tool", """(param "power" u32) (result (own $tool))""", """(core func $main "tool")"""),
        ("[method]tool.power", """(param "self" (borrow $tool)) (result u32)""", """(core func $main "tool.power")"""),
        ("[method]tool.work", """async (param "self" (borrow $tool)) (param "p" $point) (result $point)""", """(core func $main "tool.work")"""),
        ("[static]tool.strongest", """(param "a" (own $tool)) (param "b" (own $tool)) (result (own $tool))""", """(core func $main "tool.strongest")"""),
        ("difference", """(param "a" (borrow $tool)) (param "b" (borrow $tool)) (result s32)""", """(core func $main "difference")"""),
        ("melted", """(result u32)""", """(core func $workshop "melted")"""),
    ];

    public static string Text { get; } = $$"""
        (component
          (import "acme:mirror/values@1.0.0" (instance $values
            {{Records("export")}}
            (type $shape' (variant (case "empty") (case "circle" f32) (case "polygon" (list $point)) (case "named" (tuple string char))))
            (export "shape" (type $shape (eq $shape')))
            (export "token" (type $token (sub resource)))
            {{Lines(Forwarded.Select(f => (f.Name, f.Type)).Concat(Members), f => $"""(export "{f.Name}" (func {f.Type}))""")}}))
          (alias export $values "suit" (type $suit))
          (alias export $values "rights" (type $rights))
          (alias export $values "point" (type $point))
          (alias export $values "shape" (type $shape))
          (alias export $values "token" (type $token))
          (type $points (stream $point))
          (type $promise (future $shape))

          (core module $Memory
            (memory (export "mem") 16)
            (global $free (mut i32) (i32.const 65536))
            (func (export "realloc") (param i32 i32 i32 i32) (result i32)
              (global.set $free (i32.and (i32.add (global.get $free) (i32.const 7)) (i32.const -8)))
              (memory.copy (global.get $free) (local.get 0) (local.get 1))
              (global.get $free)
              (global.set $free (i32.add (global.get $free) (local.get 3)))))
          (core instance $memory (instantiate $Memory))
          (alias core export $memory "mem" (core memory $mem))
          (alias core export $memory "realloc" (core func $realloc))

          (core module $Workshop
            (global $melted (mut i32) (i32.const 0))
            (func (export "melt") (param i32) (global.set $melted (i32.add (global.get $melted) (i32.const 1))))
            (func (export "melted") (result i32) (global.get $melted)))
          (core instance $workshop (instantiate $Workshop))
          (type $tool (resource (rep i32) (dtor (core func $workshop "melt"))))

          {{Lines(Forwarded.Select(f => f.Name).Concat(Members.Select(m => m.Name)), name => $"""(core func ${Id(name)}' (canon lower (func $values "{name}") (memory $mem) (realloc $realloc)))""")}}
          (core func $token.drop' (canon resource.drop $token))
          (core func $tool.new' (canon resource.new $tool))
          (core func $tool.rep' (canon resource.rep $tool))
          (core func $tool.drop' (canon resource.drop $tool))
          (core func $points.new' (canon stream.new $points))
          (core func $points.read' (canon stream.read $points (memory $mem) (realloc $realloc)))
          (core func $points.write' (canon stream.write $points (memory $mem)))
          (core func $points.drop-readable' (canon stream.drop-readable $points))
          (core func $points.drop-writable' (canon stream.drop-writable $points))
          (core func $points.return' (canon task.return (result $points)))
          (core func $promise.new' (canon future.new $promise))
          (core func $promise.read' (canon future.read $promise (memory $mem) (realloc $realloc)))
          (core func $promise.write' (canon future.write $promise (memory $mem)))
          (core func $promise.drop-readable' (canon future.drop-readable $promise))
          (core func $promise.drop-writable' (canon future.drop-writable $promise))
          (core func $promise.return' (canon task.return (result $promise)))

          (core module $Main
            (import "" "mem" (memory 16))
            {{Lines(Forwarded, f => $"""(import "" "{f.Name}" (func ${f.Name} (param {f.Parameters} {(f.Result == InMemory ? "i32" : "")}) (result {(f.Result == InMemory ? "" : f.Result.Split(' ')[0])})))""")}}
            (import "" "constructor-token" (func $token (param i32) (result i32)))
            (import "" "method-token.bump" (func $bump (param i32 i32) (result i32)))
            (import "" "method-token.describe" (func $describe (param i32 i32)))
            (import "" "static-token.merge" (func $merge (param i32 i32) (result i32)))
            (import "" "token.drop" (func $drop-token (param i32)))
            (import "" "tool.new" (func $tool.new (param i32) (result i32)))
            (import "" "tool.rep" (func $tool.rep (param i32) (result i32)))
            (import "" "tool.drop" (func $tool.drop (param i32)))
            (import "" "points.new" (func $points.new (result i64)))
            (import "" "points.read" (func $points.read (param i32 i32 i32) (result i32)))
            (import "" "points.write" (func $points.write (param i32 i32 i32) (result i32)))
            (import "" "points.drop-readable" (func $points.drop-readable (param i32)))
            (import "" "points.drop-writable" (func $points.drop-writable (param i32)))
            (import "" "points.return" (func $points.return (param i32)))
            (import "" "promise.new" (func $promise.new (result i64)))
            (import "" "promise.read" (func $promise.read (param i32 i32) (result i32)))
            (import "" "promise.write" (func $promise.write (param i32 i32) (result i32)))
            (import "" "promise.drop-readable" (func $promise.drop-readable (param i32)))
            (import "" "promise.drop-writable" (func $promise.drop-writable (param i32)))
            (import "" "promise.return" (func $promise.return (param i32)))

            {{Lines(Forwarded, Forward)}}
            (func (export "tokens") (param $a i32) (param $b i32) (result i32) (local $t i32)
              (local.set $t (call $merge (call $token (local.get $a)) (call $token (local.get $b))))
              (drop (call $bump (local.get $t) (i32.const 1000)))
              (call $describe (local.get $t) (i32.const 1024))
              (call $drop-token (local.get $t))
              (i32.const 1024))
            (func (export "copy") (param $from i32) (local $ends i64) (local $to i32)
              (local.set $ends (call $points.new))
              (call $points.return (i32.wrap_i64 (local.get $ends)))
              (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
              (block $end
                (loop $next
                  ;; One element of 56 bytes: 16 is COMPLETED with a count of 1.
                  (br_if $end (i32.lt_u (call $points.read (local.get $from) (i32.const 2048) (i32.const 1)) (i32.const 16)))
                  (br_if $end (i32.lt_u (call $points.write (local.get $to) (i32.const 2048) (i32.const 1)) (i32.const 16)))
                  (br $next)))
              (call $points.drop-readable (local.get $from))
              (call $points.drop-writable (local.get $to)))
            (func (export "relay") (param $from i32) (local $ends i64) (local $to i32)
              (local.set $ends (call $promise.new))
              (call $promise.return (i32.wrap_i64 (local.get $ends)))
              (local.set $to (i32.wrap_i64 (i64.shr_u (local.get $ends) (i64.const 32))))
              (drop (call $promise.read (local.get $from) (i32.const 4096)))
              (drop (call $promise.write (local.get $to) (i32.const 4096)))
              (call $promise.drop-readable (local.get $from))
              (call $promise.drop-writable (local.get $to)))
            (func (export "tool") (param i32) (result i32) (call $tool.new (local.get 0)))
            (func (export "tool.power") (param i32) (result i32) (local.get 0))
            (func (export "tool.work") (param $self i32) (param {{Point}}) (result i32)
              (call $later {{Operands(Point, 1)}} (i32.const 1024)) (i32.const 1024))
            (func (export "tool.strongest") (param $a i32) (param $b i32) (result i32)
              (if (result i32) (i32.gt_u (call $tool.rep (local.get $a)) (call $tool.rep (local.get $b)))
                (then (call $tool.drop (local.get $b)) (local.get $a))
                (else (call $tool.drop (local.get $a)) (local.get $b))))
            (func (export "difference") (param i32 i32) (result i32) (i32.sub (local.get 0) (local.get 1))))

          (core instance $main (instantiate $Main (with "" (instance
            (export "mem" (memory $mem))
            {{Lines(Forwarded.Select(f => f.Name).Concat(Members.Select(m => Id(m.Name))).Concat(
                ["token.drop", "tool.new", "tool.rep", "tool.drop", "points.new", "points.read", "points.write", "points.drop-readable", "points.drop-writable", "points.return",
                    "promise.new", "promise.read", "promise.write", "promise.drop-readable", "promise.drop-writable", "promise.return"]), name => $"""(export "{name}" (func ${name}'))""")}}))))

          {{Lines(Forwarded, f => $"""(func ${f.Name} {f.Type} (canon lift (core func $main "{f.Name}") (memory $mem) (realloc $realloc)))""")}}
          (func $tokens async (param "a" u32) (param "b" u32) (result string) (canon lift (core func $main "tokens") (memory $mem) (realloc $realloc)))
          (func $copy async (param "s" $points) (result $points) (canon lift (core func $main "copy") async (memory $mem) (realloc $realloc)))
          (func $relay async (param "f" $promise) (result $promise) (canon lift (core func $main "relay") async (memory $mem) (realloc $realloc)))
          (instance $mirror
            (export "suit" (type $suit)) (export "rights" (type $rights)) (export "point" (type $point)) (export "shape" (type $shape)) (export "token" (type $token))
            {{Lines(Forwarded.Select(f => f.Name).Concat(["tokens", "copy", "relay"]), name => $"""(export "{name}" (func ${name}))""")}})
          (export "acme:mirror/mirror@1.0.0" (instance $mirror))

          {{Lines(Workshop, f => $"""(func ${Id(f.Name)} {f.Type} (canon lift {f.Core} (memory $mem) (realloc $realloc)))""")}}
          ;; A component gives a resource its name for the world outside.
          (component $Shop
            {{Records("import")}}
            (import "tool" (type $tool (sub resource)))
            {{Lines(Workshop, f => $"""(import "{Id(f.Name).Replace('.', '-')}" (func ${Id(f.Name)} {f.Type}))""")}}
            (export $tool' "tool" (type $tool))
            {{Lines(Workshop, f => $"""(export "{f.Name}" (func ${Id(f.Name)}) (func {f.Type.Replace("$tool", "$tool'", StringComparison.Ordinal)}))""")}})
          (instance $shop (instantiate $Shop
            (with "suit" (type $suit)) (with "rights" (type $rights)) (with "point" (type $point)) (with "tool" (type $tool))
            {{Lines(Workshop, f => $"""(with "{Id(f.Name).Replace('.', '-')}" (func ${Id(f.Name)}))""")}}))
          (export "acme:mirror/workshop@1.0.0" (instance $shop)))
        """;

    private static string Forward((string Name, string Type, string Parameters, string Result) function)
    {
        var (name, _, parameters, result) = function;
        var operands = Operands(parameters, 0);
        if (result == InMemory) return $"""(func (export "{name}") (param {parameters}) (result i32) (call ${name} {operands} (i32.const 1024)) (i32.const 1024))""";
        var epilogue = result.IndexOf('(', StringComparison.Ordinal) is var at and >= 0 ? result[at..] : "";
        return $"""(func (export "{name}") (param {parameters}) (result {result.Split(' ')[0]}) (call ${name} {operands}) {epilogue})""";
    }

    private static string Records(string how) => $$"""
        (type $suit' (enum "clubs" "hearts" "spades")) ({{how}} "suit" (type $suit (eq $suit')))
        (type $rights' (flags "read" "write" "execute")) ({{how}} "rights" (type $rights (eq $rights')))
        (type $point' (record (field "x" s32) (field "y" f64) (field "label" string) (field "tags" (list string)) (field "suit" $suit) (field "rights" $rights) (field "next" (option u64))))
        ({{how}} "point" (type $point (eq $point')))
        """;

    private static string Operands(string parameters, int first) =>
        string.Join(' ', parameters.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select((_, i) => $"(local.get {first + i})"));

    private static string Id(string name) => name.Replace("[", "", StringComparison.Ordinal).Replace(']', '-');

    private static string Lines<T>(IEnumerable<T> items, Func<T, string> line) => string.Join('\n', items.Select(line));
}
