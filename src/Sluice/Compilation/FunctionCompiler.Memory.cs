// WebAssembly 3.0, "Execution: Memory Instructions". https://webassembly.github.io/spec/core/exec/instructions.html#memory-instructions

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    /// <param name="Object">The memory instance.</param>
    /// <param name="Base">Where it starts: never changes.</param>
    /// <param name="Length">Its length in bytes, loaded again after whatever may grow it; null for a memory that cannot grow.</param>
    private sealed record MemoryLocals(MemoryType Type, LocalBuilder Object, LocalBuilder Base, LocalBuilder? Length);

    private readonly MemoryLocals?[] memories;

    // How many bytes from the address in a wasm local are known to be inside memory 0, and the address in 64 bits. A memory never
    // shrinks, so that this holds until the local changes or another path joins. By the local's index; those that have any are listed.
    private CheckedAddress?[]? checkedAddresses;
    private readonly List<int> checkedLocals = [];

    private sealed class CheckedAddress(Operand address)
    {
        public Operand Address { get; } = address;
        public ulong Bytes { get; set; }
    }

    private void ForgetChecks()
    {
        foreach (var local in checkedLocals) ForgetChecks(local);
        checkedLocals.Clear();
    }

    private void ForgetChecks(int local)
    {
        if (checkedAddresses?[local] is not { } known) return;
        Free(known.Address);
        checkedAddresses[local] = null;
    }

    private void EmitMemoryPrologue(int index)
    {
        var type = definition.Memories[index];
        var locals = new MemoryLocals(type, DeclareLocal(typeof(Memory)), DeclareLocal(typeof(nint)), IsFixedSize(type) ? null : DeclareLocal(typeof(long)));
        memories[index] = locals;
        EmitMemory(index);
        EmitStore(locals.Object);
        EmitLoad(locals.Object);
        il.Emit(OpCodes.Ldfld, Methods.MemoryBase);
        EmitStore(locals.Base);
        EmitReloadLength(locals);
    }

    private static bool IsFixedSize(MemoryType type) => type.Limits.Maximum == type.Limits.Minimum && MinimumBytes(type) > 0;

    private static ulong MinimumBytes(MemoryType type) =>
        type.Limits.Minimum > ulong.MaxValue >> type.PageSizeLog2 ? ulong.MaxValue : type.Limits.Minimum << type.PageSizeLog2;

    private void EmitMemory(int index)
    {
        EmitContext();
        if (index == 0)
        {
            il.Emit(OpCodes.Ldfld, Methods.Memory0);
            return;
        }
        il.Emit(OpCodes.Ldfld, Methods.Memories);
        EmitI32(index);
        il.Emit(OpCodes.Ldelem_Ref);
    }

    private void EmitReloadLength(MemoryLocals locals)
    {
        if (locals.Length is null) return;
        EmitLoad(locals.Object);
        il.Emit(OpCodes.Ldfld, Methods.MemoryLength);
        EmitStore(locals.Length);
    }

    private void EmitReloadLengths()
    {
        foreach (var memory in facts.Memories) EmitReloadLength(memories[memory]!);
    }

    private void EmitLength(MemoryLocals locals)
    {
        if (locals.Length is null) il.Emit(OpCodes.Ldc_I8, (long)MinimumBytes(locals.Type));
        else EmitLoad(locals.Length);
    }

    private void EmitLoad(in Instruction instruction)
    {
        var height = EmitAddress(instruction);
        if (instruction.Info.Proposal == Proposal.Simd)
        {
            EmitVectorLoad(instruction, height);
            return;
        }
        var result = ResultOf(instruction.Info);
        il.Emit(instruction.Opcode switch
        {
            Opcode.I32Load => OpCodes.Ldind_I4,
            Opcode.I64Load => OpCodes.Ldind_I8,
            Opcode.F32Load => OpCodes.Ldind_R4,
            Opcode.F64Load => OpCodes.Ldind_R8,
            Opcode.I32Load8S or Opcode.I64Load8S => OpCodes.Ldind_I1,
            Opcode.I32Load8U or Opcode.I64Load8U => OpCodes.Ldind_U1,
            Opcode.I32Load16S or Opcode.I64Load16S => OpCodes.Ldind_I2,
            Opcode.I32Load16U or Opcode.I64Load16U => OpCodes.Ldind_U2,
            Opcode.I64Load32S => OpCodes.Ldind_I4,
            Opcode.I64Load32U => OpCodes.Ldind_U4,
            _ => throw new UnreachableException(),
        });
        if (result == ValKind.I64 && instruction.Opcode != Opcode.I64Load)
            il.Emit(instruction.Opcode is Opcode.I64Load8S or Opcode.I64Load16S or Opcode.I64Load32S ? OpCodes.Conv_I8 : OpCodes.Conv_U8);
        PushResult(result, height);
    }

    private void EmitStore(in Instruction instruction)
    {
        var value = PopReusable();
        EmitAddress(instruction);
        EmitLoad(value);
        Free(value);
        if (instruction.Info.Proposal == Proposal.Simd)
        {
            EmitVectorStore(instruction);
            return;
        }
        il.Emit(instruction.Opcode switch
        {
            Opcode.I32Store => OpCodes.Stind_I4,
            Opcode.I64Store => OpCodes.Stind_I8,
            Opcode.F32Store => OpCodes.Stind_R4,
            Opcode.F64Store => OpCodes.Stind_R8,
            Opcode.I32Store8 or Opcode.I64Store8 => OpCodes.Stind_I1,
            Opcode.I32Store16 or Opcode.I64Store16 => OpCodes.Stind_I2,
            Opcode.I64Store32 => OpCodes.Stind_I4,
            _ => throw new UnreachableException(),
        });
    }

    /// <summary>Pops a wasm address, checks it, and pushes the native one.</summary>
    /// <returns>The height of its expression tree.</returns>
    private int EmitAddress(in Instruction instruction)
    {
        var locals = memories[instruction.Index]!;
        var bytes = (ulong)instruction.Info.AccessBytes;
        var minimum = MinimumBytes(locals.Type);
        var offset = instruction.Offset;
        // Beyond the address space of any host; also keeps offset + bytes from wrapping around.
        if (offset > ulong.MaxValue - bytes)
        {
            var ignored = PopReusable();
            Free(ignored);
            SpillStack();
            il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.ThrowMemoryOutOfBounds)));
            EmitLoad(locals.Base);
            return 1;
        }
        var last = offset + bytes - 1;

        if (operands[^1] is { Kind: OperandKind.Constant } constant)
        {
            var address = locals.Type.Is64 ? constant.Bits : (uint)constant.Bits;
            if (address <= minimum && last < minimum - address)
            {
                Drop(1);
                EmitLoad(locals.Base);
                il.Emit(OpCodes.Ldc_I8, (long)(address + offset));
                il.Emit(OpCodes.Add);
                return 2;
            }
        }

        if (operands[^1] is { Kind: OperandKind.Local } local && instruction.Index == 0)
        {
            var known = TakeChecked(local.Local);
            if (known.Bytes <= last)
            {
                SpillStack();
                EmitCheck(known.Address, locals, last, minimum);
                known.Bytes = last + 1;
            }
            EmitNativeAddress(known.Address, locals, offset);
            return 3;
        }
        if (compact)
        {
            var height = Pop(1);
            EmitLoad(locals.Base);
            EmitLength(locals);
            il.Emit(OpCodes.Ldc_I8, (long)last);
            il.Emit(OpCodes.Call, Methods.Runtime(locals.Type.Is64 ? nameof(RuntimeCalls.Address64) : nameof(RuntimeCalls.Address32)));
            EmitOffset(offset);
            return height + 3;
        }
        var operand = PopWideAddress();
        SpillStack();
        EmitCheck(operand, locals, last, minimum);
        EmitNativeAddress(operand, locals, offset);
        Free(operand);
        return 3;
    }

    /// <summary>Takes an address that is in a local, and tells what is known about it.</summary>
    private CheckedAddress TakeChecked(int local)
    {
        checkedAddresses ??= new CheckedAddress?[localTypes.Length];
        if (checkedAddresses[local] is { } known)
        {
            Drop(1);
            return known;
        }
        checkedLocals.Add(local);
        return checkedAddresses[local] = new CheckedAddress(compact ? PopReusable() : PopWideAddress());
    }

    /// <summary>Takes an address in 64 bits: widened once, where the JIT compiler would do it for the check and again for the access.</summary>
    private Operand PopWideAddress()
    {
        if (operands[^1] is not { Kind: OperandKind.Stack or OperandKind.Local, Type: ValKind.I32 }) return PopReusable();
        Pop(1);
        var wide = TakeTemporary(ValKind.I64);
        il.Emit(OpCodes.Conv_U8);
        EmitStore(wide);
        return Operand.InTemporary(ValKind.I64, wide, owned: true);
    }

    private void EmitCheck(Operand address, MemoryLocals locals, ulong last, ulong minimum)
    {
        if (compact)
        {
            EmitLoad(address);
            EmitLoad(locals.Base);
            EmitLength(locals);
            il.Emit(OpCodes.Ldc_I8, (long)last);
            il.Emit(OpCodes.Call, Methods.Runtime(locals.Type.Is64 ? nameof(RuntimeCalls.Address64) : nameof(RuntimeCalls.Address32)));
            il.Emit(OpCodes.Pop);
            return;
        }
        var ok = il.DefineLabel();
        var outside = il.DefineLabel();
        if (last < minimum)
        {
            // The length is never below the declared minimum, so that the subtraction does not wrap around.
            EmitWideAddress(address);
            if (locals.Length is null)
            {
                il.Emit(OpCodes.Ldc_I8, (long)(minimum - last));
            }
            else
            {
                EmitLoad(locals.Length);
                if (last != 0)
                {
                    il.Emit(OpCodes.Ldc_I8, (long)last);
                    il.Emit(OpCodes.Sub);
                }
            }
        }
        else if (!locals.Type.Is64)
        {
            EmitWideAddress(address);
            il.Emit(OpCodes.Ldc_I8, (long)last);
            il.Emit(OpCodes.Add);
            EmitLength(locals);
        }
        else
        {
            il.Emit(OpCodes.Ldc_I8, (long)last);
            EmitLength(locals);
            il.Emit(OpCodes.Bge_Un, outside);
            EmitWideAddress(address);
            EmitLength(locals);
            il.Emit(OpCodes.Ldc_I8, (long)last);
            il.Emit(OpCodes.Sub);
        }
        il.Emit(OpCodes.Blt_Un, ok);
        il.MarkLabel(outside);
        il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.ThrowMemoryOutOfBounds)));
        MarkLabel(ok);
    }

    private void EmitWideAddress(Operand address)
    {
        EmitLoad(address);
        if (address.Type == ValKind.I32) il.Emit(OpCodes.Conv_U8);
    }

    private void EmitNativeAddress(Operand address, MemoryLocals locals, ulong offset)
    {
        EmitLoad(locals.Base);
        EmitWideAddress(address);
        il.Emit(OpCodes.Add);
        EmitOffset(offset);
    }

    private void EmitOffset(ulong offset)
    {
        if (offset == 0) return;
        il.Emit(OpCodes.Ldc_I8, (long)offset);
        il.Emit(OpCodes.Add);
    }

    private void EmitBulk(in Instruction instruction)
    {
        switch (instruction.Opcode)
        {
            case Opcode.MemorySize:
                {
                    var locals = memories[instruction.Index]!;
                    EmitLength(locals);
                    EmitI32(locals.Type.PageSizeLog2);
                    il.Emit(OpCodes.Shr_Un);
                    if (!locals.Type.Is64) il.Emit(OpCodes.Conv_I4);
                    PushResult(locals.Type.AddressType.Kind, 2);
                    break;
                }
            case Opcode.MemoryGrow:
                {
                    var locals = memories[instruction.Index]!;
                    var pages = PopReusable();
                    EmitLoad(locals.Object);
                    EmitWide(pages, locals.Type.Is64);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.MemoryGrow)));
                    if (!locals.Type.Is64) il.Emit(OpCodes.Conv_I4);
                    PushResult(locals.Type.AddressType.Kind);
                    SpillStack();
                    EmitReloadLengths();
                    break;
                }
            case Opcode.MemoryFill:
                {
                    var locals = memories[instruction.Index]!;
                    var (destination, value, count) = PopThree();
                    EmitLoad(locals.Object);
                    EmitWide(destination, locals.Type.Is64);
                    EmitLoad(value);
                    EmitWide(count, locals.Type.Is64);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.MemoryFill)));
                    break;
                }
            case Opcode.MemoryCopy:
                {
                    var to = memories[instruction.Index]!;
                    var from = memories[instruction.Index2]!;
                    var (destination, source, count) = PopThree();
                    EmitLoad(to.Object);
                    EmitLoad(from.Object);
                    EmitWide(destination, to.Type.Is64);
                    EmitWide(source, from.Type.Is64);
                    EmitWide(count, to.Type.Is64 && from.Type.Is64);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.MemoryCopy)));
                    break;
                }
            case Opcode.MemoryInit:
                {
                    var (destination, source, count) = PopThree();
                    EmitContext();
                    EmitI32(instruction.Index2);
                    EmitI32(instruction.Index);
                    EmitWide(destination, definition.Memories[instruction.Index2].Is64);
                    EmitLoad(source);
                    EmitLoad(count);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.MemoryInit)));
                    break;
                }
            case Opcode.DataDrop:
                EmitContext();
                EmitI32(instruction.Index);
                il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.DataDrop)));
                break;
            default:
                EmitTable(instruction);
                break;
        }
    }

    private (Operand First, Operand Second, Operand Third) PopThree()
    {
        var third = PopReusable();
        var second = PopReusable();
        var first = PopReusable();
        Free(first);
        Free(second);
        Free(third);
        return (first, second, third);
    }

    /// <summary>Pushes an index as 64 bits, zero-extended if it is narrower.</summary>
    private void EmitWide(Operand operand, bool is64)
    {
        EmitLoad(operand);
        if (!is64) il.Emit(OpCodes.Conv_U8);
    }
}
