// WebAssembly 3.0, "Runtime Structure: Structure Instances" and "Array Instances".
// https://webassembly.github.io/spec/core/exec/runtime.html#structure-instances
//
// GuestObject   what an eqref refers to
//   GuestStruct   a structure: its fields follow the header, laid out by StructLayout
//   GuestArray    an array: a CLR array of the storage type
//   I31           an unboxed scalar of WebAssembly, a small object here
// ObjectType    what a GuestObject knows of its type: what casts compare
//
// They are managed objects, so that the .NET garbage collector is the guests' too: references on the stack, in locals, globals,
// tables and other objects keep them alive, cycles do not.

namespace Sluice.Runtime;

/// <summary>A structure, an array or an i31: what guests allocate and the garbage collector frees. Hosts see it as an opaque reference.</summary>
internal abstract class GuestObject(ObjectType type)
{
    /// <summary>Decides all casts. Of one engine: objects of another engine's guests match none of this one's types.</summary>
    public readonly ObjectType Type = type;

    public override string ToString() => Type.ToString();
}

/// <summary>A structure. The fields are in the derived class, always at the same distance from the object's start.</summary>
internal abstract class GuestStruct(ObjectType type) : GuestObject(type);

/// <typeparam name="TBody">Cells for the fields: <see cref="StructLayout"/>.</typeparam>
internal sealed class GuestStruct<TBody>(ObjectType type) : GuestStruct(type) where TBody : struct
{
    public TBody Body;

    public static GuestStruct Create(ObjectType type) => new GuestStruct<TBody>(type);
}

/// <summary>An array.</summary>
/// <param name="elements">An array of the element's storage type: <see cref="ArrayObjectType{T}"/>.</param>
internal sealed class GuestArray(ArrayObjectType type, Array elements) : GuestObject(type)
{
    public readonly Array Elements = elements;
}

/// <summary>A 31-bit integer as a reference. Two of them are the same reference if their values are.</summary>
internal sealed class I31 : GuestObject
{
    public const int Bytes = 32;

    private const int FirstCached = -128, LastCached = 1023;

    private static readonly ObjectType I31Type = new("i31", null);
    private static readonly I31[] Cached = [.. Enumerable.Range(FirstCached, LastCached - FirstCached + 1).Select(value => new I31(value))];

    /// <summary>The value, sign-extended.</summary>
    public readonly int Value;

    private I31(int value) : base(I31Type) => Value = value;

    /// <param name="value">Its topmost bit is ignored.</param>
    /// <param name="isNew">Whether memory was allocated.</param>
    public static I31 Of(int value, out bool isNew)
    {
        value = value << 1 >> 1;
        isNew = value is < FirstCached or > LastCached;
        return isNew ? new I31(value) : Cached[value - FirstCached];
    }

    public override string ToString() => $"i31 {Value}";
}
