using Sluice.Tests.Binary;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Tests.Types;

public sealed class TypeRegistryTests
{
    private static int[] Types(TypeRegistry registry, string text)
    {
        var module = Sluice.Binary.BinaryDecoder.Decode(Wat.ToBytes(text));
        ModuleValidator.Validate(module, registry);
        return module.CanonicalTypes;
    }

    [Fact]
    public void Equal_types_of_different_modules_have_one_id()
    {
        var registry = new TypeRegistry();
        var first = Types(registry, "(module (type (func (param i32))) (type (func (result i64))))");
        var second = Types(registry, "(module (type (func (result i64))) (type (func)) (type (func (param i32))))");
        Assert.Equal(first[0], second[2]);
        Assert.Equal(first[1], second[0]);
        Assert.Equal(first[0], registry.Add(new FuncType([ValType.I32], [])));
        Assert.NotEqual(first[0], first[1]);
    }

    [Fact]
    public void Recursive_types_are_equal_where_their_groups_are()
    {
        var ids = Types(new TypeRegistry(), """
            (module
              (type $self1 (func (result (ref null $self1))))
              (type $self2 (func (result (ref null $self2))))
              (rec (type $a1 (func (result (ref $b1)))) (type $b1 (func (param (ref $a1)))))
              (rec (type $a2 (func (result (ref $b2)))) (type $b2 (func (param (ref $a2)))))
              (rec (type $c (func (param (ref $d)))) (type $d (func (result (ref $c)))))
              (type $unrolled (func (result (ref null $self1)))))
            """);
        Assert.Equal(ids[0], ids[1]);
        Assert.Equal(ids[2..4], ids[4..6]);
        Assert.NotEqual(ids[2], ids[7]);
        // Iso-recursive: a type is not equal to its unrolling.
        Assert.NotEqual(ids[0], ids[8]);
    }

    [Fact]
    public void Declared_subtypes_match_and_others_do_not()
    {
        var registry = new TypeRegistry();
        var ids = Types(registry, """
            (module
              (type $top (sub (func (result anyref))))
              (type $middle (sub $top (func (result eqref))))
              (type $leaf (sub final $middle (func (result i31ref))))
              (type $other (sub $top (func (result structref))))
              (type $s (sub (struct (field i32)))))
            """);
        Assert.True(registry.IsSubtype(ids[2], ids[0]));
        Assert.True(registry.IsSubtype(ids[2], ids[1]));
        Assert.True(registry.IsSubtype(ids[1], ids[1]));
        Assert.False(registry.IsSubtype(ids[0], ids[2]));
        Assert.False(registry.IsSubtype(ids[2], ids[3]));
        Assert.True(registry.Matches(new HeapType(ids[2]), HeapType.Func));
        Assert.True(registry.Matches(HeapType.NoFunc, new HeapType(ids[2])));
        Assert.True(registry.Matches(new HeapType(ids[4]), HeapType.Eq));
        Assert.False(registry.Matches(new HeapType(ids[4]), HeapType.Func));
        Assert.False(registry.Matches(HeapType.None, new HeapType(ids[2])));
        Assert.True(registry.Matches(ValType.Ref(false, new HeapType(ids[2])), ValType.FuncRef));
        Assert.False(registry.Matches(ValType.Ref(true, new HeapType(ids[2])), ValType.FuncRef.NonNull));
    }

    // One row per hierarchy, each type with all above it.
    [Theory]
    [InlineData("none", "none i31 struct array eq any")]
    [InlineData("i31", "i31 eq any")]
    [InlineData("struct", "struct eq any")]
    [InlineData("array", "array eq any")]
    [InlineData("eq", "eq any")]
    [InlineData("any", "any")]
    [InlineData("nofunc", "nofunc func")]
    [InlineData("func", "func")]
    [InlineData("noextern", "noextern extern")]
    [InlineData("extern", "extern")]
    [InlineData("noexn", "noexn exn")]
    [InlineData("exn", "exn")]
    [InlineData("bot", "none i31 struct array eq any nofunc func noextern extern noexn exn bot")]
    public void Abstract_heap_types_match_what_is_above_them(string sub, string supers)
    {
        HeapType[] all =
        [
            HeapType.None, HeapType.I31, HeapType.Struct, HeapType.Array, HeapType.Eq, HeapType.Any, HeapType.NoFunc, HeapType.Func,
            HeapType.NoExtern, HeapType.Extern, HeapType.NoExn, HeapType.Exn, HeapType.Bottom,
        ];
        var registry = new TypeRegistry();
        var type = all.Single(candidate => candidate.ToString() == sub);
        Assert.Equal(supers.Split(' ').Order(), all.Where(super => registry.Matches(type, super)).Select(super => super.ToString()).Order());
    }

    [Theory]
    [InlineData("(type (func (param (ref 1))))", "unknown type 1")]
    [InlineData("(type (sub 0 (func)))", "unknown type 0")]
    [InlineData("(type $a (func)) (type (sub $a (func)))", "sub type")]
    [InlineData("(type $a (sub (func))) (type (sub $a (func (param i32))))", "sub type")]
    [InlineData("(type $a (sub (func (param anyref)))) (type (sub $a (func (param eqref))))", "sub type")]
    public void Type_sections_that_break_a_rule_are_invalid(string types, string rule) => Load.IsInvalid($"(module {types})", rule);

    [Fact]
    public void Extern_types_match_as_imports()
    {
        var registry = new TypeRegistry();
        Assert.True(registry.Matches(new MemoryType(new Limits(2, 3), false), new MemoryType(new Limits(1, 3), false)));
        Assert.False(registry.Matches(new MemoryType(new Limits(2, null), false), new MemoryType(new Limits(1, 3), false)));
        Assert.False(registry.Matches(new MemoryType(new Limits(2, 3), true), new MemoryType(new Limits(1, 3), false)));
        Assert.True(registry.Matches(new GlobalType(ValType.FuncRef.NonNull, false), new GlobalType(ValType.FuncRef, false)));
        Assert.False(registry.Matches(new GlobalType(ValType.FuncRef.NonNull, true), new GlobalType(ValType.FuncRef, true)));
        Assert.False(registry.Matches(new TableType(ValType.FuncRef.NonNull, new Limits(1, 1), false), new TableType(ValType.FuncRef, new Limits(1, 1), false)));
    }

    [Fact]
    public async Task Threads_that_add_the_same_types_get_the_same_ids()
    {
        var registry = new TypeRegistry();
        static FuncType Type(int i) => new([.. Enumerable.Repeat(ValType.I32, i % 50)], [.. Enumerable.Repeat(ValType.F64, i / 50)]);
        var tasks = Enumerable.Range(0, 4).Select(_ => Task.Run(() => Enumerable.Range(0, 1000).Select(i => registry.Add(Type(i))).ToArray()));
        var ids = await Task.WhenAll(tasks);
        Assert.All(ids, other => Assert.Equal(ids[0], other));
        Assert.Equal(1000, ids[0].Distinct().Count());
        for (var i = 0; i < 1000; i++) Assert.Equal(Type(i), registry.GetFunction(ids[0][i]));
    }
}
