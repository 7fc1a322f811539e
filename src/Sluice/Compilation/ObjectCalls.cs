// WebAssembly 3.0, "Execution: Reference Instructions" and "Aggregate Instructions".
// https://webassembly.github.io/spec/core/exec/instructions.html#aggregate-instructions

using System.Runtime.CompilerServices;
using Sluice.Runtime;

namespace Sluice.Compilation;

/// <summary>
/// What emitted code calls to make and use the guests' objects. Validation has checked the types, so that nothing here asks again.
/// The inlined ones are what a compiler of its own would emit; an index outside an array is left to the CLR (see <see cref="GuestFault"/>).
/// </summary>
internal static unsafe class ObjectCalls
{
    public static void ThrowNullStructure() => throw new Trap(TrapCode.NullStructureReference);
    public static void ThrowNullArray() => throw new Trap(TrapCode.NullArrayReference);
    public static void ThrowNullI31() => throw new Trap(TrapCode.NullI31Reference);
    public static void ThrowCastFailure() => throw new Trap(TrapCode.CastFailure);

    // Structures

    /// <summary>A structure with default values.</summary>
    /// <param name="type">Type index.</param>
    /// <param name="bytes">What it takes of the heap.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object NewStructure<TBody>(Instance instance, int type, int bytes) where TBody : struct
    {
        var structure = new GuestStruct<TBody>(instance.ObjectTypes[type]!);
        if ((instance.Vm->ObjectBytesToNext -= bytes) < 0) Draw(instance, structure);
        return structure;
    }

    /// <summary>The place of a field of a structure that may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Field<T>(object? structure, int offset) where T : struct
    {
        if (structure is null) ThrowNullStructure();
        return ref Storage.Field<T>(structure!, offset);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref object? ReferenceField(object? structure, int offset) => ref Field<ReferenceCell>(structure, offset).Value;

    /// <summary>The place of a field of a structure that is not null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T NewField<T>(object structure, int offset) where T : struct => ref Storage.Field<T>(structure, offset);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref object? NewReferenceField(object structure, int offset) => ref Storage.Field<ReferenceCell>(structure, offset).Value;

    // Arrays

    /// <summary>An array of default values.</summary>
    public static object NewArray(int length, int type, Instance instance) => ArrayType(instance, type).New(instance.Store, (uint)length);

    /// <summary>An array of one value.</summary>
    public static object NewFilledArray<T>(T value, int length, int type, Instance instance) where T : struct
    {
        var array = ArrayType(instance, type).New(instance.Store, (uint)length);
        BulkOperation.Fill(Storage.Elements<T>(array), value, instance.Store);
        return array;
    }

    public static object NewFilledReferenceArray(object? value, int length, int type, Instance instance) =>
        NewFilledArray(new ReferenceCell { Value = value }, length, type, instance);

    public static object NewArrayFromData(int start, int count, int type, int segment, Instance instance)
    {
        var arrayType = ArrayType(instance, type);
        var data = DataRange(instance, segment, start, count, arrayType.ElementBytes);
        var array = arrayType.New(instance.Store, (uint)count);
        arrayType.CopyFrom(data, array, 0, instance.Store);
        return array;
    }

    public static object NewArrayFromElements(int start, int count, int type, int segment, Instance instance)
    {
        var elements = ElementRange(instance, segment, start, count);
        var arrayType = ArrayType(instance, type);
        var array = arrayType.New(instance.Store, (uint)count);
        arrayType.CopyFrom(elements, array, 0, instance.Store);
        return array;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(object? array)
    {
        if (array is null) ThrowNullArray();
        return Storage.Elements<byte>(array!).Length;
    }

    /// <summary>The place of an element of an array that may be null.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref T Element<T>(object? array, int index) where T : struct
    {
        if (array is null) ThrowNullArray();
        return ref Storage.Elements<T>(array!)[index];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ref object? ReferenceElement(object? array, int index) => ref Element<ReferenceCell>(array, index).Value;

    public static void Fill<T>(object? array, int start, T value, int count, Instance instance) where T : struct
    {
        var target = Array(array);
        ArrayObjectType.CheckRange(target, (uint)start, (uint)count);
        BulkOperation.Fill(Storage.Elements<T>(target).AsSpan(start, count), value, instance.Store);
    }

    public static void FillReferences(object? array, int start, object? value, int count, Instance instance) =>
        Fill(array, start, new ReferenceCell { Value = value }, count, instance);

    public static void Copy(object? array, int destination, object? source, int start, int count, Instance instance)
    {
        var target = Array(array);
        TypeOf(target).Copy(target, (uint)destination, Array(source), (uint)start, (uint)count, instance.Store);
    }

    public static void InitFromData(object? array, int destination, int start, int count, int segment, Instance instance)
    {
        var target = Array(array);
        ArrayObjectType.CheckRange(target, (uint)destination, (uint)count);
        var type = TypeOf(target);
        type.CopyFrom(DataRange(instance, segment, start, count, type.ElementBytes), target, (uint)destination, instance.Store);
    }

    public static void InitFromElements(object? array, int destination, int start, int count, int segment, Instance instance)
    {
        var target = Array(array);
        ArrayObjectType.CheckRange(target, (uint)destination, (uint)count);
        TypeOf(target).CopyFrom(ElementRange(instance, segment, start, count), target, (uint)destination, instance.Store);
    }

    // References

    public static object NewI31(int value, Instance instance)
    {
        var reference = I31.Of(value, out var isNew);
        if (isNew && (instance.Vm->ObjectBytesToNext -= I31.Bytes) < 0) Draw(instance, reference);
        return reference;
    }

    /// <summary>The value of an i31 that may be null, sign-extended.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int I31Value(object? reference)
    {
        if (reference is null) ThrowNullI31();
        return Unsafe.As<I31>(reference!).Value;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(object? left, object? right) =>
        left == right || left is I31 one && right is I31 other && one.Value == other.Value;

    // What casts ask, by the kind of the target. None of them asks twice whether a reference is null.
    public static bool IsInstance(object? reference, bool nullable, ObjectType type) =>
        reference is null ? nullable : reference is GuestObject instance && instance.Type.IsSubtypeOf(type);

    /// <summary>As <see cref="IsInstance"/>, for an eqref: no object of the host is one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsInstanceOfEq(object? reference, bool nullable, ObjectType type) =>
        reference is null ? nullable : Unsafe.As<GuestObject>(reference).Type.IsSubtypeOf(type);

    /// <param name="type">Canonical id.</param>
    public static bool IsFunction(object? reference, bool nullable, int type, Instance instance) =>
        reference is null ? nullable : reference is Function function && instance.Store.Engine.Types.IsSubtype(function.TypeId, type);

    public static bool IsEq(object? reference, bool nullable) => reference is null ? nullable : reference is GuestObject;

    public static bool IsI31(object? reference, bool nullable) => reference is null ? nullable : reference is I31;

    public static bool IsStruct(object? reference, bool nullable) => reference is null ? nullable : reference is GuestStruct;

    public static bool IsArray(object? reference, bool nullable) => reference is null ? nullable : reference is GuestArray;

    private static void Draw(Instance instance, object created) => instance.Store.Objects.Draw(created);

    private static ArrayObjectType ArrayType(Instance instance, int type) => Unsafe.As<ArrayObjectType>(instance.ObjectTypes[type]!);

    private static ArrayObjectType TypeOf(GuestArray array) => Unsafe.As<ArrayObjectType>(array.Type);

    private static GuestArray Array(object? reference)
    {
        if (reference is null) ThrowNullArray();
        return Unsafe.As<GuestArray>(reference!);
    }

    private static ReadOnlySpan<byte> DataRange(Instance instance, int segment, int start, int count, int elementBytes)
    {
        var data = instance.Data[segment].Span;
        var bytes = (ulong)(uint)count * (uint)elementBytes;
        Trap.If((uint)start > (uint)data.Length || bytes > (uint)data.Length - (uint)start, TrapCode.MemoryOutOfBounds);
        return data.Slice(start, (int)bytes);
    }

    private static ReadOnlySpan<object?> ElementRange(Instance instance, int segment, int start, int count)
    {
        var elements = instance.Elements[segment];
        Trap.If((uint)start > (uint)elements.Length || (uint)count > (uint)elements.Length - (uint)start, TrapCode.TableOutOfBounds);
        return elements.AsSpan(start, count);
    }
}
