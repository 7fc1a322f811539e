using System.Diagnostics;
using Sluice.Binary;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Tests.Binary;

/// <summary>Whatever the bytes, loading ends soon: with a module, or with one of the two exceptions.</summary>
public sealed class HostileBinaryTests
{
    private static readonly byte[][] Modules =
    [
        ModuleBytes.EverySection(),
        ModuleBytes.WithBody(1, 2, 0x7b, 0xfd, 0x0c, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 0x21, 0, 0x20, 0, 0xfd, 0x15, 3, 0x1a, 0x0b),
        Wat.ToBytes("""
            (module
              (type $f (func (param i32) (result i32)))
              (memory i64 1) (table 2 (ref null $f))
              (func $a (type $f) (local (ref null $f))
                (block $l (result i32) (br_table $l $l 0 (local.get 0) (local.get 0)))
                (if (param i32) (result i32) (i32.const 1) (then (i32.load8_u offset=3 (i64.const 9)) (i32.add)) (else (drop) (i32.const 0)))
                (local.set 1 (ref.func $a))
                (call_ref $f (local.get 1)) (select (i32.const 1) (i32.const 2))
                (return_call_indirect (type $f) (i32.const 0)))
              (elem declare func $a))
            """),
    ];

    public static TheoryData<int> ModuleIndices => [.. Enumerable.Range(0, Modules.Length)];

    private static bool TryLoad(byte[] binary)
    {
        try
        {
            ModuleValidator.Validate(BinaryDecoder.Decode(binary), new TypeRegistry());
            return true;
        }
        catch (Exception e) when (e is MalformedException or InvalidException)
        {
            return false;
        }
    }

    [Theory]
    [MemberData(nameof(ModuleIndices))]
    public void A_module_cut_off_anywhere_is_refused_or_ends_between_sections(int module)
    {
        var whole = Modules[module];
        Load.Module(whole);
        var accepted = Enumerable.Range(0, whole.Length).Count(length => TryLoad(whole[..length]));
        Assert.InRange(accepted, 1, 12);
    }

    [Theory]
    [MemberData(nameof(ModuleIndices))]
    public void Any_one_byte_may_be_anything(int module)
    {
        var watch = Stopwatch.StartNew();
        var binary = (byte[])Modules[module].Clone();
        var refused = 0;
        for (var i = 0; i < binary.Length; i++)
        {
            var original = binary[i];
            for (var value = 0; value < 256; value += 3)
            {
                binary[i] = (byte)value;
                if (!TryLoad(binary)) refused++;
            }
            binary[i] = original;
        }
        Assert.True(refused > binary.Length);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(60));
    }

    public static TheoryData<byte, int> Counts => new MatrixTheoryData<byte, int>([1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 13], [int.MaxValue, 1_000_001, 1 << 28, -1]);

    [Theory]
    [MemberData(nameof(Counts))]
    public void A_claimed_count_costs_nothing(byte section, int count)
    {
        var binary = new ModuleBytes().Section(section, ModuleBytes.Unsigned((uint)count)).ToArray();
        Assert.InRange(Cost(binary, out var error), 0, 100_000);
        Assert.IsType<MalformedException>(error);
    }

    [Theory]
    [InlineData(1_000_000_000u)]
    [InlineData(uint.MaxValue)]
    [InlineData(50_001u)]
    public void Claimed_locals_cost_nothing(uint count)
    {
        var binary = ModuleBytes.WithBody([1, .. ModuleBytes.Unsigned(count), 0x7f, 0x0b]);
        Assert.InRange(Cost(binary, out var error), 0, 100_000);
        Assert.StartsWith("too many locals", Assert.IsType<MalformedException>(error).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Many_functions_with_many_locals_load_at_once()
    {
        var code = Enumerable.Repeat(ModuleBytes.Code([1, .. ModuleBytes.Unsigned(50_000), 0x7e, 0x0b]), 100_000).ToArray();
        var types = Enumerable.Repeat(new byte[] { 0 }, 100_000).ToArray();
        var watch = Stopwatch.StartNew();
        Assert.True(TryLoad(new ModuleBytes().Vector(1, [0x60, 0, 0]).Vector(3, types).Vector(10, code).ToArray()));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(10));
    }

    [Theory]
    [InlineData(40_000, true)]
    [InlineData(100_000, false)]
    [InlineData(3_000_000, false)]
    public void Blocks_nest_up_to_a_limit_and_never_on_our_stack(int depth, bool isAccepted)
    {
        byte[] body = [0, .. Enumerable.Repeat<byte[]>([0x02, 0x40], depth).SelectMany(x => x), .. Enumerable.Repeat<byte>(0x0b, depth + 1)];
        var loads = false;
        // A quarter of a megabyte: recursion on this depth would not survive it.
        var thread = new Thread(() => loads = TryLoad(ModuleBytes.WithBody(body)), 256 * 1024);
        thread.Start();
        Assert.True(thread.Join(TimeSpan.FromSeconds(30)));
        Assert.Equal(isAccepted, loads);
    }

    [Fact]
    public void Constant_expressions_nest_without_recursion()
    {
        byte[] nested = [.. Enumerable.Repeat<byte[]>([0x02, 0x40], 1_000_000).SelectMany(x => x)];
        Assert.False(TryLoad(new ModuleBytes().Vector(6, [0x7f, 0, .. nested]).ToArray()));
    }

    [Fact]
    public void Operands_that_calls_multiply_are_limited()
    {
        byte[] results = [.. Enumerable.Repeat<byte>(0x7e, 1000)];
        byte[] calls = [.. Enumerable.Repeat<byte[]>([0x10, 0], 100_000).SelectMany(x => x)];
        var binary = new ModuleBytes()
            .Vector(1, [0x60, 0, .. ModuleBytes.Unsigned(1000), .. results])
            .Vector(3, [0])
            .Vector(10, ModuleBytes.Code([0, .. calls, 0x0b]))
            .ToArray();
        Assert.InRange(Cost(binary, out var error), 0, 64 << 20);
        Assert.StartsWith("too many operands", Assert.IsType<InvalidException>(error).Rule, StringComparison.Ordinal);
    }

    [Fact]
    public void Lines_of_supertypes_are_limited_before_they_are_stored()
    {
        byte[][] types = [.. Enumerable.Range(0, 20_000).Select(i => i == 0
            ? new byte[] { 0x50, 0, 0x60, 0, 0 }
            : [0x50, 1, .. ModuleBytes.Unsigned((ulong)i - 1), 0x60, 0, 0])];
        Load.IsInvalid(new ModuleBytes().Vector(1, types).ToArray(), "sub type 64 is too deep");
    }

    // Bytes allocated while loading something that fails; the second time, when nothing is initialized any more.
    private static long Cost(byte[] binary, out Exception? error)
    {
        TryLoad(binary);
        var before = GC.GetAllocatedBytesForCurrentThread();
        error = Record.Exception(() => Load.Module(binary));
        return GC.GetAllocatedBytesForCurrentThread() - before;
    }
}
