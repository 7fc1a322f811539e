using Sluice.Runtime;

namespace Sluice.Compilation;

/// <summary>Calls a function of one type with its operands in 8-byte slots.</summary>
internal unsafe delegate void FunctionInvoker(Function function, ulong* arguments, ulong* results);
