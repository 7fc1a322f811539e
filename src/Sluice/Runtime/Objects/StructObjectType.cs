using System.Diagnostics;
using System.Reflection;
using System.Runtime.Intrinsics;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>A structure type: where its fields are, and the class of its objects.</summary>
internal sealed class StructObjectType : ObjectType
{
    // Header, class and type.
    private const int HeaderBytes = 24;

    private readonly StructLayout layout;
    private Type? body;
    private Func<ObjectType, GuestStruct>? create;

    public StructObjectType(StructType type, ObjectType? super) : base("struct", super)
    {
        Fields = type.Fields;
        layout = new StructLayout(type.Fields);
    }

    public FieldType[] Fields { get; }

    /// <summary>What an object takes of the heap.</summary>
    public int Bytes => HeaderBytes + layout.Bytes;

    /// <summary>The type argument of <see cref="GuestStruct{TBody}"/>.</summary>
    public Type Body => body ??= layout.BodyType();

    /// <summary>In bytes from the start of the body.</summary>
    public int OffsetOf(int field) => layout.Offsets[field];

    /// <summary>An object with default values; slow.</summary>
    public GuestStruct New(Store store)
    {
        create ??= typeof(GuestStruct<>).MakeGenericType(Body)
            .GetMethod(nameof(GuestStruct<NumberCell>.Create), BindingFlags.Public | BindingFlags.Static)!
            .CreateDelegate<Func<ObjectType, GuestStruct>>();
        var created = create(this);
        store.Objects.Add(created, Bytes);
        return created;
    }

    public void Set(GuestStruct structure, int field, in Slot value)
    {
        Debug.Assert(structure.Type.IsSubtypeOf(this), "Validation has checked the types.");
        var offset = OffsetOf(field);
        switch (Storage.TypeOf(Fields[field]))
        {
            case var type when type == typeof(byte): Storage.Field<byte>(structure, offset) = Storage.From<byte>(value); break;
            case var type when type == typeof(ushort): Storage.Field<ushort>(structure, offset) = Storage.From<ushort>(value); break;
            case var type when type == typeof(int) || type == typeof(float): Storage.Field<int>(structure, offset) = Storage.From<int>(value); break;
            case var type when type == typeof(Vector128<byte>): Storage.Field<Vector128<byte>>(structure, offset) = Storage.From<Vector128<byte>>(value); break;
            case var type when type == typeof(ReferenceCell): Storage.Field<ReferenceCell>(structure, offset) = Storage.From<ReferenceCell>(value); break;
            default: Storage.Field<long>(structure, offset) = Storage.From<long>(value); break;
        }
    }
}
