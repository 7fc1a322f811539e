// WebAssembly 3.0, "Binary Format: Types". https://webassembly.github.io/spec/core/binary/types.html

using Sluice.Types;

namespace Sluice.Binary;

/// <summary>Reads types. Type indices in them are the module's own and not yet checked.</summary>
internal static class TypeReader
{
    public static ValType ReadValType(this ref BinaryCursor cursor)
    {
        switch (cursor.Peek())
        {
            case 0x7f: cursor.Skip(1); return ValType.I32;
            case 0x7e: cursor.Skip(1); return ValType.I64;
            case 0x7d: cursor.Skip(1); return ValType.F32;
            case 0x7c: cursor.Skip(1); return ValType.F64;
            case 0x7b: cursor.Skip(1); return ValType.V128;
            default: return cursor.ReadRefType("malformed value type");
        }
    }

    public static ValType ReadRefType(this ref BinaryCursor cursor, string error = "malformed reference type")
    {
        var at = cursor.Position;
        var code = cursor.ReadByte();
        return code switch
        {
            0x63 => ValType.Ref(true, cursor.ReadHeapType()),
            0x64 => ValType.Ref(false, cursor.ReadHeapType()),
            >= 0x69 and <= 0x74 => ValType.Ref(true, new HeapType(code - 0x80)),
            _ => throw new MalformedException(error, at),
        };
    }

    public static HeapType ReadHeapType(this ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var code = cursor.ReadS33();
        return code switch
        {
            >= 0 => new HeapType((int)Math.Min(code, int.MaxValue)),
            >= -0x17 and <= -0x0c => new HeapType((int)code),
            _ => throw new MalformedException("malformed heap type", at),
        };
    }

    public static BlockType ReadBlockType(this ref BinaryCursor cursor)
    {
        var next = cursor.Peek();
        if (next == 0x40)
        {
            cursor.Skip(1);
            return BlockType.Empty;
        }
        if ((next & 0xc0) == 0x40) return new BlockType(-1, cursor.ReadValType());
        var at = cursor.Position;
        var index = cursor.ReadS33();
        if (index < 0) throw new MalformedException("malformed block type", at);
        return new BlockType((int)Math.Min(index, int.MaxValue), null);
    }

    /// <summary>A type section's entry: one type, or a group of mutually recursive ones.</summary>
    /// <param name="before">How many types there are before it.</param>
    public static SubType[] ReadRecursiveType(this ref BinaryCursor cursor, int before)
    {
        if (cursor.Peek() != 0x4e) return [cursor.ReadSubType()];
        cursor.Skip(1);
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(before + count, ImplementationLimits.Types, "types", at);
        var types = new SubType[count];
        for (var i = 0; i < types.Length; i++) types[i] = cursor.ReadSubType();
        return types;
    }

    private static SubType ReadSubType(this ref BinaryCursor cursor)
    {
        var form = cursor.Peek();
        if (form is not (0x50 or 0x4f)) return new SubType(true, [], cursor.ReadCompositeType());
        cursor.Skip(1);
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Supertypes, "supertypes", at);
        var supertypes = new int[count];
        for (var i = 0; i < supertypes.Length; i++) supertypes[i] = cursor.ReadIndex();
        return new SubType(form == 0x4f, supertypes, cursor.ReadCompositeType());
    }

    private static CompositeType ReadCompositeType(this ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        switch (cursor.Peek())
        {
            case 0x60:
                cursor.Skip(1);
                var parameters = cursor.ReadResultType(ImplementationLimits.Parameters, "parameters");
                return new FuncType(parameters, cursor.ReadResultType(ImplementationLimits.Results, "results"));
            case 0x5f:
                cursor.Skip(1);
                var count = cursor.ReadCount();
                ImplementationLimits.Check(count, ImplementationLimits.Fields, "fields", at);
                var fields = new FieldType[count];
                for (var i = 0; i < fields.Length; i++) fields[i] = cursor.ReadFieldType();
                return new StructType(fields);
            case 0x5e:
                cursor.Skip(1);
                return new ArrayType(cursor.ReadFieldType());
            case -1:
                throw BinaryCursor.UnexpectedEnd(at);
            case var next:
                // The code is a negative s7, so that a multi-byte LEB128 here is an overlong one.
                throw new MalformedException(next >= 0x80 ? "integer representation too long" : "malformed definition type", at);
        }
    }

    private static ValType[] ReadResultType(this ref BinaryCursor cursor, int limit, string what)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, limit, what, at);
        var types = new ValType[count];
        for (var i = 0; i < types.Length; i++) types[i] = cursor.ReadValType();
        return types;
    }

    private static FieldType ReadFieldType(this ref BinaryCursor cursor)
    {
        var packed = cursor.Peek() switch { 0x78 => PackedType.I8, 0x77 => PackedType.I16, _ => PackedType.None };
        if (packed != PackedType.None) cursor.Skip(1);
        var type = packed == PackedType.None ? cursor.ReadValType() : ValType.I32;
        return new FieldType(type, packed, cursor.ReadMutability());
    }

    public static bool ReadMutability(this ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        return cursor.ReadByte() switch
        {
            0 => false,
            1 => true,
            _ => throw new MalformedException("malformed mutability", at),
        };
    }

    public static GlobalType ReadGlobalType(this ref BinaryCursor cursor)
    {
        var type = cursor.ReadValType();
        return new GlobalType(type, cursor.ReadMutability());
    }

    public static TableType ReadTableType(this ref BinaryCursor cursor)
    {
        var element = cursor.ReadRefType();
        var at = cursor.Position;
        var limits = cursor.ReadLimits(out var is64, out var shared);
        if (shared) throw new MalformedException("malformed limits flags: tables cannot be shared", at);
        return new TableType(element, limits, is64);
    }

    public static MemoryType ReadMemoryType(this ref BinaryCursor cursor)
    {
        var limits = cursor.ReadLimits(out var is64, out var shared);
        return new MemoryType(limits, is64, shared);
    }

    public static TagType ReadTagType(this ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        if (cursor.ReadByte() != 0) throw new MalformedException("malformed tag attribute", at);
        return new TagType(cursor.ReadIndex());
    }

    // Bit 0: there is a maximum; bit 1 (threads proposal): shared, which needs a maximum; bit 2: addresses are i64.
    private static Limits ReadLimits(this ref BinaryCursor cursor, out bool is64, out bool shared)
    {
        var at = cursor.Position;
        var flags = cursor.ReadByte();
        if (flags is 0x02 or 0x06) throw new MalformedException("malformed limits flags: a shared memory must have a maximum", at);
        if ((flags & ~0x07) != 0) throw new MalformedException("malformed limits flags", at);
        shared = (flags & 2) != 0;
        is64 = (flags & 4) != 0;
        var minimum = cursor.ReadU64();
        return new Limits(minimum, (flags & 1) != 0 ? cursor.ReadU64() : null);
    }
}
