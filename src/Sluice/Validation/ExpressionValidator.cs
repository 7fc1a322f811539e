// WebAssembly 3.0, "Appendix: Validation Algorithm". https://webassembly.github.io/spec/core/appendix/algorithm.html
//
// ExpressionValidator            function bodies, constant expressions, the main loop
// ExpressionValidator.Operands   popping and pushing operand types
// ExpressionValidator.Control    blocks, branches, calls, exceptions
// ExpressionValidator.Variables  locals, globals, parametric instructions, references
// ExpressionValidator.Memory     memories, tables, segments, lanes
// ExpressionValidator.Objects    structures, arrays, i31, casts

using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>Validates the expressions of one module, one after the other. Not thread-safe.</summary>
internal sealed partial class ExpressionValidator(ModuleContext context)
{
    private readonly OperandStack operands = new();
    private readonly LocalTypes locals = new();
    private readonly SimpleRule[] simpleRules = SimpleRule.Table;

    // The innermost block is in `frame`, the ones around it in `outer`.
    private ControlFrame frame;
    private ControlFrame[] outer = new ControlFrame[32];
    private int outerCount;

    private ValType[] results = ValType.Empty;
    private readonly ReadOnlyMemory<byte> binary = context.Module.Binary;

    // Where the current instruction is: errors point there.
    private int position;

    private int maxNesting;
    private bool hasCalls;
    private bool hasLoops;
    private bool hasHandlers;
    private bool castsAny;

    /// <summary>Validates the body of a defined function.</summary>
    public FunctionSummary Function(int functionIndex)
    {
        var function = context.Module.Functions[functionIndex];
        var signature = context.Functions[functionIndex];
        Begin(signature.Results, function.Body.Start);
        locals.Prepare(signature.Parameters, function.Locals, context, function.Body.Start);
        Run(function.Body);
        return new FunctionSummary(operands.MaxHeight, maxNesting, hasCalls, hasLoops, hasHandlers, castsAny);
    }

    /// <summary>Validates a constant expression of type <paramref name="type"/>, and declares the functions that it refers to.</summary>
    public void Constant(ByteRange expression, ValType type)
    {
        Begin([type], expression.Start);
        locals.Prepare(ValType.Empty, LocalRun.None, context, expression.Start);
        RunConstant(expression);
    }

    private void Begin(ValType[] types, int start)
    {
        results = types;
        position = start;
        operands.Clear();
        outerCount = 0;
        maxNesting = 1;
        hasCalls = hasLoops = hasHandlers = castsAny = false;
        frame = new ControlFrame { Kind = Opcode.Block, Parameters = ValType.Empty, Results = types };
    }

    // The reader may run past the body: its size is compared when its end is found, as for sections.
    private void Run(ByteRange body)
    {
        var span = binary.Span;
        var reader = new InstructionReader(span, new ByteRange(body.Start, span.Length - body.Start));
        var instruction = default(Instruction);
        while (outerCount >= 0)
        {
            if (!reader.Read(ref instruction)) throw BinaryCursor.UnexpectedEnd(reader.Position);
            position = instruction.Position;
            Apply(ref instruction);
        }
        if (reader.Position != body.End) throw new MalformedException("section size mismatch", reader.Position);
    }

    private void RunConstant(ByteRange expression)
    {
        var reader = new InstructionReader(binary.Span, expression);
        var instruction = default(Instruction);
        while (outerCount >= 0)
        {
            if (!reader.Read(ref instruction)) throw BinaryCursor.UnexpectedEnd(reader.Position);
            position = instruction.Position;
            if (!IsConstant(instruction.Info)) throw NotConstant();
            if (instruction.Opcode == Opcode.RefFunc && instruction.Index < context.DeclaredFunctions.Length)
                context.DeclaredFunctions[instruction.Index] = true;
            Apply(ref instruction);
            if (instruction.Opcode == Opcode.GlobalGet && context.Globals[instruction.Index].Mutable) throw NotConstant();
        }
    }

    // https://webassembly.github.io/spec/core/valid/instructions.html#constant-expressions
    private static bool IsConstant(OpcodeInfo info) => info.Opcode switch
    {
        Opcode.I32Const or Opcode.I64Const or Opcode.F32Const or Opcode.F64Const or Opcode.V128Const => true,
        Opcode.I32Add or Opcode.I32Sub or Opcode.I32Mul or Opcode.I64Add or Opcode.I64Sub or Opcode.I64Mul => true,
        Opcode.RefNull or Opcode.RefFunc or Opcode.GlobalGet or Opcode.End => true,
        Opcode.RefI31 or Opcode.StructNew or Opcode.StructNewDefault or Opcode.ArrayNew or Opcode.ArrayNewDefault or Opcode.ArrayNewFixed => true,
        Opcode.AnyConvertExtern or Opcode.ExternConvertAny => true,
        _ => false,
    };

    private InvalidException NotConstant() => new("constant expression required", position);

    private void Apply(ref Instruction instruction)
    {
        var info = instruction.Info;
        if (info.IsSimple)
        {
            CheckImmediate(ref instruction);
            ApplySimple(ref instruction);
            return;
        }
        switch (info.Opcode)
        {
            case Opcode.LocalGet: LocalGet(instruction.Index); break;
            case Opcode.LocalSet: LocalSet(instruction.Index); break;
            case Opcode.LocalTee: LocalTee(instruction.Index); break;
            case Opcode.GlobalGet: GlobalGet(instruction.Index); break;
            case Opcode.GlobalSet: GlobalSet(instruction.Index); break;

            case Opcode.Nop: break;
            case Opcode.Unreachable: SetUnreachable(); break;
            case Opcode.Block or Opcode.Loop or Opcode.If: Block(info.Opcode, instruction.Block); break;
            case Opcode.Else: Else(); break;
            case Opcode.End: End(); break;
            case Opcode.Br: Br(instruction.Index); break;
            case Opcode.BrIf: BrIf(instruction.Index); break;
            case Opcode.BrTable: BrTable(instruction.Labels!); break;
            case Opcode.BrOnNull: BrOnNull(instruction.Index); break;
            case Opcode.BrOnNonNull: BrOnNonNull(instruction.Index); break;
            case Opcode.Return: Return(); break;
            case Opcode.Call: Call(FunctionSignature(instruction.Index)); break;
            case Opcode.CallIndirect: CallIndirect(ref instruction, isTail: false); break;
            case Opcode.CallRef: CallRef(instruction.Index, isTail: false); break;
            case Opcode.ReturnCall: TailCall(FunctionSignature(instruction.Index)); break;
            case Opcode.ReturnCallIndirect: CallIndirect(ref instruction, isTail: true); break;
            case Opcode.ReturnCallRef: CallRef(instruction.Index, isTail: true); break;
            case Opcode.TryTable: TryTable(instruction.Block, instruction.Catches!); break;
            case Opcode.Throw: Throw(instruction.Index); break;
            case Opcode.ThrowRef: ThrowRef(); break;

            case Opcode.Drop: PopAny(); break;
            case Opcode.Select: Select(); break;
            case Opcode.SelectTyped: SelectTyped(instruction.SelectTypes!); break;
            case Opcode.RefNull: operands.Push(ValType.Ref(true, context.Canonicalize(instruction.Heap, position))); break;
            case Opcode.RefFunc: RefFunc(instruction.Index); break;
            case Opcode.RefIsNull: PopRef(); operands.Push(ValType.I32); break;
            case Opcode.RefAsNonNull: operands.Push(PopRef().NonNull); break;

            case Opcode.MemorySize: operands.Push(Memory(instruction.Index).AddressType); break;
            case Opcode.MemoryGrow: MemoryGrow(instruction.Index); break;
            case Opcode.MemoryFill: MemoryFill(instruction.Index); break;
            case Opcode.MemoryCopy: MemoryCopy(instruction.Index, instruction.Index2); break;
            case Opcode.MemoryInit: MemoryInit(instruction.Index, instruction.Index2); break;
            case Opcode.DataDrop: CheckData(instruction.Index); break;

            case Opcode.TableGet: TableGet(instruction.Index); break;
            case Opcode.TableSet: TableSet(instruction.Index); break;
            case Opcode.TableSize: operands.Push(AddressType(Table(instruction.Index))); break;
            case Opcode.TableGrow: TableGrow(instruction.Index); break;
            case Opcode.TableFill: TableFill(instruction.Index); break;
            case Opcode.TableCopy: TableCopy(instruction.Index, instruction.Index2); break;
            case Opcode.TableInit: TableInit(instruction.Index, instruction.Index2); break;
            case Opcode.ElemDrop: Element(instruction.Index); break;

            default: ApplyObject(ref instruction); break;
        }
    }

    private InvalidException Unknown(string what, int index) => ModuleContext.Unknown(what, index, position);
}
