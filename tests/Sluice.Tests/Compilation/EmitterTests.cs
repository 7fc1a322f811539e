using Sluice.Compilation;
using Sluice.Opcodes;

namespace Sluice.Tests.Compilation;

public sealed class EmitterTests
{
    [Fact]
    public void Every_instruction_has_an_emitter()
    {
        var missing = OpcodeTable.Rows.Where(row => Emitters.FamilyOf(row.Opcode) == EmitterFamily.None);
        Assert.Empty(missing.Select(row => row.Mnemonic));
    }

    [Fact]
    public void Every_vector_memory_instruction_has_a_method()
    {
        var rows = OpcodeTable.Rows.Where(row => row.Proposal == Proposal.Simd && row.AccessBytes > 0);
        Assert.Empty(rows.Where(row => !VectorEmitters.Has(row.Opcode)).Select(row => row.Mnemonic));
    }
}
