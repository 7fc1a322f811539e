// WebAssembly 3.0, "Execution: Aggregate Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#aggregate-instructions

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>An array type: makes its arrays, and moves elements in bulk, looking for an interruption now and then.</summary>
internal abstract class ArrayObjectType : ObjectType
{
    // A GuestArray, and the header of a CLR array with its length.
    private const int HeaderBytes = 32 + 24;

    private protected ArrayObjectType(FieldType element, ObjectType? super) : base("array", super)
    {
        Element = element;
        ElementBytes = Storage.SizeOf(element);
    }

    public FieldType Element { get; }

    /// <summary>What an element takes of an array, and of a data segment.</summary>
    public int ElementBytes { get; }

    public static ArrayObjectType Create(ArrayType type, ObjectType? super) =>
        (ArrayObjectType)Activator.CreateInstance(typeof(ArrayObjectType<>).MakeGenericType(Storage.TypeOf(type.Element)), type.Element, super)!;

    /// <summary>An array of default values.</summary>
    /// <exception cref="Trap">It is too large.</exception>
    public GuestArray New(Store store, uint length)
    {
        var bytes = HeaderBytes + (long)length * ElementBytes;
        if (length > Array.MaxLength) throw new Trap(TrapCode.LimitExceeded, $"an array of {length} elements is larger than this host can hold");
        store.Objects.Reserve(bytes);
        var array = new GuestArray(this, Allocate((int)length));
        store.Objects.Add(array, bytes);
        return array;
    }

    public abstract void Fill(GuestArray array, uint start, in Slot value, uint count, Store store);

    /// <param name="source">An array of the same storage type, or of references that may be stored here.</param>
    public abstract void Copy(GuestArray array, uint destination, GuestArray source, uint start, uint count, Store store);

    /// <summary>Copies numbers from bytes, as many as there are.</summary>
    public abstract void CopyFrom(ReadOnlySpan<byte> data, GuestArray array, uint destination, Store store);

    /// <summary>Copies references.</summary>
    public abstract void CopyFrom(ReadOnlySpan<object?> references, GuestArray array, uint destination, Store store);

    private protected abstract Array Allocate(int length);

    /// <exception cref="Trap">The range is not all in the array.</exception>
    public static void CheckRange(GuestArray array, uint start, uint count)
    {
        var length = (uint)array.Elements.Length;
        Trap.If(start > length || count > length - start, TrapCode.ArrayOutOfBounds);
    }
}

/// <typeparam name="T">How elements are stored: <see cref="Storage.TypeOf"/>.</typeparam>
internal sealed class ArrayObjectType<T>(FieldType element, ObjectType? super) : ArrayObjectType(element, super) where T : struct
{
    private protected override Array Allocate(int length) => new T[length];

    public override void Fill(GuestArray array, uint start, in Slot value, uint count, Store store)
    {
        CheckRange(array, start, count);
        BulkOperation.Fill(Elements(array, start, count), Storage.From<T>(value), store);
    }

    public override void Copy(GuestArray array, uint destination, GuestArray source, uint start, uint count, Store store)
    {
        CheckRange(array, destination, count);
        CheckRange(source, start, count);
        BulkOperation.Copy(Elements(source, start, count), Elements(array, destination, count), store);
    }

    public override void CopyFrom(ReadOnlySpan<byte> data, GuestArray array, uint destination, Store store)
    {
        var count = (uint)(data.Length / Unsafe.SizeOf<T>());
        CheckRange(array, destination, count);
        // The array may hold only numbers, but the compiler cannot know: hence the view in bytes by hand.
        ref var first = ref Unsafe.As<T, byte>(ref MemoryMarshal.GetArrayDataReference(Storage.Elements<T>(array)));
        var bytes = MemoryMarshal.CreateSpan(ref Unsafe.AddByteOffset(ref first, (nuint)destination * (nuint)Unsafe.SizeOf<T>()), data.Length);
        BulkOperation.Copy(data, bytes, store);
    }

    public override void CopyFrom(ReadOnlySpan<object?> references, GuestArray array, uint destination, Store store)
    {
        CheckRange(array, destination, (uint)references.Length);
        BulkOperation.Copy(MemoryMarshal.CreateReadOnlySpan(ref Unsafe.As<object?, T>(ref MemoryMarshal.GetReference(references)), references.Length), Elements(array, destination, (uint)references.Length), store);
    }

    private static Span<T> Elements(GuestArray array, uint start, uint count) => Storage.Elements<T>(array).AsSpan((int)start, (int)count);
}
