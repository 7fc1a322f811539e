using Sluice.Opcodes;

namespace Sluice.Compilation;

/// <summary>Which part of <see cref="FunctionCompiler"/> translates an instruction.</summary>
internal enum EmitterFamily : byte
{
    None,
    Control,
    Call,
    Exception,
    Variable,
    Reference,
    Structure,
    Array,
    Constant,
    Load,
    Store,
    Bulk,
    Numeric,
    Vector,
}

internal static class Emitters
{
    // Filled as opcodes come up: what only vectors need must not be built for a guest that has none.
    private static readonly EmitterFamily[] Families = new EmitterFamily[OpcodeTable.CodeCount];

    public static EmitterFamily FamilyOf(Opcode opcode)
    {
        ref var family = ref Families[(int)opcode];
        if (family == EmitterFamily.None) family = Classify(OpcodeTable.Get(opcode));
        return family;
    }

    private static EmitterFamily Classify(OpcodeInfo row) => row.Opcode switch
    {
        Opcode.Unreachable or Opcode.Nop or Opcode.Block or Opcode.Loop or Opcode.If or Opcode.Else or Opcode.End
            or Opcode.Br or Opcode.BrIf or Opcode.BrTable or Opcode.Return => EmitterFamily.Control,
        Opcode.Call or Opcode.CallIndirect or Opcode.CallRef
            or Opcode.ReturnCall or Opcode.ReturnCallIndirect or Opcode.ReturnCallRef => EmitterFamily.Call,
        Opcode.Throw or Opcode.ThrowRef or Opcode.TryTable => EmitterFamily.Exception,
        Opcode.Drop or Opcode.Select or Opcode.SelectTyped => EmitterFamily.Variable,
        Opcode.RefNull or Opcode.RefIsNull or Opcode.RefFunc or Opcode.RefEq or Opcode.RefAsNonNull or Opcode.BrOnNull or Opcode.BrOnNonNull
            or (>= Opcode.RefTest and <= Opcode.I31GetU) => EmitterFamily.Reference,
        >= Opcode.StructNew and <= Opcode.StructSet => EmitterFamily.Structure,
        >= Opcode.ArrayNew and <= Opcode.ArrayInitElem => EmitterFamily.Array,
        _ => row.Immediate switch
        {
            Immediate.Local or Immediate.Global => EmitterFamily.Variable,
            Immediate.I32 or Immediate.I64 or Immediate.F32 or Immediate.F64 or Immediate.V128 => EmitterFamily.Constant,
            Immediate.MemArg => row.Signature.EndsWith(':') ? EmitterFamily.Store : EmitterFamily.Load,
            Immediate.MemArgLane => EmitterFamily.Vector,
            Immediate.Memory or Immediate.MemoryMemory or Immediate.Data or Immediate.DataMemory
                or Immediate.Table or Immediate.TableTable or Immediate.Element or Immediate.ElementTable => EmitterFamily.Bulk,
            _ when OpcodeTable.IsVector(row.Opcode) => VectorEmitters.Has(row.Opcode) ? EmitterFamily.Vector : EmitterFamily.None,
            _ => NumericEmitters.Has(row.Opcode) ? EmitterFamily.Numeric : EmitterFamily.None,
        },
    };
}
