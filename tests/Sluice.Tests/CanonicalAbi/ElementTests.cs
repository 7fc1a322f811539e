using System.Runtime.InteropServices;
using Sluice.CanonicalAbi;
using Sluice.Wit.Types;

namespace Sluice.Tests.CanonicalAbi;

public sealed unsafe class ElementTests
{
    private readonly GuestSide giver = new(PointerSize.Memory32);
    private readonly GuestSide receiver = new(PointerSize.Memory64);

    [Fact]
    public void Bytes_go_from_memory_to_memory()
    {
        giver.Bytes[8..12].Fill(7);
        Move(ValType.U8, 8, 100, 3);
        Assert.Equal([0, 7, 7, 7, 0], receiver.Bytes.Slice(99, 5).ToArray());
    }

    [Fact]
    public void Elements_are_checked_and_normalised_on_their_way()
    {
        giver.Bytes[8] = 1;
        giver.Bytes[9] = 200;
        Move(ValType.Bool, 8, 100, 2);
        Assert.Equal([1, 1], receiver.Bytes.Slice(100, 2).ToArray());
        giver.Bytes[10] = 0x11;
        Assert.Throws<Trap>(() => Move(ValType.Char, 8, 100, 1));
    }

    [Fact]
    public void Elements_with_pointers_are_stored_anew()
    {
        receiver.Reset(1000);
        "hey"u8.CopyTo(giver.Bytes[50..]);
        giver.Bytes[8] = 50;
        giver.Bytes[12] = 3;
        Move(ValType.String, 8, 104, 1);
        Assert.Equal("hey"u8, receiver.Bytes.Slice(1000, 3));
        Assert.Equal(1000UL, BitConverter.ToUInt64(receiver.Bytes[104..]));
        Assert.Equal(3UL, BitConverter.ToUInt64(receiver.Bytes[112..]));
    }

    [Fact]
    public void The_host_takes_and_gives_elements()
    {
        int[] numbers = [1, -2, int.MaxValue];
        string[] words = ["", "ü", "abc"];
        Assert.Equal(numbers, ThroughMemory(ValType.S32, numbers));
        Assert.Equal(words, ThroughMemory(ValType.String, words));
        Assert.Equal([(1, "x")], ThroughMemory(new TupleType(Seq.Of<ValType>(ValType.U8, ValType.String)), [((byte)1, "x")]));
        Assert.Empty(ThroughMemory<byte>(ValType.U8, []));
    }

    private T[] ThroughMemory<T>(ValType element, T[] values)
    {
        receiver.Reset(1000);
        var context = receiver.Context();
        var address = context.Memory.Base + 8;
        Movers.LowerElements<T>(element, context.Options)(ref MemoryMarshal.GetArrayDataReference(values), values.Length, context, address);
        var result = new T[values.Length];
        Movers.LiftElements<T>(element, context.Options)(context, address, ref MemoryMarshal.GetArrayDataReference(result), result.Length);
        return result;
    }

    private void Move(ValType element, int source, int destination, int count)
    {
        var from = giver.Context();
        var to = receiver.Context();
        Movers.Elements(element, from.Options, to.Options)(from, from.Memory.Base + source, to, to.Memory.Base + destination, count);
    }
}
