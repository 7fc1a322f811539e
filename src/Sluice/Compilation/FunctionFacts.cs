using System.Runtime.CompilerServices;
using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;

namespace Sluice.Compilation;

/// <summary>What the prologue of a function needs to know about its body.</summary>
internal sealed class FunctionFacts
{
    // Each takes a register away from the loops.
    private const int MaxWideConstants = 4;

    /// <summary>The memories that the function uses, in the order of their first use.</summary>
    public List<int> Memories { get; } = [];
    public bool HasCalls { get; private set; }
    public bool HasLoops { get; private set; }
    public int GlobalAccesses { get; private set; }

    private readonly List<int> openLoops = [];
    private int depth;
    private ConstantUses? wideConstants;
    private ulong? lastConstant;

    /// <summary>Constants used more than once in loops, too large for the immediate of a CPU instruction: those used most, the most used first.</summary>
    public ulong[] WideConstants => wideConstants is null ? [] : wideConstants.MostUsed();

    public static FunctionFacts Of(ModuleDefinition module, FunctionDefinition function)
    {
        var facts = new FunctionFacts();
        var reader = new InstructionReader(module.Binary.Span, function.Body);
        var instruction = default(Instruction);
        while (reader.Read(ref instruction)) facts.Add(instruction);
        return facts;
    }

    private void Add(in Instruction instruction)
    {
        AddConstant(instruction);
        switch (instruction.Info.Immediate)
        {
            case Immediate.MemArg or Immediate.MemArgLane or Immediate.Memory:
                Use(instruction.Index);
                break;
            case Immediate.MemoryMemory:
                Use(instruction.Index);
                Use(instruction.Index2);
                break;
            case Immediate.Global:
                GlobalAccesses++;
                break;
        }
        switch (instruction.Opcode)
        {
            case Opcode.Call or Opcode.CallIndirect or Opcode.CallRef or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef:
                HasCalls = true;
                break;
            case Opcode.Loop:
                HasLoops = true;
                openLoops.Add(++depth);
                break;
            case Opcode.Block or Opcode.If or Opcode.TryTable:
                depth++;
                break;
            case Opcode.End:
                if (openLoops.Count > 0 && openLoops[^1] == depth) openLoops.RemoveAt(openLoops.Count - 1);
                depth--;
                break;
        }
    }

    private void Use(int memory)
    {
        if (!Memories.Contains(memory)) Memories.Add(memory);
    }

    private void AddConstant(in Instruction instruction)
    {
        if (lastConstant is { } constant)
        {
            // The JIT compiler divides by a constant that it knows without dividing.
            if (instruction.Opcode is not (Opcode.I64DivS or Opcode.I64DivU or Opcode.I64RemS or Opcode.I64RemU))
                Count(constant);
            lastConstant = null;
        }
        if (openLoops.Count > 0 && instruction.Opcode == Opcode.I64Const && (long)instruction.Bits != (int)instruction.Bits) lastConstant = instruction.Bits;
    }

    // Inlined, it would have the runtime load what few functions need.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Count(ulong constant) => (wideConstants ??= new ConstantUses()).Add(constant);

    private sealed class ConstantUses
    {
        private readonly Dictionary<ulong, int> counts = [];

        public void Add(ulong constant) => counts[constant] = counts.GetValueOrDefault(constant) + 1;

        public ulong[] MostUsed() => [.. counts.Where(use => use.Value > 1).OrderByDescending(use => use.Value).Select(use => use.Key).Take(MaxWideConstants)];
    }
}
