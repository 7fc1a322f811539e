namespace Sluice.Benchmarks;

/// <summary>Synchronous calls between components and with the host, against a core <c>call_indirect</c> and against copying the same bytes.</summary>
internal static class ComponentCalls
{
    private const int Scalars = 2_000_000;

    private static readonly int[] Lengths = [10, 1_000, 100_000];

    /// <param name="modules">The <c>node_modules</c> that jco is in, to call the same component through it; or null.</param>
    public static async Task<int> Run(string? modules)
    {
        var times = new List<(string Name, string What, double Time)>();
        var engine = new Engine();
        using var store = new Store(engine);
        var linker = new Linker(engine);
        linker.Root.Function("host-number", static (uint x) => x + 1);
        linker.Root.Function("host-text", static (string s) => s);
        var component = Component.Load(engine, Wat.ToBytes(Source));
        var instance = await linker.InstantiateAsync(store, component);
        Func<uint, ValueTask<uint>> Loop(string name) => instance.GetFunction<Func<uint, ValueTask<uint>>>(name);
        Func<uint, uint, ValueTask<uint>> Sized(string name) => instance.GetFunction<Func<uint, uint, ValueTask<uint>>>(name);

        var indirect = await Timing.Best(Scalars, async n => await Loop("indirect")((uint)n));
        Timing.Print("core call_indirect (i32) -> i32", indirect);
        times.Add(("indirect", "core call_indirect (i32) -> i32", indirect));
        void Scalar(string name, string what, double time)
        {
            Timing.Print(what, time, "call_indirect", time / indirect);
            times.Add((name, what, time));
        }
        Scalar("numbers", "guest → guest (u32) -> u32", await Timing.Best(Scalars, async n => await Loop("numbers")((uint)n)));
        Scalar("host-numbers", "guest → host  (u32) -> u32", await Timing.Best(Scalars / 4, async n => await Loop("host-numbers")((uint)n)));
        var number = Loop("number");
        Scalar("number", "host → guest  (u32) -> u32", await Timing.Best(Scalars / 8, async n =>
        {
            for (var i = 0; i < n; i++) await number(1);
        }));

        var text = instance.GetFunction<Func<string, ValueTask<string>>>("text");
        foreach (var length in Lengths)
        {
            // In and out again.
            var copy = 2 * await Timing.Copy(length);
            var count = Math.Clamp(50_000_000 / length, 200, 200_000);
            void Text(string name, string direction, double time)
            {
                var what = $"{direction} (string) -> string, {length:N0} bytes";
                Timing.Print(what, time, "memcpy", time / copy);
                times.Add(($"{name} {length}", what, time));
            }
            Text("texts", "guest → guest", await Timing.Best(count, async n => await Sized("texts")((uint)n, (uint)length)));
            Text("host-texts", "guest → host ", await Timing.Best(count / 4, async n => await Sized("host-texts")((uint)n, (uint)length)));
            var sent = new string('a', length);
            Text("text", "host → guest ", await Timing.Best(count / 4, async n =>
            {
                for (var i = 0; i < n; i++) await text(sent);
            }));
        }

        const int Records = 1_000;
        var records = await Timing.Copy(Records * 8);
        var lists = await Timing.Best(20_000, async n => await Sized("lists")((uint)n, Records));
        var listed = $"guest → guest (list<record {{ u32, u16 }}>), {Records:N0}";
        Timing.Print(listed, lists, "memcpy", lists / records);
        times.Add(("lists", listed, lists));
        if (modules is not null) JcoComparison.Print(times, JcoComparison.Measure(modules, Source, "component-calls.mjs", "--instantiation", "sync"));
        return 0;
    }

    private const string Source = """
        (component
          (import "host-number" (func $host-number (param "x" u32) (result u32)))
          (import "host-text" (func $host-text (param "s" string) (result string)))
          (component $Callee
            (core module $M
              (memory (export "mem") 8)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 65536))
              (func (export "number") (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
              (func (export "text") (param i32 i32) (result i32)
                (i32.store (i32.const 16) (local.get 0))
                (i32.store (i32.const 20) (local.get 1))
                (i32.const 16))
              (func (export "list") (param i32 i32) (result i32) (local.get 1)))
            (core instance $m (instantiate $M))
            (type $r' (record (field "a" u32) (field "b" u16)))
            (export $r "r" (type $r'))
            (func (export "number") (param "x" u32) (result u32) (canon lift (core func $m "number")))
            (func (export "text") (param "s" string) (result string)
              (canon lift (core func $m "text") (memory (core memory $m "mem")) (realloc (core func $m "realloc"))))
            (func (export "list") (param "l" (list $r)) (result u32)
              (canon lift (core func $m "list") (memory (core memory $m "mem")) (realloc (core func $m "realloc")))))
          (instance $callee (instantiate $Callee))
          (alias export $callee "number" (func $number))
          (alias export $callee "text" (func $text))
          (alias export $callee "list" (func $list))
          (component $Caller
            (import "host-number" (func $host-number (param "x" u32) (result u32)))
            (import "host-text" (func $host-text (param "s" string) (result string)))
            (import "number" (func $number (param "x" u32) (result u32)))
            (import "text" (func $text (param "s" string) (result string)))
            (type $r' (record (field "a" u32) (field "b" u16)))
            (import "r" (type $r (eq $r')))
            (import "list" (func $list (param "l" (list $r)) (result u32)))
            (core module $Memory
              (memory (export "mem") 8)
              (func (export "realloc") (param i32 i32 i32 i32) (result i32) (i32.const 262144)))
            (core instance $memory (instantiate $Memory))
            (canon lower (func $number) (core func $number'))
            (canon lower (func $text) (memory (core memory $memory "mem")) (realloc (core func $memory "realloc")) (core func $text'))
            (canon lower (func $list) (memory (core memory $memory "mem")) (core func $list'))
            (canon lower (func $host-number) (core func $host-number'))
            (canon lower (func $host-text) (memory (core memory $memory "mem")) (realloc (core func $memory "realloc")) (core func $host-text'))
            (core module $M
              (import "" "mem" (memory 8))
              (import "" "number" (func $number (param i32) (result i32)))
              (import "" "text" (func $text (param i32 i32 i32)))
              (import "" "list" (func $list (param i32 i32) (result i32)))
              (import "" "host-number" (func $host-number (param i32) (result i32)))
              (import "" "host-text" (func $host-text (param i32 i32 i32)))
              (type $f (func (param i32) (result i32)))
              (table 2 funcref)
              (elem (i32.const 0) $inc $dec)
              (func $inc (param i32) (result i32) (i32.add (local.get 0) (i32.const 1)))
              (func $dec (param i32) (result i32) (i32.sub (local.get 0) (i32.const 1)))
              (func $fill (param $n i32) (memory.fill (i32.const 65536) (i32.const 97) (local.get $n)))
              (func (export "indirect") (param $n i32) (result i32) (local $x i32)
                (loop $more
                  (local.set $x (call_indirect (type $f) (local.get $x) (i32.const 0)))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x))
              (func (export "numbers") (param $n i32) (result i32) (local $x i32)
                (loop $more
                  (local.set $x (call $number (local.get $x)))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x))
              (func (export "host-numbers") (param $n i32) (result i32) (local $x i32)
                (loop $more
                  (local.set $x (call $host-number (local.get $x)))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x))
              (func (export "texts") (param $n i32) (param $size i32) (result i32)
                (call $fill (local.get $size))
                (loop $more
                  (call $text (i32.const 65536) (local.get $size) (i32.const 16))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (i32.load (i32.const 20)))
              (func (export "host-texts") (param $n i32) (param $size i32) (result i32)
                (call $fill (local.get $size))
                (loop $more
                  (call $host-text (i32.const 65536) (local.get $size) (i32.const 16))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (i32.load (i32.const 20)))
              (func (export "lists") (param $n i32) (param $size i32) (result i32) (local $x i32)
                (loop $more
                  (local.set $x (call $list (i32.const 65536) (local.get $size)))
                  (br_if $more (local.tee $n (i32.sub (local.get $n) (i32.const 1)))))
                (local.get $x)))
            (core instance $m (instantiate $M (with "" (instance
              (export "mem" (memory $memory "mem"))
              (export "number" (func $number'))
              (export "text" (func $text'))
              (export "list" (func $list'))
              (export "host-number" (func $host-number'))
              (export "host-text" (func $host-text'))))))
            (func (export "indirect") (param "n" u32) (result u32) (canon lift (core func $m "indirect")))
            (func (export "numbers") (param "n" u32) (result u32) (canon lift (core func $m "numbers")))
            (func (export "host-numbers") (param "n" u32) (result u32) (canon lift (core func $m "host-numbers")))
            (func (export "texts") (param "n" u32) (param "size" u32) (result u32) (canon lift (core func $m "texts")))
            (func (export "host-texts") (param "n" u32) (param "size" u32) (result u32) (canon lift (core func $m "host-texts")))
            (func (export "lists") (param "n" u32) (param "size" u32) (result u32) (canon lift (core func $m "lists"))))
          (alias export $callee "r" (type $r))
          (instance $caller (instantiate $Caller
            (with "r" (type $r))
            (with "number" (func $number)) (with "text" (func $text)) (with "list" (func $list))
            (with "host-number" (func $host-number)) (with "host-text" (func $host-text))))
          (export "number" (func $number))
          (export "text" (func $text))
          (export "indirect" (func $caller "indirect"))
          (export "numbers" (func $caller "numbers"))
          (export "host-numbers" (func $caller "host-numbers"))
          (export "texts" (func $caller "texts"))
          (export "host-texts" (func $caller "host-texts"))
          (export "lists" (func $caller "lists")))
        """;
}
