// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#canonical-definitions

using Sluice.Components.Definitions;

namespace Sluice.Text.Printing;

internal sealed partial class ComponentPrinter
{
    private void Canonical(CanonicalDefinition canonical)
    {
        writer.Write("canon ");
        switch (canonical)
        {
            case LiftDefinition lift:
                writer.Write($"lift {Item(Sort.CoreFunction, lift.CoreFunctionIndex)}");
                Options(lift.Options);
                writer.Write($" (func{scope.Bind(Sort.Function)} (type {scope.Reference(Sort.Type, lift.TypeIndex)}))");
                return;
            case LowerDefinition lower:
                writer.Write($"lower {Item(Sort.Function, lower.FunctionIndex)}");
                Options(lower.Options);
                break;
            case BuiltinDefinition builtin:
                var info = builtin.Builtin.Info();
                writer.Write(info.Name);
                foreach (var immediate in info.Immediates) Immediate(builtin, immediate);
                break;
        }
        writer.Write($" (core func{scope.Bind(Sort.CoreFunction)})");
    }

    private void Immediate(BuiltinDefinition builtin, BuiltinImmediate immediate)
    {
        switch (immediate)
        {
            case BuiltinImmediate.ResourceType or BuiltinImmediate.StreamType or BuiltinImmediate.FutureType:
                writer.Write($" {scope.Reference(Sort.Type, builtin.TypeIndex)}");
                break;
            case BuiltinImmediate.ResultList:
                if (builtin.Result is { } result) writer.Write($" (result {ValType(result)})");
                break;
            case BuiltinImmediate.Options: Options(builtin.Options); break;
            case BuiltinImmediate.Async: Flag(builtin.Async, "async"); break;
            case BuiltinImmediate.Cancellable: Flag(builtin.Cancellable, "cancellable"); break;
            case BuiltinImmediate.Shared: Flag(builtin.Shared, "shared"); break;
            case BuiltinImmediate.Memory: writer.Write($" (memory {scope.Reference(Sort.CoreMemory, builtin.MemoryIndex)})"); break;
            case BuiltinImmediate.CoreType: writer.Write($" {scope.Reference(Sort.CoreType, builtin.CoreTypeIndex)}"); break;
            case BuiltinImmediate.Table: writer.Write($" {Item(Sort.CoreTable, builtin.TableIndex)}"); break;
            case BuiltinImmediate.SlotType: writer.Write($" {builtin.SlotType}"); break;
            case BuiltinImmediate.Slot: writer.Write($" {Number(builtin.Slot)}"); break;
            default: throw new InvalidOperationException($"{immediate} has no text");
        }
    }

    private void Flag(bool set, string keyword)
    {
        if (set) writer.Write(" " + keyword);
    }

    private void Options(CanonicalOption[] options)
    {
        foreach (var option in options)
        {
            writer.Write(' ');
            writer.Write(option.Kind switch
            {
                CanonicalOptionKind.Utf8 => "string-encoding=utf8",
                CanonicalOptionKind.Utf16 => "string-encoding=utf16",
                CanonicalOptionKind.Latin1Utf16 => "string-encoding=latin1+utf16",
                CanonicalOptionKind.Memory => $"(memory {scope.Reference(Sort.CoreMemory, option.Index)})",
                CanonicalOptionKind.Realloc => $"(realloc {scope.Reference(Sort.CoreFunction, option.Index)})",
                CanonicalOptionKind.PostReturn => $"(post-return {scope.Reference(Sort.CoreFunction, option.Index)})",
                CanonicalOptionKind.Async => "async",
                CanonicalOptionKind.Callback => $"(callback {scope.Reference(Sort.CoreFunction, option.Index)})",
                CanonicalOptionKind.CoreType => $"(core-type {scope.Reference(Sort.CoreType, option.Index)})",
                CanonicalOptionKind.Gc => "gc",
                _ => throw new InvalidOperationException($"{option.Kind} has no text"),
            });
        }
    }
}
