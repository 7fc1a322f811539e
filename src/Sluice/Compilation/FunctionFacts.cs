using Sluice.Binary;
using Sluice.Modules;
using Sluice.Opcodes;

namespace Sluice.Compilation;

/// <summary>What the prologue of a function needs to know about its body.</summary>
internal sealed class FunctionFacts
{
    public SortedSet<int> Memories { get; } = [];
    public bool HasCalls { get; private set; }
    public bool HasLoops { get; private set; }
    public int GlobalAccesses { get; private set; }

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
        switch (instruction.Info.Immediate)
        {
            case Immediate.MemArg or Immediate.MemArgLane or Immediate.Memory:
                Memories.Add(instruction.Index);
                break;
            case Immediate.MemoryMemory:
                Memories.Add(instruction.Index);
                Memories.Add(instruction.Index2);
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
                break;
        }
    }
}
