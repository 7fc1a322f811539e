// WebAssembly specification, "Scripts": the host module that scripts may import.
// https://github.com/WebAssembly/spec/tree/main/interpreter#spectest-host-module

using Sluice.Compilation;
using Sluice.Runtime;
using Sluice.Types;

namespace Sluice.Cli.Wast;

/// <summary>The exports of <c>spectest</c>; what it prints goes nowhere.</summary>
internal sealed class SpectestModule(Store store)
{
    private readonly Dictionary<string, ExternValue?> exports = new(StringComparer.Ordinal);

    public ExternValue? GetExport(string name)
    {
        if (!exports.TryGetValue(name, out var value)) exports[name] = value = Create(name);
        return value;
    }

    private ExternValue? Create(string name) => name switch
    {
        "print" => Print(),
        "print_i32" => Print(ValType.I32),
        "print_i64" => Print(ValType.I64),
        "print_f32" => Print(ValType.F32),
        "print_f64" => Print(ValType.F64),
        "print_i32_f32" => Print(ValType.I32, ValType.F32),
        "print_f64_f64" => Print(ValType.F64, ValType.F64),
        "global_i32" => Constant(ValType.I32, 666),
        "global_i64" => Constant(ValType.I64, 666),
        "global_f32" => Constant(ValType.F32, BitConverter.SingleToUInt32Bits(666.6f)),
        "global_f64" => Constant(ValType.F64, BitConverter.DoubleToUInt64Bits(666.6)),
        "table" => new Table(store, new TableType(ValType.FuncRef, new Limits(10, 20), Is64: false), null),
        "table64" => new Table(store, new TableType(ValType.FuncRef, new Limits(10, 20), Is64: true), null),
        "memory" => new Runtime.Memory(store, new MemoryType(new Limits(1, 2), Is64: false)),
        _ => null,
    };

    private Function Print(params ReadOnlySpan<ValType> parameters) =>
        SlotCall.CreateHostFunction(store, new FuncType([.. parameters], []), static _ => []);

    private Global Constant(ValType type, ulong bits) => new(store, new GlobalType(type, Mutable: false)) { Slot = new Slot(bits) };
}
