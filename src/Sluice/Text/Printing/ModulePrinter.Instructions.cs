// WebAssembly 3.0, "Text Format: Instructions". https://webassembly.github.io/spec/core/text/instructions.html

using System.Buffers.Binary;
using System.Globalization;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Text.Printing;

internal sealed partial class ModulePrinter
{
    // Deeper nesting is not shown by more blanks: lines would grow with the square of the depth.
    private const int MaxIndentation = 40;

    private static readonly Identifiers NoNames = new([]);

    private void Function(int index)
    {
        var function = module.Functions[index];
        var locals = new Identifiers(module.Names.Locals.Where(local => local.Key.Function == index).Select(local => KeyValuePair.Create(local.Key.Local, local.Value)));
        Field($"(func{functions.Binding(index)} {TypeUse(function.TypeIndex)}");
        int next = 0;
        // Whoever prints an invalid module sees it as it is.
        if (function.TypeIndex < module.Types.Length && module.Types[function.TypeIndex].Composite is FuncType type)
        {
            foreach (var parameter in type.Parameters) writer.Write($" (param{locals.BindingOnly(next++)} {Type(parameter)})");
            writer.Write(List("result", type.Results));
        }
        foreach (var run in function.Locals) Locals(run, locals, ref next);
        Body(function.Body, locals);
        writer.Write(')');
    }

    /// <summary>A run of locals, in as few declarations as their identifiers allow.</summary>
    private void Locals(LocalRun run, Identifiers locals, ref int next)
    {
        const int PerLine = 32;
        int open = 0;
        for (uint i = 0; i < run.Count; i++)
        {
            string identifier = locals.BindingOnly(next++);
            if (open > 0 && (identifier.Length > 0 || open == PerLine))
            {
                writer.Write(')');
                open = 0;
            }
            if (identifier.Length > 0)
            {
                writer.Write($"\n{indent}    (local{identifier} {Type(run.Type)})");
                continue;
            }
            writer.Write(open++ == 0 ? $"\n{indent}    (local {Type(run.Type)}" : $" {Type(run.Type)}");
        }
        if (open > 0) writer.Write(')');
    }

    private void Body(ByteRange range, Identifiers locals)
    {
        var reader = new InstructionReader(module.Binary.Span, range);
        var instruction = default(Instruction);
        int depth = 0;
        while (reader.Read(ref instruction))
        {
            if (instruction.Opcode is Opcode.End or Opcode.Else) depth--;
            if (depth < 0) break;
            writer.Write($"\n{indent}    ");
            for (int i = 0; i < Math.Min(depth, MaxIndentation); i++) writer.Write("  ");
            Write(in instruction, locals);
            if (instruction.Opcode is Opcode.Block or Opcode.Loop or Opcode.If or Opcode.TryTable or Opcode.Else) depth++;
        }
    }

    /// <summary>An expression on one line.</summary>
    private void InlineExpression(ByteRange range, Identifiers locals)
    {
        var reader = new InstructionReader(module.Binary.Span, range);
        var instruction = default(Instruction);
        while (reader.Read(ref instruction) && instruction.Opcode != Opcode.End)
        {
            writer.Write(' ');
            Write(in instruction, locals);
        }
    }

    private void Write(in Instruction instruction, Identifiers locals)
    {
        writer.Write(instruction.Info.Mnemonic);
        int index = instruction.Index;
        switch (instruction.Info.Immediate)
        {
            case Immediate.None: break;
            case Immediate.BlockType: BlockType(instruction.Block); break;
            case Immediate.Label: Operand(Number((uint)index)); break;
            case Immediate.LabelTable:
                foreach (int label in instruction.Labels!) Operand(Number((uint)label));
                break;
            case Immediate.Function: Operand(functions.Reference(index)); break;
            case Immediate.TypeIndex: Operand(types.Reference(index)); break;
            case Immediate.TypeTable:
                if (instruction.Index2 != 0) Operand(tables.Reference(instruction.Index2));
                Operand(TypeUse(index));
                break;
            case Immediate.Tag: Operand(tags.Reference(index)); break;
            case Immediate.TryTable:
                BlockType(instruction.Block);
                foreach (var clause in instruction.Catches!) Operand(Catch(clause));
                break;
            case Immediate.SelectTypes: writer.Write(instruction.SelectTypes is { Length: > 0 } list ? List("result", list) : " (result)"); break;
            case Immediate.Local: Operand(locals.Reference(index)); break;
            case Immediate.Global: Operand(globals.Reference(index)); break;
            case Immediate.Table: Operand(tables.Reference(index)); break;
            case Immediate.TableTable:
                Operand(tables.Reference(index));
                Operand(tables.Reference(instruction.Index2));
                break;
            case Immediate.Element: Operand(elements.Reference(index)); break;
            case Immediate.ElementTable:
                Operand(tables.Reference(instruction.Index2));
                Operand(elements.Reference(index));
                break;
            case Immediate.Memory:
                if (index != 0) Operand(memories.Reference(index));
                break;
            case Immediate.MemoryMemory:
                if (index == 0 && instruction.Index2 == 0) break;
                Operand(memories.Reference(index));
                Operand(memories.Reference(instruction.Index2));
                break;
            case Immediate.Data: Operand(data.Reference(index)); break;
            case Immediate.DataMemory:
                if (instruction.Index2 != 0) Operand(memories.Reference(instruction.Index2));
                Operand(data.Reference(index));
                break;
            case Immediate.MemArg: MemArg(in instruction); break;
            case Immediate.MemArgLane:
                MemArg(in instruction);
                Operand(Number(instruction.Lane));
                break;
            case Immediate.I32: Operand(((int)instruction.Bits).ToString(CultureInfo.InvariantCulture)); break;
            case Immediate.I64: Operand(((long)instruction.Bits).ToString(CultureInfo.InvariantCulture)); break;
            case Immediate.F32: Operand(NumberText.Float32((uint)instruction.Bits)); break;
            case Immediate.F64: Operand(NumberText.Float64(instruction.Bits)); break;
            case Immediate.V128:
                Operand(string.Create(CultureInfo.InvariantCulture,
                    $"i32x4 0x{(uint)instruction.Bits:x8} 0x{(uint)(instruction.Bits >> 32):x8} 0x{(uint)instruction.BitsHigh:x8} 0x{(uint)(instruction.BitsHigh >> 32):x8}"));
                break;
            case Immediate.Lane: Operand(Number(instruction.Lane)); break;
            case Immediate.Shuffle: Shuffle(in instruction); break;
            case Immediate.HeapType: HeapTypeOperand(in instruction); break;
            case Immediate.TypeField:
                Operand(types.Reference(index));
                Operand(fields.GetValueOrDefault(index, NoNames).Reference(instruction.Index2));
                break;
            case Immediate.TypeCount:
                Operand(types.Reference(index));
                Operand(Number((uint)instruction.Index2));
                break;
            case Immediate.TypeData:
                Operand(types.Reference(index));
                Operand(data.Reference(instruction.Index2));
                break;
            case Immediate.TypeElement:
                Operand(types.Reference(index));
                Operand(elements.Reference(instruction.Index2));
                break;
            case Immediate.TypeType:
                Operand(types.Reference(index));
                Operand(types.Reference(instruction.Index2));
                break;
            case Immediate.CastLabel:
                Operand(Number((uint)index));
                Operand(RefType((instruction.Lane & 1) != 0, instruction.Heap));
                Operand(RefType((instruction.Lane & 2) != 0, instruction.Heap2));
                break;
            default: throw new InvalidOperationException($"{instruction.Info.Mnemonic} has no text for its immediates");
        }
    }

    private void Operand(string text)
    {
        writer.Write(' ');
        writer.Write(text);
    }

    private void BlockType(BlockType type)
    {
        if (type.TypeIndex >= 0) Operand(TypeUse(type.TypeIndex));
        else if (type.Result is { } result) Operand($"(result {Type(result)})");
    }

    private string Catch(CatchClause clause) => clause.Kind switch
    {
        CatchKind.Catch => $"(catch {tags.Reference(clause.Tag)} {Number((uint)clause.Label)})",
        CatchKind.CatchRef => $"(catch_ref {tags.Reference(clause.Tag)} {Number((uint)clause.Label)})",
        CatchKind.CatchAll => $"(catch_all {Number((uint)clause.Label)})",
        _ => $"(catch_all_ref {Number((uint)clause.Label)})",
    };

    private void MemArg(in Instruction instruction)
    {
        if (instruction.Index != 0) Operand(memories.Reference(instruction.Index));
        if (instruction.Offset != 0) Operand($"offset={Number(instruction.Offset)}");
        ulong align = 1ul << instruction.AlignLog2;
        if (align != (ulong)instruction.Info.AccessBytes) Operand($"align={Number(align)}");
    }

    private void Shuffle(in Instruction instruction)
    {
        Span<byte> lanes = stackalloc byte[16];
        BinaryPrimitives.WriteUInt64LittleEndian(lanes, instruction.Bits);
        BinaryPrimitives.WriteUInt64LittleEndian(lanes[8..], instruction.BitsHigh);
        foreach (byte lane in lanes) Operand(Number(lane));
    }

    private void HeapTypeOperand(in Instruction instruction)
    {
        // ref.test and ref.cast take a reference type in text; its nullability is in the opcode.
        if (instruction.Opcode is Opcode.RefTest or Opcode.RefCast) Operand(RefType(false, instruction.Heap));
        else if (instruction.Opcode is Opcode.RefTestNull or Opcode.RefCastNull) Operand(RefType(true, instruction.Heap));
        else Operand(Type(instruction.Heap));
    }

    private string RefType(bool nullable, HeapType heap) => $"(ref {(nullable ? "null " : "")}{Type(heap)})";
}
