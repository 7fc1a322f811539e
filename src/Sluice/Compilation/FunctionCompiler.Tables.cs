// WebAssembly 3.0, "Execution: Table Instructions".
// https://webassembly.github.io/spec/core/exec/instructions.html#table-instructions

using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Compilation;

internal sealed partial class FunctionCompiler
{
    private void EmitTableObject(int index)
    {
        EmitContext();
        if (index == 0)
        {
            il.Emit(OpCodes.Ldfld, Methods.Table0);
            return;
        }
        il.Emit(OpCodes.Ldfld, Methods.Tables);
        EmitI32(index);
        il.Emit(OpCodes.Ldelem_Ref);
    }

    private void EmitTable(in Instruction instruction)
    {
        var is64 = instruction.Info.Immediate is Immediate.Table or Immediate.TableTable && definition.Tables[instruction.Index].Type.Is64;
        switch (instruction.Opcode)
        {
            case Opcode.TableGet:
                {
                    var index = PopReusable();
                    EmitTableObject(instruction.Index);
                    EmitWide(index, is64);
                    Free(index);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.TableGet)));
                    PushResult(ValKind.Ref);
                    break;
                }
            case Opcode.TableSet:
                {
                    var value = PopReusable();
                    var index = PopReusable();
                    EmitTableObject(instruction.Index);
                    EmitWide(index, is64);
                    EmitLoad(value);
                    Free(index);
                    Free(value);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.TableSet)));
                    break;
                }
            case Opcode.TableSize:
                EmitTableObject(instruction.Index);
                il.Emit(OpCodes.Ldfld, Methods.TableLength);
                if (is64) il.Emit(OpCodes.Conv_U8);
                PushResult(is64 ? ValKind.I64 : ValKind.I32);
                break;
            case Opcode.TableGrow:
                {
                    var delta = PopReusable();
                    var value = PopReusable();
                    EmitTableObject(instruction.Index);
                    EmitLoad(value);
                    EmitWide(delta, is64);
                    Free(value);
                    Free(delta);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.TableGrow)));
                    if (!is64) il.Emit(OpCodes.Conv_I4);
                    PushResult(is64 ? ValKind.I64 : ValKind.I32);
                    break;
                }
            case Opcode.TableFill:
                {
                    var (start, value, count) = PopThree();
                    EmitTableObject(instruction.Index);
                    EmitWide(start, is64);
                    EmitLoad(value);
                    EmitWide(count, is64);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.TableFill)));
                    break;
                }
            case Opcode.TableCopy:
                {
                    var from64 = definition.Tables[instruction.Index2].Type.Is64;
                    var (destination, source, count) = PopThree();
                    EmitTableObject(instruction.Index);
                    EmitTableObject(instruction.Index2);
                    EmitWide(destination, is64);
                    EmitWide(source, from64);
                    EmitWide(count, is64 && from64);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.TableCopy)));
                    break;
                }
            case Opcode.TableInit:
                {
                    var (destination, source, count) = PopThree();
                    EmitContext();
                    EmitI32(instruction.Index2);
                    EmitI32(instruction.Index);
                    EmitWide(destination, definition.Tables[instruction.Index2].Type.Is64);
                    EmitLoad(source);
                    EmitLoad(count);
                    il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.TableInit)));
                    break;
                }
            case Opcode.ElemDrop:
                EmitContext();
                EmitI32(instruction.Index);
                il.Emit(OpCodes.Call, Methods.Runtime(nameof(RuntimeCalls.ElementDrop)));
                break;
            default:
                throw new UnreachableException();
        }
    }
}
