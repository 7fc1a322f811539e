using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Text;

internal sealed partial class ModuleParser
{
    private void TableField()
    {
        reader.TryIdentifier();
        InlineExports(ExternKind.Table, nextTable);
        if (TryInlineImport(out string module, out string name))
        {
            Import(module, name, TableType());
            return;
        }
        lastDefinition = "table";
        bool is64 = AddressType();
        if (AtRefType)
        {
            TableWithElements(is64);
        }
        else
        {
            var type = TableType(is64);
            var table = tables.Next();
            if (reader.AtRight)
            {
                table.TableType(type);
            }
            else
            {
                table.Bytes([0x40, 0x00]);
                table.TableType(type);
                Expression(table);
            }
        }
        nextTable++;
    }

    /// <summary>A table just large enough for the elements that follow.</summary>
    private void TableWithElements(bool is64)
    {
        var element = RefType();
        reader.Open("elem"u8);
        var items = new ByteWriter();
        // Plain indices make non-null funcrefs, which only a table of those or of funcref takes as such.
        bool indices = AtIndex || (reader.AtRight && element == Types.ValType.FuncRef);
        bool expressions = !indices || element != Types.ValType.FuncRef;
        int count = indices ? FunctionItems(items, expressions) : ExpressionItems(items);
        reader.Close();
        tables.Next().TableType(new(element, new((ulong)count, (ulong)count), is64));

        var offset = new ByteWriter();
        ZeroOffset(offset, is64);
        WriteElements(nextTable, offset, SegmentForm.Active, expressions ? element : null, count, items);
    }

    private static void ZeroOffset(ByteWriter writer, bool is64)
    {
        writer.Byte((byte)(is64 ? Opcode.I64Const : Opcode.I32Const));
        writer.Byte(0);
        writer.Byte((byte)Opcode.End);
    }

    private void MemoryField()
    {
        reader.TryIdentifier();
        InlineExports(ExternKind.Memory, nextMemory);
        if (TryInlineImport(out string module, out string name))
        {
            Import(module, name, MemoryType());
            return;
        }
        lastDefinition = "memory";
        bool is64 = AddressType();
        int? pageSize = PageSize();
        if (reader.TryOpen("data"u8))
        {
            byte[] bytes = reader.Strings();
            reader.Close();
            int pageLog2 = pageSize ?? 16;
            ulong pages = ((ulong)bytes.Length + (1ul << pageLog2) - 1) >> pageLog2;
            memories.Next().MemoryType(new(new(pages, pages), is64, false, pageLog2));
            var offset = new ByteWriter();
            ZeroOffset(offset, is64);
            WriteData(nextMemory, offset, bytes);
        }
        else
        {
            memories.Next().MemoryType(MemoryType(is64));
        }
        nextMemory++;
    }

    // Element segments

    private enum SegmentForm
    {
        Passive,
        Active,
        Declarative,
    }

    private void ElementField()
    {
        reader.TryIdentifier();
        var form = SegmentForm.Passive;
        int table = 0;
        ByteWriter? offset = null;
        bool explicitTable = false;
        if (reader.TryKeyword("declare"u8))
        {
            form = SegmentForm.Declarative;
        }
        else
        {
            if (reader.TryOpen("table"u8))
            {
                table = Index(tableSpace);
                reader.Close();
                explicitTable = true;
            }
            if (explicitTable || (reader.AtLeft && !reader.IsOpen("ref"u8)))
            {
                form = SegmentForm.Active;
                offset = Offset();
            }
        }

        var items = new ByteWriter();
        if (AtRefType)
        {
            var type = RefType();
            int count = ExpressionItems(items);
            WriteElements(table, offset, form, type, count, items);
            return;
        }
        // The kind may only be left out where there is nothing but an offset in front.
        if (!reader.TryKeyword("func"u8) && (form != SegmentForm.Active || explicitTable)) throw reader.Unexpected();
        int functionCount = FunctionItems(items, asExpressions: false);
        WriteElements(table, offset, form, null, functionCount, items);
    }

    private ByteWriter Offset()
    {
        var offset = new ByteWriter();
        if (reader.TryOpen("offset"u8))
        {
            Expression(offset);
            reader.Close();
        }
        else
        {
            FoldedExpression(offset);
        }
        return offset;
    }

    private int FunctionItems(ByteWriter items, bool asExpressions)
    {
        int count = 0;
        for (; AtIndex; count++)
        {
            int function = Index(functionSpace);
            if (asExpressions) items.Byte((byte)Opcode.RefFunc);
            items.Unsigned(function);
            if (asExpressions) items.Byte((byte)Opcode.End);
        }
        return count;
    }

    private int ExpressionItems(ByteWriter items)
    {
        int count = 0;
        for (; reader.AtLeft; count++)
        {
            if (reader.TryOpen("item"u8))
            {
                Expression(items);
                reader.Close();
            }
            else
            {
                FoldedExpression(items);
            }
        }
        return count;
    }

    /// <param name="type">Element type if the items are expressions; null for function indices.</param>
    private void WriteElements(int table, ByteWriter? offset, SegmentForm form, ValType? type, int count, ByteWriter items)
    {
        var segment = elements.Next();
        bool plainTable = table == 0 && (type is null || type == Types.ValType.FuncRef);
        int flags = form switch { SegmentForm.Passive => 1, SegmentForm.Declarative => 3, _ => plainTable ? 0 : 2 } | (type is null ? 0 : 4);
        segment.Byte((byte)flags);
        if (form == SegmentForm.Active)
        {
            if (!plainTable) segment.Unsigned(table);
            segment.Bytes(offset!.Span);
        }
        if ((flags & 3) != 0)
        {
            if (type is { } element) segment.ValType(element);
            else segment.Byte(0);
        }
        segment.Unsigned(count);
        segment.Bytes(items.Span);
    }

    // Data segments

    private void DataField()
    {
        reader.TryIdentifier();
        int memory = 0;
        ByteWriter? offset = null;
        if (reader.TryOpen("memory"u8))
        {
            memory = Index(memorySpace);
            reader.Close();
            offset = Offset();
        }
        else if (reader.AtLeft)
        {
            offset = Offset();
        }
        WriteData(memory, offset, reader.Strings());
    }

    private void WriteData(int memory, ByteWriter? offset, byte[] bytes)
    {
        var segment = data.Next();
        segment.Byte(offset is null ? (byte)1 : memory == 0 ? (byte)0 : (byte)2);
        if (offset is not null)
        {
            if (memory != 0) segment.Unsigned(memory);
            segment.Bytes(offset.Span);
        }
        segment.Blob(bytes);
    }
}
