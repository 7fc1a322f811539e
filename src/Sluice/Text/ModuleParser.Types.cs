using System.Text;
using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Text;

internal sealed partial class ModuleParser
{
    private readonly List<SubType> types = [];
    /// <summary>Sizes of the recursion groups; -1 for a lone type outside of one.</summary>
    private readonly List<int> groups = [];
    /// <summary>The first type of each definition that an implicit type use may reuse.</summary>
    private readonly Dictionary<FuncType, int> plainFunctionTypes = [];
    private readonly Dictionary<int, IndexSpace> fieldSpaces = [];

    private void TypeField()
    {
        if (reader.IsOpen("type"u8))
        {
            TypeDefinition();
            groups.Add(-1);
            Offer(types.Count - 1);
            return;
        }
        reader.Open("rec"u8);
        int first = types.Count;
        while (reader.AtLeft) TypeDefinition();
        reader.Close();
        groups.Add(types.Count - first);
        if (types.Count - first == 1) Offer(first);
    }

    /// <summary>Makes a type available to implicit type uses if it is a final function type in a group of its own.</summary>
    private void Offer(int index)
    {
        if (types[index] is { IsFinal: true, Supertypes: [], Composite: FuncType function }) plainFunctionTypes.TryAdd(function, index);
    }

    private void TypeDefinition()
    {
        reader.Open("type"u8);
        reader.TryIdentifier();
        types.Add(SubTypeText());
        reader.Close();
    }

    /// <summary>A type definition after its identifier.</summary>
    public SubType SubTypeText()
    {
        if (reader.TryOpen("sub"u8))
        {
            bool isFinal = reader.TryKeyword("final"u8);
            var supertypes = new List<int>();
            while (AtIndex) supertypes.Add(Index(typeSpace));
            var composite = CompositeType();
            reader.Close();
            return new(isFinal, [.. supertypes], composite);
        }
        return new(true, [], CompositeType());
    }

    private CompositeType CompositeType()
    {
        if (!reader.AtLeft) throw reader.Unexpected();
        CompositeType result;
        if (reader.TryOpen("func"u8)) result = FunctionType(null, identifiers: true);
        else if (reader.TryOpen("struct"u8)) result = StructType();
        else if (reader.TryOpen("array"u8)) result = new ArrayType(FieldType());
        else
        {
            reader.Advance();
            throw reader.Unexpected();
        }
        reader.Close();
        return result;
    }

    private StructType StructType()
    {
        var space = new IndexSpace("field");
        var fields = new List<FieldType>();
        while (reader.TryOpen("field"u8))
        {
            var at = reader.Current;
            if (reader.TryIdentifier() is { } identifier)
            {
                space.Add(identifier, reader, at);
                fields.Add(FieldType());
            }
            else
            {
                while (!reader.AtRight)
                {
                    space.Add(1);
                    fields.Add(FieldType());
                }
            }
            reader.Close();
        }
        fieldSpaces[types.Count] = space;
        names.AddFields(types.Count, space);
        return new StructType([.. fields]);
    }

    private FieldType FieldType()
    {
        bool mutable = reader.TryOpen("mut"u8);
        FieldType field;
        if (reader.TryKeyword("i8"u8)) field = new(Types.ValType.I32, PackedType.I8, mutable);
        else if (reader.TryKeyword("i16"u8)) field = new(Types.ValType.I32, PackedType.I16, mutable);
        else field = new(ValType(), PackedType.None, mutable);
        if (mutable) reader.Close();
        return field;
    }

    /// <summary>Parameters, then results.</summary>
    /// <param name="locals">Where parameters are bound, if anywhere.</param>
    /// <param name="identifiers">Whether parameters may have identifiers here.</param>
    private FuncType FunctionType(IndexSpace? locals, bool identifiers)
    {
        if (!reader.AtLeft) return FuncType.Empty;
        var parameters = new List<ValType>();
        while (reader.TryOpen("param"u8))
        {
            var at = reader.Current;
            if (identifiers && reader.TryIdentifier() is { } identifier)
            {
                locals?.Add(identifier, reader, at);
                parameters.Add(ValType());
            }
            else
            {
                while (!reader.AtRight)
                {
                    locals?.Add(1);
                    parameters.Add(ValType());
                }
            }
            reader.Close();
        }
        var results = new List<ValType>();
        while (reader.TryOpen("result"u8))
        {
            while (!reader.AtRight) results.Add(ValType());
            reader.Close();
        }
        if (reader.IsOpen("param"u8)) throw reader.Error("unexpected token");
        return new FuncType([.. parameters], [.. results]);
    }

    /// <summary>A type use: an index, inline parameters and results, or both; without index a type is found or made.</summary>
    private int TypeUse(IndexSpace? locals, bool identifiers, Func<FuncType, int>? defineType = null)
    {
        var at = reader.Current;
        int? explicitType = TryTypeIndex();
        var inline = FunctionType(locals, identifiers);
        if (explicitType is not { } index) return defineType?.Invoke(inline) ?? ImplicitType(inline);
        if (defineType is null) CheckInline(index, inline, at);
        if (inline.Parameters.Length == 0 && inline.Results.Length == 0 && locals is not null && FunctionTypeOf(index) is { } type) locals.Add(type.Parameters.Length);
        return index;
    }

    private int? TryTypeIndex()
    {
        if (!reader.TryOpen("type"u8)) return null;
        int index = Index(typeSpace);
        reader.Close();
        return index;
    }

    private void CheckInline(int index, FuncType inline, Token at)
    {
        // An index without inline types is the validator's business.
        if (inline.Parameters.Length == 0 && inline.Results.Length == 0) return;
        if (index >= types.Count) throw reader.Error($"unknown type {index}", at);
        var type = FunctionTypeOf(index) ?? throw reader.Error($"non-function type {index}", at);
        if (!type.Equals(inline)) throw reader.Error("inline function type does not match explicit type", at);
    }

    private FuncType? FunctionTypeOf(int index) => index < types.Count ? types[index].Composite as FuncType : null;

    private int ImplicitType(FuncType type)
    {
        if (plainFunctionTypes.TryGetValue(type, out int index)) return index;
        typeSpace.Add(1);
        types.Add(new(true, [], type));
        groups.Add(-1);
        plainFunctionTypes.Add(type, types.Count - 1);
        return types.Count - 1;
    }

    private ByteWriter? EncodeTypes()
    {
        if (groups.Count == 0) return null;
        var section = new ByteWriter();
        section.Unsigned(groups.Count);
        int next = 0;
        foreach (int size in groups)
        {
            if (size >= 0)
            {
                section.Byte(0x4e);
                section.Unsigned(size);
            }
            for (int end = next + Math.Abs(size); next < end; next++) section.SubType(types[next]);
        }
        return section;
    }

    // Value and reference types

    private ValType ValType() => TryValType() ?? throw reader.Unexpected();

    private ValType? TryValType()
    {
        if (reader.AtLeft) return RefType();
        if (reader.Kind != TokenKind.Keyword) return null;
        ValType? type = Encoding.ASCII.GetString(reader.Text) switch
        {
            "i32" => Types.ValType.I32,
            "i64" => Types.ValType.I64,
            "f32" => Types.ValType.F32,
            "f64" => Types.ValType.F64,
            "v128" => Types.ValType.V128,
            _ => null,
        };
        if (type is null) return TryShortRefType();
        reader.Advance();
        return type;
    }

    private ValType RefType()
    {
        if (!reader.AtLeft) return TryShortRefType() ?? throw reader.Unexpected();
        reader.Open("ref"u8);
        bool nullable = reader.TryKeyword("null"u8);
        var type = Types.ValType.Ref(nullable, HeapType());
        reader.Close();
        return type;
    }

    private bool AtRefType => reader.IsOpen("ref"u8) || (reader.Kind == TokenKind.Keyword && ShortRefType(reader.Text) is not null);

    private ValType? TryShortRefType()
    {
        if (reader.Kind != TokenKind.Keyword || ShortRefType(reader.Text) is not { } heap) return null;
        reader.Advance();
        return Types.ValType.Ref(true, heap);
    }

    private static HeapType? ShortRefType(ReadOnlySpan<byte> keyword) => Encoding.ASCII.GetString(keyword) switch
    {
        "anyref" => Types.HeapType.Any,
        "nullref" => Types.HeapType.None,
        "eqref" => Types.HeapType.Eq,
        "i31ref" => Types.HeapType.I31,
        "structref" => Types.HeapType.Struct,
        "arrayref" => Types.HeapType.Array,
        "funcref" => Types.HeapType.Func,
        "nullfuncref" => Types.HeapType.NoFunc,
        "exnref" => Types.HeapType.Exn,
        "nullexnref" => Types.HeapType.NoExn,
        "externref" => Types.HeapType.Extern,
        "nullexternref" => Types.HeapType.NoExtern,
        _ => null,
    };

    private HeapType HeapType()
    {
        if (AtIndex) return new HeapType(Index(typeSpace));
        if (reader.Kind != TokenKind.Keyword || AbstractHeapType(reader.Text) is not { } type) throw reader.Unexpected();
        reader.Advance();
        return type;
    }

    /// <summary>The abstract heap type of that name, if there is one.</summary>
    public static HeapType? AbstractHeapType(ReadOnlySpan<byte> keyword) => Encoding.ASCII.GetString(keyword) switch
    {
        "any" => Types.HeapType.Any,
        "none" => Types.HeapType.None,
        "eq" => Types.HeapType.Eq,
        "i31" => Types.HeapType.I31,
        "struct" => Types.HeapType.Struct,
        "array" => Types.HeapType.Array,
        "func" => Types.HeapType.Func,
        "nofunc" => Types.HeapType.NoFunc,
        "exn" => Types.HeapType.Exn,
        "noexn" => Types.HeapType.NoExn,
        "extern" => Types.HeapType.Extern,
        "noextern" => Types.HeapType.NoExtern,
        _ => null,
    };

    private GlobalType GlobalType()
    {
        if (!reader.TryOpen("mut"u8)) return new(ValType(), false);
        var type = ValType();
        reader.Close();
        return new(type, true);
    }

    /// <summary>The optional address type of a table or memory: whether it is i64.</summary>
    private bool AddressType()
    {
        if (reader.TryKeyword("i64"u8)) return true;
        reader.TryKeyword("i32"u8);
        return false;
    }

    private Limits Limits()
    {
        ulong minimum = reader.Natural64();
        return new(minimum, reader.Kind == TokenKind.Natural ? reader.Natural64() : null);
    }

    private TableType TableType() => TableType(AddressType());

    private TableType TableType(bool is64)
    {
        var limits = Limits();
        return new(RefType(), limits, is64);
    }

    private MemoryType MemoryType() => MemoryType(AddressType());

    private MemoryType MemoryType(bool is64)
    {
        var limits = Limits();
        bool shared = reader.TryKeyword("shared"u8);
        return new(limits, is64, shared, PageSize() ?? 16);
    }

    private int? PageSize()
    {
        if (!reader.TryOpen("pagesize"u8)) return null;
        uint size = reader.Natural32();
        if (!uint.IsPow2(size)) throw reader.Error("invalid custom page size");
        reader.Close();
        return (int)uint.Log2(size);
    }
}
