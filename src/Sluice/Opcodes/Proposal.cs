namespace Sluice.Opcodes;

/// <summary>The WebAssembly proposal that introduced an instruction; all are part of WebAssembly 3.0.</summary>
internal enum Proposal : byte
{
    Mvp,
    SignExtension,
    SaturatingConversions,
    BulkMemory,
    ReferenceTypes,
    Simd,
    RelaxedSimd,
    TailCall,
    Exceptions,
    FunctionReferences,
    Gc,
}
