using System.Diagnostics;
using System.Globalization;
using System.Text;
using Sluice.Components.Decoding;
using Sluice.Components.Validation;
using Sluice.Types;

namespace Sluice.Tests.Components;

/// <summary>Whatever the bytes: an answer, in bounded time, or one of two exceptions.</summary>
public sealed class HostileComponentTests
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(20);

    // Something of everything: resources, nested components and types, aliases, all kinds of canonical definitions.
    private static readonly byte[] Sample = Wat.ToBytes("""
        (component
          (type $rec (record (field "a" u8) (field "b" string)))
          (import "r" (type $r (sub resource)))
          (import "rec" (type $rec' (eq $rec)))
          (import "ns:pkg/iface@1.2.3" (instance $i
            (export "t" (type $t (sub resource)))
            (export "[method]t.get" (func (param "self" (borrow $t)) (result u32)))
            (export "f" (func (param "x" (own $t)) (result (option u64))))))
          (alias export $i "t" (type $t))
          (core module $m
            (memory (export "mem") 1)
            (func (export "run") (param i32) (result i32) local.get 0)
            (func (export "cb") (param i32 i32 i32) (result i32) i32.const 0)
            (func (export "start") (result i32) i32.const 0)
            (func (export "realloc") (param i32 i32 i32 i32) (result i32) i32.const 0))
          (core instance $c (instantiate $m))
          (type $mine (resource (rep i32)))
          (type $s (stream u8))
          (core func (canon resource.new $mine))
          (core func (canon resource.drop $t))
          (core func (canon stream.new $s))
          (core func (canon stream.read $s async (memory (core memory $c "mem"))))
          (core func (canon task.return (result u32)))
          (core func (canon waitable-set.new))
          (func $run (param "x" u32) (result u32) (canon lift (core func $c "run")))
          (func $go async (canon lift (core func $c "start") async (callback (core func $c "cb"))))
          (component $nested
            (import "g" (func $g (param "x" u32) (result u32)))
            (type $own (resource (rep i32)))
            (export "own" (type $own))
            (export "g" (func $g)))
          (instance $n (instantiate $nested (with "g" (func $run))))
          (export "run" (func $run))
          (export "go" (func $go))
          (export "n" (instance $n)))
        """);

    private static void Load(byte[] bytes)
    {
        try
        {
            ComponentValidator.Validate(ComponentDecoder.Decode(bytes), new TypeRegistry());
        }
        catch (Exception e) when (e is MalformedException or InvalidException)
        {
            Assert.NotEmpty(e.Message);
        }
    }

    private static void LoadWithinBound(byte[] bytes)
    {
        var watch = Stopwatch.StartNew();
        Load(bytes);
        Assert.True(watch.Elapsed < Bound, $"took {watch.Elapsed}");
    }

    [Fact]
    public void The_sample_is_valid() => ComponentValidator.Validate(ComponentDecoder.Decode(Sample), new TypeRegistry());

    [Fact]
    public void A_component_that_ends_too_early_is_malformed_unless_it_ends_between_sections()
    {
        for (var length = 0; length < Sample.Length; length++) Load(Sample[..length]);
        Assert.Throws<MalformedException>(static () => ComponentDecoder.Decode(Sample.AsMemory(0, Sample.Length - 1)));
    }

    [Fact]
    public void Any_single_byte_may_be_wrong()
    {
        for (var i = 0; i < Sample.Length; i++)
        {
            foreach (byte flip in (ReadOnlySpan<byte>)[0x01, 0x80, 0xff, 0x10])
            {
                var bytes = (byte[])Sample.Clone();
                bytes[i] ^= flip;
                Load(bytes);
            }
        }
    }

    [Fact]
    public void Random_changes_do_no_harm()
    {
        var random = new Random(20260821);
        for (var round = 0; round < 3_000; round++)
        {
            var bytes = (byte[])Sample.Clone();
            for (var changes = random.Next(1, 6); changes > 0; changes--) bytes[random.Next(8, bytes.Length)] = (byte)random.Next(256);
            Load(bytes);
        }
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(6)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(10)]
    [InlineData(11)]
    public void A_count_that_the_section_cannot_hold_is_malformed(byte section)
    {
        var bytes = new ComponentBytes().Raw(section, [0xff, 0xff, 0xff, 0xff, 0x0f, 0x00]).ToArray();
        Assert.Throws<MalformedException>(() => ComponentDecoder.Decode(bytes));
    }

    [Fact]
    public void Components_nest_only_so_deep()
    {
        byte[] component = new ComponentBytes().ToArray();
        for (var i = 0; i < 5_000; i++) component = new ComponentBytes().Raw(4, component).ToArray();
        var error = Assert.Throws<MalformedException>(() => ComponentDecoder.Decode(component));
        Assert.Contains("nested too deep", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Instance_types_nest_only_so_deep()
    {
        const int Depth = 50_000;
        // Each is an instance type with one declaration: a type.
        var nested = new List<byte>();
        for (var i = 0; i < Depth; i++) nested.AddRange([0x42, 0x01, 0x01]);
        nested.Add(0x73);
        Assert.Throws<MalformedException>(() => ComponentDecoder.Decode(new ComponentBytes().Section(7, 1, [.. nested]).ToArray()));
    }

    [Fact]
    public void Types_that_refer_to_types_go_only_so_deep()
    {
        var text = new StringBuilder("(component (type $t0 u8)");
        for (var i = 1; i < 2_000; i++) text.Append(CultureInfo.InvariantCulture, $" (type $t{i} (list $t{i - 1}))");
        Assert.Contains("too deep", Invalid(text.Append(')')).Message, StringComparison.Ordinal);

        text = new StringBuilder("(component (type $t0 (instance))");
        for (var i = 1; i < 2_000; i++) text.Append(CultureInfo.InvariantCulture, $" (type $t{i} (instance (export \"a\" (instance (type $t{i - 1})))))");
        Assert.Contains("too deep", Invalid(text.Append(')')).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Types_that_double_with_each_step_are_refused()
    {
        var text = new StringBuilder("(component (type $t0 u8)");
        for (var i = 1; i < 60; i++) text.Append(CultureInfo.InvariantCulture, $" (type $t{i} (tuple $t{i - 1} $t{i - 1}))");
        Invalid(text.Append(')'));
    }

    [Fact]
    public void Instances_that_double_with_each_step_are_refused_or_done_with_in_time()
    {
        var text = new StringBuilder("(component (type $t0 (instance (export \"r\" (type (sub resource)))))");
        for (var i = 1; i < 60; i++)
            text.Append(CultureInfo.InvariantCulture, $" (type $t{i} (instance (export \"a\" (instance (type $t{i - 1}))) (export \"b\" (instance (type $t{i - 1})))))");
        Invalid(text.Append(" (import \"i\" (instance (type $t59))))"));
    }

    [Fact]
    public void Components_that_double_their_instances_with_each_step_run_into_a_limit()
    {
        var text = new StringBuilder("(component $top (component $c0)");
        for (var i = 1; i < 40; i++)
            text.Append(CultureInfo.InvariantCulture, $" (component $c{i} (alias outer $top $c{i - 1} (component $p)) (instance (instantiate $p)) (instance (instantiate $p)))");
        var engine = new Engine();
        var component = Component.Load(engine, Wat.ToBytes(text.Append(" (instance (instantiate $c39)))").ToString()));
        var trap = Assert.Throws<Trap>(() => new Linker(engine).Instantiate(new Store(engine), component));
        Assert.Equal(TrapCode.LimitExceeded, trap.Code);
    }

    [Fact]
    public void Many_small_types_take_little_time()
    {
        var contents = new byte[300_000];
        Array.Fill(contents, (byte)0x73);
        LoadWithinBound(new ComponentBytes().Section(7, contents.Length, contents).ToArray());
    }

    [Theory]
    [InlineData("(component ", ")")]
    [InlineData("(type (list ", "))")]
    [InlineData("(type (instance (export \"a\" ", ")))")]
    [InlineData("(component (type (component ", ")))")]
    public void Text_that_nests_deep_is_refused_without_recursion(string open, string close)
    {
        const int Depth = 100_000;
        var text = new StringBuilder("(component ").Insert(11, open, Depth).Insert(11 + Depth * open.Length, close, Depth).Append(')').ToString();
        Exception? error = null;
        var thread = new Thread(() => error = Record.Exception(() => ComponentValidator.Validate(ComponentDecoder.Decode(Wat.ToBytes(text)), new TypeRegistry())), 512 << 10);
        thread.Start();
        Assert.True(thread.Join(Bound));
        Assert.True(error is MalformedException or InvalidException, $"{error}");
    }

    private static InvalidException Invalid(StringBuilder text)
    {
        var bytes = Wat.ToBytes(text.ToString());
        var watch = Stopwatch.StartNew();
        var error = Assert.Throws<InvalidException>(() => ComponentValidator.Validate(ComponentDecoder.Decode(bytes), new TypeRegistry()));
        Assert.True(watch.Elapsed < Bound, $"took {watch.Elapsed}");
        return error;
    }
}
