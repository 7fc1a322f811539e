// Where the fields of a structure are. A subtype's objects are used as its supertype's, by code that knows nothing of the subtype, so
// that the place of a field follows from the fields before it alone, and is the same whatever class holds the body:
//
//   object   | header | class | ObjectType | body …
//   body     | cell 0 | cell 1 | … cell 7  | block 0 | block 1 | …        cells of 8 bytes, blocks of 32
//   cell     a reference, or numbers
//   block    | reference | reference | 16 bytes of numbers |
//
// Numbers fill a cell as far as their size allows: two i32, or an i32, an i16 and two i8, share one. Each sequence of up to eight
// cells is a CLR type of its own, made of the generic structures below, so that small objects have no byte too many; there are at most
// 510 such sequences in the process. What does not fit goes into blocks behind eight cells; their number is rounded up to a power of two,
// so that there are some 3,500 types with blocks at most.

using System.Numerics;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>The places of a structure's fields, and the type of its body.</summary>
internal sealed class StructLayout
{
    private const int CellBytes = 8, Cells = 8, BlockBytes = 32, NumberBytesInBlock = 16;

    private readonly List<bool> isReference = [];
    private readonly Queue<int> freeReferences = new();

    // By the base-two logarithm of their size.
    private readonly Queue<int>[] freeNumbers = [new(), new(), new(), new(), new()];
    private int blocks;

    public StructLayout(FieldType[] fields)
    {
        Offsets = [.. fields.Select(field => field.Type.IsRef ? PlaceReference() : PlaceNumber(BitOperations.Log2((uint)Storage.SizeOf(field))))];
        if (blocks > 0) blocks = (int)BitOperations.RoundUpToPowerOf2((uint)blocks);
    }

    /// <summary>By field, in bytes from the start of the body.</summary>
    public int[] Offsets { get; }

    public int Bytes => blocks > 0 ? Cells * CellBytes + blocks * BlockBytes : Math.Max(1, isReference.Count) * CellBytes;

    /// <summary>The structure of cells and blocks. Not empty even if there are no fields.</summary>
    public Type BodyType()
    {
        Type? body = null;
        if (blocks > 0)
        {
            body = typeof(CellBlock);
            for (var count = 1; count < blocks; count *= 2) body = typeof(CellBlocks<>).MakeGenericType(body);
        }
        for (var i = (blocks > 0 ? Cells : Math.Max(1, isReference.Count)) - 1; i >= 0; i--)
        {
            var cell = i < isReference.Count && isReference[i] ? typeof(ReferenceCell) : typeof(NumberCell);
            body = body is null ? cell : typeof(CellChain<,>).MakeGenericType(cell, body);
        }
        return body!;
    }

    private int PlaceReference()
    {
        if (freeReferences.TryDequeue(out var place)) return place;
        if (isReference.Count < Cells) return AddCell(true);
        AddBlock();
        return freeReferences.Dequeue();
    }

    private int PlaceNumber(int sizeLog2)
    {
        if (freeNumbers[sizeLog2].TryDequeue(out var place)) return place;
        var cells = (1 << sizeLog2) / CellBytes;
        if (cells > 0 && isReference.Count + cells <= Cells)
        {
            place = AddCell(false);
            for (var i = 1; i < cells; i++) AddCell(false);
            return place;
        }
        if (1 << sizeLog2 == NumberBytesInBlock)
        {
            AddBlock();
            return freeNumbers[sizeLog2].Dequeue();
        }
        var whole = PlaceNumber(sizeLog2 + 1);
        freeNumbers[sizeLog2].Enqueue(whole + (1 << sizeLog2));
        return whole;
    }

    private int AddCell(bool reference)
    {
        isReference.Add(reference);
        return CellBytes * (isReference.Count - 1);
    }

    private void AddBlock()
    {
        var at = Cells * CellBytes + BlockBytes * blocks++;
        freeReferences.Enqueue(at);
        freeReferences.Enqueue(at + CellBytes);
        freeNumbers[BitOperations.Log2(NumberBytesInBlock)].Enqueue(at + 2 * CellBytes);
    }
}

// The runtime keeps fields that are structures in the order of their declaration, with or without references in them.
#pragma warning disable CS0649 // Emitted code fills them, by their places.

/// <summary>Holds a reference. As an element of arrays it spares them the check that CLR arrays of classes make.</summary>
internal struct ReferenceCell
{
    public object? Value;
}

internal struct NumberCell
{
    public ulong Value;
}

internal struct CellChain<TFirst, TRest> where TFirst : struct where TRest : struct
{
    public TFirst First;
    public TRest Rest;
}

internal struct CellBlock
{
    public ReferenceCell Reference0, Reference1;
    public NumberCell Number0, Number1;
}

internal struct CellBlocks<T> where T : struct
{
    public T First, Second;
}
