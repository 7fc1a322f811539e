namespace Sluice.Tests.Runtime;

/// <summary>Structures, arrays and i31: each instruction, with what it traps on.</summary>
public sealed class ObjectTests
{
    private static long Run(string fields, string body)
    {
        var instance = Wasm.Instantiate($"""(module {fields} (func (export "run") (result i64) {body}))""");
        return instance.GetFunction<Func<long>>("run")();
    }

    private static void Traps(TrapCode code, string fields, string body)
    {
        var instance = Wasm.Instantiate($"""(module {fields} (func (export "run") {body}))""");
        Wasm.Traps(code, () => instance.GetFunction<Action>("run")());
    }

    // A field of every kind, so that some share cells and some find none.
    private const string Everything =
        """
        (type $all (struct
          (field $a (mut i8)) (field $b (mut externref)) (field $c (mut f64)) (field $d (mut i16)) (field $e (mut i32)) (field $f (mut i8))
          (field $g (mut v128)) (field $h (mut eqref)) (field $i (mut i64)) (field $j (mut f32)) (field $k (mut v128)) (field $l (mut i16))
          (field $m (mut eqref)) (field $n (mut i8)) (field $o (mut v128)) (field $p (mut i64)) (field $q (mut funcref)) (field $r (mut i8))))
        (type $pair (struct (field $x (mut i32)) (field $y (mut i32))))
        """;

    private const string Fill =
        """
        (local $s (ref $all))
        (local.set $s (struct.new $all
          (i32.const 0x1ff) (ref.null extern) (f64.const 2.5) (i32.const 0x18000) (i32.const -5) (i32.const 0x80)
          (v128.const i64x2 6 7) (struct.new $pair (i32.const 8) (i32.const 9)) (i64.const -10) (f32.const 11.5) (v128.const i64x2 12 13) (i32.const 14)
          (ref.i31 (i32.const 15)) (i32.const 16) (v128.const i64x2 17 18) (i64.const 19) (ref.null func) (i32.const 20)))
        """;

    [Theory]
    [InlineData("(i64.extend_i32_s (struct.get_s $all $a (local.get $s)))", -1)]
    [InlineData("(i64.extend_i32_s (struct.get_u $all $a (local.get $s)))", 0xff)]
    [InlineData("(i64.extend_i32_s (ref.is_null (struct.get $all $b (local.get $s))))", 1)]
    [InlineData("(i64.trunc_f64_s (f64.mul (struct.get $all $c (local.get $s)) (f64.const 2)))", 5)]
    [InlineData("(i64.extend_i32_s (struct.get_s $all $d (local.get $s)))", -0x8000)]
    [InlineData("(i64.extend_i32_s (struct.get_u $all $d (local.get $s)))", 0x8000)]
    [InlineData("(i64.extend_i32_s (struct.get $all $e (local.get $s)))", -5)]
    [InlineData("(i64.extend_i32_s (struct.get_s $all $f (local.get $s)))", -128)]
    [InlineData("(i64x2.extract_lane 0 (struct.get $all $g (local.get $s)))", 6)]
    [InlineData("(i64x2.extract_lane 1 (struct.get $all $g (local.get $s)))", 7)]
    [InlineData("(i64.extend_i32_s (struct.get $pair $y (ref.cast (ref $pair) (struct.get $all $h (local.get $s)))))", 9)]
    [InlineData("(struct.get $all $i (local.get $s))", -10)]
    [InlineData("(i64.trunc_f32_s (f32.mul (struct.get $all $j (local.get $s)) (f32.const 2)))", 23)]
    [InlineData("(i64x2.extract_lane 1 (struct.get $all $k (local.get $s)))", 13)]
    [InlineData("(i64.extend_i32_s (struct.get_u $all $l (local.get $s)))", 14)]
    [InlineData("(i64.extend_i32_s (i31.get_s (ref.cast i31ref (struct.get $all $m (local.get $s)))))", 15)]
    [InlineData("(i64.extend_i32_s (struct.get_u $all $n (local.get $s)))", 16)]
    [InlineData("(i64x2.extract_lane 0 (struct.get $all $o (local.get $s)))", 17)]
    [InlineData("(struct.get $all $p (local.get $s))", 19)]
    [InlineData("(i64.extend_i32_s (struct.get_u $all $r (local.get $s)))", 20)]
    public void A_field_has_the_value_that_its_structure_was_made_with(string read, long expected) => Assert.Equal(expected, Run(Everything, Fill + read));

    [Theory]
    [InlineData("$a", "i32.const 0x17f", "struct.get_s", 0x7f, 0xff)]
    [InlineData("$d", "i32.const 0x1ffff", "struct.get_s", -1, 0x8000)]
    [InlineData("$f", "i32.const 1", "struct.get_u", 1, 0x80)]
    [InlineData("$l", "i32.const 0xabcd", "struct.get_u", 0xabcd, 14)]
    [InlineData("$r", "i32.const 0xfe", "struct.get_u", 0xfe, 20)]
    public void Setting_a_field_changes_no_other(string field, string value, string get, long expected, long before)
    {
        const string Others =
            """
            (i64.add (i64.add (i64.add (struct.get $all $i (local.get $s)) (struct.get $all $p (local.get $s)))
              (i64.add (i64.extend_i32_s (struct.get $all $e (local.get $s))) (i64x2.extract_lane 1 (struct.get $all $o (local.get $s)))))
              (i64.add (i64.extend_i32_s (i32.add (i32.add (struct.get_u $all $a (local.get $s)) (struct.get_u $all $d (local.get $s))) (struct.get_u $all $f (local.get $s))))
                (i64.extend_i32_s (i32.add (i32.add (struct.get_u $all $l (local.get $s)) (struct.get_u $all $n (local.get $s))) (struct.get_u $all $r (local.get $s))))))
            """;
        Assert.Equal(expected, Run(Everything, $"{Fill} (struct.set $all {field} (local.get $s) ({value})) (i64.extend_i32_s ({get} $all {field} (local.get $s)))"));
        var sum = Run(Everything, Fill + Others);
        var set = $"(struct.set $all {field} (local.get $s) ({value}))";
        var unsigned = Run(Everything, $"{Fill} {set} (i64.extend_i32_s (struct.get_u $all {field} (local.get $s)))");
        Assert.Equal(sum - before + unsigned, Run(Everything, Fill + set + Others));
    }

    [Fact]
    public void A_structure_of_default_values_is_zero_and_null() => Assert.Equal(0b11, Run(Everything,
        """
        (local $s (ref $all))
        (local.set $s (struct.new_default $all))
        (i64.add (i64.or (struct.get $all $i (local.get $s)) (i64x2.extract_lane 1 (struct.get $all $o (local.get $s))))
          (i64.extend_i32_u (i32.add (ref.is_null (struct.get $all $h (local.get $s))) (i32.shl (ref.is_null (struct.get $all $q (local.get $s))) (i32.const 1)))))
        """));

    [Fact]
    public void A_structure_may_have_no_fields() => Assert.Equal(0, Run("(type $empty (struct))",
        "(i64.extend_i32_u (ref.eq (struct.new $empty) (struct.new_default $empty)))"));

    [Fact]
    public void A_structure_may_have_ten_thousand_fields()
    {
        var fields = string.Concat(Enumerable.Range(0, 10_000).Select(i => $"(field $f{i} (mut {(i % 3 == 0 ? "eqref" : i % 3 == 1 ? "i32" : "i64")}))"));
        Assert.Equal(123 + 77 + 9_998, Run($"(type $wide (struct {fields}))",
            """
            (local $s (ref $wide))
            (local.set $s (struct.new_default $wide))
            (struct.set $wide $f9997 (local.get $s) (i32.const 77))
            (struct.set $wide $f9998 (local.get $s) (i64.const 9998))
            (struct.set $wide $f9999 (local.get $s) (ref.i31 (i32.const 123)))
            (i64.add (struct.get $wide $f9998 (local.get $s)) (i64.extend_i32_u (i32.add (struct.get $wide $f9997 (local.get $s))
              (i31.get_u (ref.cast (ref i31) (struct.get $wide $f9999 (local.get $s)))))))
            """));
    }

    [Fact]
    public void A_subtypes_objects_are_used_as_their_supertypes() => Assert.Equal(1 + 20 + 300 + 4000, Run(
        """
        (type $super (sub (struct (field $a (mut i32)) (field $b (mut eqref)))))
        (type $sub (sub $super (struct (field $a (mut i32)) (field $b (mut eqref)) (field $c (mut i16)) (field $d (mut eqref)) (field $e (mut v128)))))
        (func $read (param (ref $super)) (result i32)
          (i32.add (struct.get $super $a (local.get 0)) (i31.get_s (ref.cast i31ref (struct.get $super $b (local.get 0))))))
        """,
        """
        (local $s (ref $sub))
        (local.set $s (struct.new $sub (i32.const 1) (ref.i31 (i32.const 20)) (i32.const 300) (ref.null eq) (v128.const i64x2 0 4000)))
        (i64.add (i64.extend_i32_u (i32.add (call $read (local.get $s)) (struct.get_s $sub $c (local.get $s))))
          (i64x2.extract_lane 1 (struct.get $sub $e (local.get $s))))
        """));

    [Theory]
    [InlineData("i8", "i32", "(i64.extend_i32_s (array.get_s $t (local.get $a) (i32.const 2)))", -2)]
    [InlineData("i8", "i32", "(i64.extend_i32_s (array.get_u $t (local.get $a) (i32.const 2)))", 254)]
    [InlineData("i16", "i32", "(i64.extend_i32_s (array.get_s $t (local.get $a) (i32.const 2)))", -2)]
    [InlineData("i16", "i32", "(i64.extend_i32_s (array.get_u $t (local.get $a) (i32.const 2)))", 65534)]
    [InlineData("i32", "i32", "(i64.extend_i32_s (array.get $t (local.get $a) (i32.const 2)))", -2)]
    [InlineData("i64", "i64", "(array.get $t (local.get $a) (i32.const 2))", -2)]
    [InlineData("f32", "f32", "(i64.trunc_f32_s (array.get $t (local.get $a) (i32.const 2)))", -2)]
    [InlineData("f64", "f64", "(i64.trunc_f64_s (array.get $t (local.get $a) (i32.const 2)))", -2)]
    public void Elements_of_numbers_are_read_and_written(string storage, string type, string read, long expected)
    {
        var fields = $"(type $t (array (mut {storage})))";
        Assert.Equal(expected, Run(fields, $"(local $a (ref $t)) (local.set $a (array.new $t ({type}.const -2) (i32.const 5))) {read}"));
        Assert.Equal(expected, Run(fields, $"(local $a (ref $t)) (local.set $a (array.new_default $t (i32.const 3))) (array.set $t (local.get $a) (i32.const 2) ({type}.const -2)) {read}"));
        Assert.Equal(expected, Run(fields, $"(local $a (ref $t)) (local.set $a (array.new_fixed $t 3 ({type}.const 1) ({type}.const 1) ({type}.const -2))) {read}"));
        Assert.Equal(expected, Run(fields, $"(local $a (ref $t)) (local.set $a (array.new_default $t (i32.const 4))) (array.fill $t (local.get $a) (i32.const 1) ({type}.const -2) (i32.const 2)) {read}"));
        Assert.Equal(0, Run(fields, $"(local $a (ref $t)) (local.set $a (array.new_default $t (i32.const 4))) (array.fill $t (local.get $a) (i32.const 3) ({type}.const -2) (i32.const 1)) {read}"));
    }

    [Fact]
    public void Elements_may_be_vectors_and_references() => Assert.Equal(4 + 50 + 600, Run(
        "(type $v (array (mut v128))) (type $r (array (mut eqref))) (type $f (array funcref)) (func $six (result i32) (i32.const 600)) (elem declare func $six) (type $six (func (result i32)))",
        """
        (local $v (ref $v)) (local $r (ref $r)) (local $f (ref $f))
        (local.set $v (array.new $v (v128.const i64x2 3 4) (i32.const 2)))
        (local.set $r (array.new $r (local.get $v) (i32.const 3)))
        (array.set $r (local.get $r) (i32.const 2) (ref.i31 (i32.const 50)))
        (local.set $f (array.new_fixed $f 1 (ref.func $six)))
        (i64.add (i64x2.extract_lane 1 (array.get $v (ref.cast (ref $v) (array.get $r (local.get $r) (i32.const 1))) (i32.const 1)))
          (i64.extend_i32_u (i32.add (i31.get_u (ref.cast i31ref (array.get $r (local.get $r) (i32.const 2))))
            (call_ref $six (ref.cast (ref $six) (array.get $f (local.get $f) (i32.const 0)))))))
        """));

    [Fact]
    public void Arrays_are_made_of_segments() => Assert.Equal(0x0403 + 2 + 7, Run(
        """
        (type $words (array (mut i16))) (type $functions (array (mut funcref))) (type $f (func (result i32)))
        (data $d "\01\02\03\04\05\06") (elem $e func $one $two) (func $one (result i32) (i32.const 1)) (func $two (result i32) (i32.const 2))
        """,
        """
        (local $w (ref $words)) (local $f (ref $functions))
        (local.set $w (array.new_data $words $d (i32.const 2) (i32.const 2)))
        (local.set $f (array.new_elem $functions $e (i32.const 0) (i32.const 2)))
        (array.init_data $words $d (local.get $w) (i32.const 1) (i32.const 4) (i32.const 1))
        (data.drop $d)
        (array.init_elem $functions $e (local.get $f) (i32.const 0) (i32.const 1) (i32.const 1))
        (elem.drop $e)
        (array.init_elem $functions $e (local.get $f) (i32.const 2) (i32.const 0) (i32.const 0))
        (i64.extend_i32_u (i32.add
          (i32.add (array.get_u $words (local.get $w) (i32.const 0)) (i32.eq (array.get_u $words (local.get $w) (i32.const 1)) (i32.const 0x0605)))
          (i32.add (i32.add (array.len (local.get $w)) (i32.add (array.len (local.get $f)) (i32.const 2)))
            (call_ref $f (ref.cast (ref $f) (array.get $functions (local.get $f) (i32.const 0)))))))
        """));

    [Theory]
    [InlineData(0, 1, 11234)]
    [InlineData(1, 0, 23455)]
    public void An_array_is_copied_within_itself(int destination, int source, long expected) => Assert.Equal(expected, Run(
        "(type $t (array (mut i8)))",
        $$"""
        (local $a (ref $t)) (local $i i32) (local $sum i64)
        (local.set $a (array.new_fixed $t 5 (i32.const 1) (i32.const 2) (i32.const 3) (i32.const 4) (i32.const 5)))
        (array.copy $t $t (local.get $a) (i32.const {{source}}) (local.get $a) (i32.const {{destination}}) (i32.const 4))
        (loop
          (local.set $sum (i64.add (i64.mul (local.get $sum) (i64.const 10)) (i64.extend_i32_u (array.get_u $t (local.get $a) (local.get $i)))))
          (br_if 0 (i32.lt_u (local.tee $i (i32.add (local.get $i) (i32.const 1))) (i32.const 5))))
        (local.get $sum)
        """));

    [Theory]
    [InlineData("(drop (struct.get $s 0 (ref.null $s)))", TrapCode.NullStructureReference)]
    [InlineData("(struct.set $s 0 (ref.null $s) (i32.const 0))", TrapCode.NullStructureReference)]
    [InlineData("(struct.set $s 1 (ref.null $s) (ref.null eq))", TrapCode.NullStructureReference)]
    [InlineData("(drop (array.get $a (ref.null $a) (i32.const 0)))", TrapCode.NullArrayReference)]
    [InlineData("(array.set $a (ref.null $a) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference)]
    [InlineData("(drop (array.len (ref.null array)))", TrapCode.NullArrayReference)]
    [InlineData("(array.fill $a (ref.null $a) (i32.const 0) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference)]
    [InlineData("(array.copy $a $a (ref.null $a) (i32.const 0) (array.new_default $a (i32.const 1)) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference)]
    [InlineData("(array.copy $a $a (array.new_default $a (i32.const 1)) (i32.const 0) (ref.null $a) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference)]
    [InlineData("(array.init_data $a $d (ref.null $a) (i32.const 0) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference)]
    [InlineData("(array.init_elem $f $e (ref.null $f) (i32.const 0) (i32.const 0) (i32.const 0))", TrapCode.NullArrayReference)]
    [InlineData("(drop (i31.get_s (ref.null i31)))", TrapCode.NullI31Reference)]
    [InlineData("(drop (i31.get_u (ref.null i31)))", TrapCode.NullI31Reference)]
    [InlineData("(drop (array.get $a (array.new_default $a (i32.const 3)) (i32.const 3)))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(drop (array.get $a (array.new_default $a (i32.const 3)) (i32.const -1)))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.set $a (array.new_default $a (i32.const 0)) (i32.const 0) (i32.const 0))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.fill $a (array.new_default $a (i32.const 3)) (i32.const 2) (i32.const 0) (i32.const 2))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.fill $a (array.new_default $a (i32.const 3)) (i32.const 2) (i32.const 0) (i32.const -1))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.copy $a $a (array.new_default $a (i32.const 3)) (i32.const 3) (array.new_default $a (i32.const 9)) (i32.const 0) (i32.const 1))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.copy $a $a (array.new_default $a (i32.const 9)) (i32.const 0) (array.new_default $a (i32.const 3)) (i32.const 4) (i32.const 0))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.init_data $a $d (array.new_default $a (i32.const 3)) (i32.const 3) (i32.const 0) (i32.const 1))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.init_elem $f $e (array.new_default $f (i32.const 1)) (i32.const 1) (i32.const 0) (i32.const 1))", TrapCode.ArrayOutOfBounds)]
    [InlineData("(array.init_data $a $d (array.new_default $a (i32.const 9)) (i32.const 0) (i32.const 1) (i32.const 1))", TrapCode.MemoryOutOfBounds)]
    [InlineData("(drop (array.new_data $a $d (i32.const 0) (i32.const 2)))", TrapCode.MemoryOutOfBounds)]
    [InlineData("(drop (array.new_data $a $d (i32.const 4) (i32.const 0x40000001)))", TrapCode.MemoryOutOfBounds)]
    [InlineData("(array.init_elem $f $e (array.new_default $f (i32.const 9)) (i32.const 0) (i32.const 2) (i32.const 0))", TrapCode.TableOutOfBounds)]
    [InlineData("(drop (array.new_elem $f $e (i32.const 0) (i32.const 2)))", TrapCode.TableOutOfBounds)]
    [InlineData("(drop (ref.cast (ref $s) (ref.null eq)))", TrapCode.CastFailure)]
    [InlineData("(drop (ref.cast (ref null $s) (array.new_default $a (i32.const 0))))", TrapCode.CastFailure)]
    [InlineData("(drop (ref.cast i31ref (array.new_default $a (i32.const 0))))", TrapCode.CastFailure)]
    [InlineData("(drop (ref.cast (ref none) (ref.null none)))", TrapCode.CastFailure)]
    [InlineData("(drop (ref.as_non_null (ref.null $s)))", TrapCode.NullReference)]
    public void What_cannot_be_done_traps(string body, TrapCode code) => Traps(code,
        """
        (type $s (struct (field (mut i32)) (field (mut eqref)))) (type $a (array (mut i32))) (type $f (array (mut funcref)))
        (data $d "1234") (elem $e func $g) (func $g)
        """, body);

    [Theory]
    [InlineData(5, 5)]
    [InlineData(-1, -1)]
    [InlineData(100_000, 100_000)]
    [InlineData(0x40000000, -0x40000000)]
    [InlineData(0x7fffffff, -1)]
    public void An_i31_keeps_31_bits(int value, int expected)
    {
        Assert.Equal(expected, Run("", $"(i64.extend_i32_s (i31.get_s (ref.i31 (i32.const {value}))))"));
        Assert.Equal(expected & int.MaxValue, Run("", $"(i64.extend_i32_s (i31.get_u (ref.i31 (i32.const {value}))))"));
        Assert.Equal(1, Run("", $"(i64.extend_i32_s (ref.eq (ref.i31 (i32.const {value})) (ref.i31 (i32.const {expected}))))"));
        Assert.Equal(0, Run("", $"(i64.extend_i32_s (ref.eq (ref.i31 (i32.const {value})) (ref.i31 (i32.const {expected ^ 1}))))"));
    }

    [Theory]
    [InlineData("(ref.null eq) (ref.null i31)", 1)]
    [InlineData("(ref.null eq) (struct.new $s)", 0)]
    [InlineData("(struct.new $s) (struct.new $s)", 0)]
    [InlineData("(global.get $g) (global.get $g)", 1)]
    [InlineData("(global.get $g) (ref.i31 (i32.const 0))", 0)]
    public void References_are_equal_if_they_are_the_same(string operands, long expected) => Assert.Equal(expected,
        Run("(type $s (struct)) (global $g eqref (struct.new $s))", $"(i64.extend_i32_u (ref.eq {operands}))"));

    [Theory]
    [InlineData("(ref.null any)", "anyref", true)]
    [InlineData("(ref.null any)", "(ref any)", false)]
    [InlineData("(ref.null any)", "(ref null none)", true)]
    [InlineData("(ref.i31 (i32.const 5))", "(ref any)", true)]
    [InlineData("(ref.i31 (i32.const 5))", "(ref eq)", true)]
    [InlineData("(ref.i31 (i32.const 5))", "(ref i31)", true)]
    [InlineData("(ref.i31 (i32.const 5))", "(ref struct)", false)]
    [InlineData("(ref.i31 (i32.const 5))", "(ref none)", false)]
    [InlineData("(ref.i31 (i32.const 5))", "(ref null none)", false)]
    [InlineData("(struct.new $b)", "(ref eq)", true)]
    [InlineData("(struct.new $b)", "(ref struct)", true)]
    [InlineData("(struct.new $b)", "(ref array)", false)]
    [InlineData("(struct.new $b)", "(ref i31)", false)]
    [InlineData("(struct.new $b)", "(ref $a)", true)]
    [InlineData("(struct.new $b)", "(ref $b)", true)]
    [InlineData("(struct.new $b)", "(ref $c)", false)]
    [InlineData("(struct.new $b)", "(ref $other)", false)]
    [InlineData("(struct.new $c)", "(ref $a)", true)]
    [InlineData("(struct.new $a)", "(ref $b)", false)]
    [InlineData("(array.new_default $array (i32.const 1))", "(ref array)", true)]
    [InlineData("(array.new_default $array (i32.const 1))", "(ref $array)", true)]
    [InlineData("(array.new_default $array (i32.const 1))", "(ref struct)", false)]
    [InlineData("(array.new_default $array (i32.const 1))", "(ref eq)", true)]
    public void A_cast_succeeds_for_what_a_test_is_true_for(string value, string target, bool expected)
    {
        const string Types =
            """
            (type $a (sub (struct))) (type $b (sub $a (struct))) (type $c (sub $b (struct))) (type $other (sub $a (struct (field i32)))) (type $array (array i8))
            """;
        var number = expected ? 1 : 0;
        Assert.Equal(number, Run(Types, $"(i64.extend_i32_u (ref.test {target} {value}))"));
        Assert.Equal(number, Run(Types,
            $"(block $to (result {target}) (br_on_cast $to anyref {target} {value}) (drop) (return (i64.const 0))) (drop) (i64.const 1)"));
        Assert.Equal(number, Run(Types,
            $"(block $to (result anyref) (br_on_cast_fail $to anyref {target} {value}) (drop) (return (i64.const 1))) (drop) (i64.const 0)"));
        if (expected) Assert.Equal(3, Run(Types, $"(drop (ref.cast {target} {value})) (i64.const 3)"));
        else Traps(TrapCode.CastFailure, Types, $"(drop (ref.cast {target} {value}))");
    }

    [Theory]
    [InlineData("(ref.func $f)", "(ref $t)", 1)]
    [InlineData("(ref.func $f)", "(ref $u)", 0)]
    [InlineData("(ref.func $f)", "(ref func)", 1)]
    [InlineData("(ref.func $f)", "(ref nofunc)", 0)]
    [InlineData("(ref.null func)", "(ref null $u)", 1)]
    [InlineData("(ref.null func)", "(ref $t)", 0)]
    public void Functions_are_cast_too(string value, string target, long expected) => Assert.Equal(expected,
        Run("(type $t (func)) (type $u (func (param i32))) (func $f (type $t)) (elem declare func $f)", $"(i64.extend_i32_u (ref.test {target} {value}))"));

    [Fact]
    public void A_branch_takes_the_operands_below_the_reference_along() => Assert.Equal(12, Run("(type $s (struct (field i64)))",
        """
        (local $x i64)
        (block $to (result i64 (ref $s))
          (i64.const 5)
          (br_on_cast $to eqref (ref $s) (struct.new $s (i64.const 7)))
          (unreachable))
        (local.set $x (struct.get $s 0))
        (i64.add (local.get $x))
        """));

    [Fact]
    public void Constant_expressions_make_objects() => Assert.Equal(1 + 20 + 300 + 4_000 + 50_000 + 65_280, Run(
        """
        (type $node (struct (field $value i32) (field $next (ref null $node)) (field $half i16)))
        (type $bytes (array i8)) (type $any (array anyref))
        (global $bytes (ref $bytes) (array.new $bytes (i32.const 0x1ff) (i32.const 4)))
        (global $list (ref $node) (struct.new $node (i32.const 1) (struct.new $node (i32.const 20) (ref.null $node) (i32.const 0xff00)) (i32.const 300)))
        (global $empty (ref $node) (struct.new_default $node))
        (global $all (ref $any) (array.new_fixed $any 3 (ref.i31 (i32.const 4_000)) (global.get $bytes) (any.convert_extern (extern.convert_any (ref.i31 (i32.const 50_000))))))
        (global $zero (ref $any) (array.new_default $any (i32.const 2)))
        """,
        """
        (local $n (ref $node))
        (local.set $n (ref.as_non_null (struct.get $node $next (global.get $list))))
        (i64.extend_i32_u (i32.add (i32.add
          (i32.add (struct.get $node $value (global.get $list)) (struct.get $node $value (local.get $n)))
          (i32.add (struct.get_s $node $half (global.get $list)) (struct.get_u $node $half (local.get $n))))
          (i32.add (i32.add (i31.get_s (ref.cast i31ref (array.get $any (global.get $all) (i32.const 0))))
            (i31.get_s (ref.cast i31ref (array.get $any (global.get $all) (i32.const 2)))))
            (i32.add (i32.sub (array.get_u $bytes (ref.cast (ref $bytes) (array.get $any (global.get $all) (i32.const 1))) (i32.const 3)) (i32.const 255))
              (i32.add (struct.get $node $value (global.get $empty)) (i32.eqz (ref.is_null (array.get $any (global.get $zero) (i32.const 1)))))))))
        """));

    [Fact]
    public void Tables_and_segments_are_initialized_with_objects() => Assert.Equal(7 + 8, Run(
        """
        (type $s (struct (field i64)))
        (table $t 3 (ref $s) (struct.new $s (i64.const 7)))
        (elem (table $t) (i32.const 1) (ref $s) (struct.new $s (i64.const 8)))
        """,
        "(i64.add (struct.get $s 0 (table.get $t (i32.const 2))) (struct.get $s 0 (table.get $t (i32.const 1))))"));
}
