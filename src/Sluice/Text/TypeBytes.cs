// WebAssembly 3.0, "Binary Format: Types". https://webassembly.github.io/spec/core/binary/types.html

using Sluice.Binary;
using Sluice.Types;

namespace Sluice.Text;

/// <summary>Writes types in the binary format.</summary>
internal static class TypeBytes
{
    public static void HeapType(this ByteWriter writer, HeapType type) => writer.Signed(type.Code);

    public static void ValType(this ByteWriter writer, ValType type)
    {
        switch (type.Kind)
        {
            case ValKind.I32: writer.Byte(0x7f); break;
            case ValKind.I64: writer.Byte(0x7e); break;
            case ValKind.F32: writer.Byte(0x7d); break;
            case ValKind.F64: writer.Byte(0x7c); break;
            case ValKind.V128: writer.Byte(0x7b); break;
            default:
                if (!(type.Nullable && !type.Heap.IsConcrete)) writer.Byte(type.Nullable ? (byte)0x63 : (byte)0x64);
                writer.HeapType(type.Heap);
                break;
        }
    }

    public static void ValTypes(this ByteWriter writer, IReadOnlyCollection<ValType> types)
    {
        writer.Unsigned(types.Count);
        foreach (var type in types) writer.ValType(type);
    }

    public static void SubType(this ByteWriter writer, SubType type)
    {
        if (!type.IsFinal || type.Supertypes.Length > 0)
        {
            writer.Byte(type.IsFinal ? (byte)0x4f : (byte)0x50);
            writer.Unsigned(type.Supertypes.Length);
            foreach (int supertype in type.Supertypes) writer.Unsigned(supertype);
        }
        switch (type.Composite)
        {
            case FuncType function:
                writer.Byte(0x60);
                writer.ValTypes(function.Parameters);
                writer.ValTypes(function.Results);
                break;
            case StructType structure:
                writer.Byte(0x5f);
                writer.Unsigned(structure.Fields.Length);
                foreach (var field in structure.Fields) writer.FieldType(field);
                break;
            case ArrayType array:
                writer.Byte(0x5e);
                writer.FieldType(array.Element);
                break;
        }
    }

    private static void FieldType(this ByteWriter writer, FieldType field)
    {
        switch (field.Packed)
        {
            case PackedType.I8: writer.Byte(0x78); break;
            case PackedType.I16: writer.Byte(0x77); break;
            default: writer.ValType(field.Type); break;
        }
        writer.Byte(field.Mutable ? (byte)1 : (byte)0);
    }

    private static void Limits(this ByteWriter writer, Limits limits, int flags)
    {
        writer.Byte((byte)(flags | (limits.Maximum is null ? 0 : 1)));
        writer.Unsigned(limits.Minimum);
        if (limits.Maximum is { } maximum) writer.Unsigned(maximum);
    }

    public static void TableType(this ByteWriter writer, TableType type)
    {
        writer.ValType(type.Element);
        writer.Limits(type.Limits, type.Is64 ? 4 : 0);
    }

    public static void MemoryType(this ByteWriter writer, MemoryType type)
    {
        bool customPage = type.PageSizeLog2 != 16;
        writer.Limits(type.Limits, (type.Is64 ? 4 : 0) | (type.Shared ? 2 : 0) | (customPage ? 8 : 0));
        if (customPage) writer.Unsigned(type.PageSizeLog2);
    }

    public static void GlobalType(this ByteWriter writer, GlobalType type)
    {
        writer.ValType(type.Type);
        writer.Byte(type.Mutable ? (byte)1 : (byte)0);
    }

    /// <summary>Kind byte and type of an import.</summary>
    public static void ExternType(this ByteWriter writer, ExternType type)
    {
        writer.Byte((byte)type.Kind);
        switch (type)
        {
            case FunctionExternType function:
                writer.Unsigned(function.TypeIndex);
                break;
            case TableType table:
                writer.TableType(table);
                break;
            case MemoryType memory:
                writer.MemoryType(memory);
                break;
            case GlobalType global:
                writer.GlobalType(global);
                break;
            case TagType tag:
                writer.Byte(0);
                writer.Unsigned(tag.TypeIndex);
                break;
        }
    }
}
