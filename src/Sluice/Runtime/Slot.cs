namespace Sluice.Runtime;

/// <summary>A core value without its type: i32 zero-extended, floats by their bits, v128 as two halves, or a reference.</summary>
internal readonly record struct Slot(ulong Low, ulong High = 0, object? Reference = null);
