using System.Diagnostics;
using System.Reflection.Emit;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Compilation;

/// <summary>Translates a validated wasm function to CIL. The code serves all instances of the module.</summary>
internal sealed partial class FunctionCompiler
{
    // Beyond any of these the JIT compiler gives up optimizing (the limits are 60,000, 2,000, 2,000 and 8,000).
    private const int MaxCodeBytes = 58_000, MaxBlocks = 1_950, MaxLocals = 1_950, MaxLocalAccesses = 7_800;

    // With more of them the JIT compiler's own zeroing beats a store for each.
    private const int MaxZeroingStores = 200;

    // What a local may take of the frame: a vector, and as much again for what the JIT compiler adds.
    private const int FrameBytesPerLocal = 32;

    private readonly Module module;
    private readonly ModuleDefinition definition;
    private readonly FunctionDefinition function;
    private readonly int functionIndex;
    private readonly FuncType type;
    private readonly FunctionFacts facts;
    private readonly DynamicMethod method;
    private readonly ILGenerator il;
    private readonly bool compact;
    private readonly bool castsAny;
    private readonly int parameterCount;
    private readonly ValKind[] localTypes;
    private readonly LocalBuilder[] wasmLocals;
    private readonly ulong[] keptConstants;
    private readonly LocalBuilder[] keptConstantLocals;
    private int localCount, localAccesses, blockCount;
    private LocalBuilder? vm;
    private LocalBuilder? globalCells;

    private FunctionCompiler(Module module, int functionIndex, FunctionFacts facts, bool compact)
    {
        this.module = module;
        this.functionIndex = functionIndex;
        this.facts = facts;
        this.compact = compact;
        definition = module.Definition;
        castsAny = definition.Summaries[functionIndex - definition.ImportedFunctions].CastsAny;
        function = definition.Functions[functionIndex];
        type = definition.FunctionType(functionIndex);
        parameterCount = type.Parameters.Length;
        var parameters = ClrTypes.ParametersOf(type);
        parameters[^1] = typeof(Instance);
        method = DynamicCode.Create(module.Code.NameOf(functionIndex), ClrTypes.ResultOf(type), parameters);
        il = method.GetILGenerator(Math.Max(64, 4 * function.Body.Length));
        localTypes = LocalTypes(type, function);
        wasmLocals = new LocalBuilder[localTypes.Length - parameterCount];
        keptConstants = facts.WideConstants;
        keptConstantLocals = new LocalBuilder[keptConstants.Length];
        memories = new MemoryLocals?[definition.Memories.Length];
    }

    private static ValKind[] LocalTypes(FuncType type, FunctionDefinition function)
    {
        var count = type.Parameters.Length;
        foreach (var run in function.Locals) count += (int)run.Count;
        var kinds = new ValKind[count];
        var next = 0;
        foreach (var parameter in type.Parameters) kinds[next++] = parameter.Kind;
        foreach (var run in function.Locals)
        {
            for (var end = next + (int)run.Count; next < end; next++) kinds[next] = run.Type.Kind;
        }
        return kinds;
    }

    /// <param name="frameBytes">An upper bound of its frame's size.</param>
    public static DynamicMethod Compile(Module module, int functionIndex, out int frameBytes)
    {
        var facts = FunctionFacts.Of(module.Definition, module.Definition.Functions[functionIndex]);
        var compiler = new FunctionCompiler(module, functionIndex, facts, compact: false);
        compiler.EmitFunction();
        if (compiler.IsTooLarge)
        {
            compiler = new FunctionCompiler(module, functionIndex, facts, compact: true);
            compiler.EmitFunction();
        }
        frameBytes = FrameBytesPerLocal * (compiler.localCount + compiler.parameterCount);
        return compiler.method;
    }

    private bool IsTooLarge =>
        il.ILOffset > MaxCodeBytes || blockCount > MaxBlocks || localCount > MaxLocals || localAccesses > MaxLocalAccesses;

    private void EmitFunction()
    {
        EmitPrologue();
        PushLabel(LabelKind.Function, ValType.Empty, type.Results);
        var reader = new InstructionReader(definition.Binary.Span, function.Body);
        var instruction = default(Instruction);
        while (reader.Read(ref instruction))
        {
            if (unreachable) SkipUnreachable(instruction);
            else Emit(instruction);
        }
        Debug.Assert(labels.Count == 0 && operands.Count == 0, "The function's end closes its label.");
        if (deferredTailCalls is not null) EmitDeferredTailCalls(deferredTailCalls);
    }

    private void EmitPrologue()
    {
        for (var i = 0; i < wasmLocals.Length; i++) wasmLocals[i] = DeclareLocal(ClrTypes.Of(localTypes[parameterCount + i]));
        if (wasmLocals.Length > MaxZeroingStores) method.InitLocals = true;
        else for (var i = 0; i < wasmLocals.Length; i++) EmitZero(wasmLocals[i], localTypes[parameterCount + i]);

        if (facts.HasLoops)
        {
            vm = DeclareLocal(typeof(nint));
            EmitContext();
            il.Emit(OpCodes.Ldfld, Methods.Vm);
            EmitStore(vm);
        }
        if (facts.HasCalls)
        {
            FrameGuard.EmitCheck(il, parameterCount, 0);
            blockCount++;
        }
        foreach (var memory in facts.Memories) EmitMemoryPrologue(memory);
        EmitKeptConstants();
        if (facts.HasLoops && facts.GlobalAccesses > 1)
        {
            globalCells = DeclareLocal(typeof(nint));
            EmitContext();
            il.Emit(OpCodes.Ldfld, Methods.GlobalCells);
            EmitStore(globalCells);
        }
    }

    private void EmitKeptConstants()
    {
        for (var i = 0; i < keptConstants.Length; i++)
        {
            var local = DeclareLocal(typeof(long));
            il.Emit(OpCodes.Ldsfld, Methods.Opaque(nameof(OpaqueConstants.Int64Zero)));
            il.Emit(OpCodes.Ldc_I8, (long)keptConstants[i]);
            il.Emit(OpCodes.Or);
            EmitStore(local);
            keptConstantLocals[i] = local;
        }
    }

    private void EmitZero(LocalBuilder local, ValKind kind)
    {
        if (kind == ValKind.V128)
        {
            il.Emit(OpCodes.Ldloca, local);
            il.Emit(OpCodes.Initobj, local.LocalType);
            return;
        }
        EmitConstant(Operand.OfConstant(kind, 0));
        EmitStore(local);
    }

    private void MarkLabel(Label label)
    {
        blockCount += 2;
        il.MarkLabel(label);
    }

    private void Emit(in Instruction instruction)
    {
        switch (Emitters.FamilyOf(instruction.Opcode))
        {
            case EmitterFamily.Control: EmitControl(instruction); break;
            case EmitterFamily.Call: EmitCall(instruction); break;
            case EmitterFamily.Exception: EmitException(instruction); break;
            case EmitterFamily.Variable: EmitVariable(instruction); break;
            case EmitterFamily.Reference: EmitReference(instruction); break;
            case EmitterFamily.Structure: EmitStructure(instruction); break;
            case EmitterFamily.Array: EmitArray(instruction); break;
            case EmitterFamily.Constant: PushConstant(ResultOf(instruction.Info), instruction.Bits, instruction.BitsHigh); break;
            case EmitterFamily.Load: EmitLoad(instruction); break;
            case EmitterFamily.Store: EmitStore(instruction); break;
            case EmitterFamily.Bulk: EmitBulk(instruction); break;
            case EmitterFamily.Numeric: EmitNumeric(instruction); break;
            case EmitterFamily.Vector: EmitVector(instruction); break;
            default: throw new NotSupportedException($"{instruction.Info.Mnemonic} is not supported.");
        }
    }

    private static ValKind ResultOf(OpcodeInfo info) => KindOf(info.Signature[^1]);

    private static ValKind KindOf(char code) => code switch
    {
        'i' => ValKind.I32,
        'I' => ValKind.I64,
        'f' => ValKind.F32,
        'F' => ValKind.F64,
        'v' => ValKind.V128,
        _ => throw new UnreachableException(),
    };
}
