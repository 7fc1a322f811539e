// WebAssembly 3.0, "Validation: Instructions": parametric, variable and reference instructions.
// https://webassembly.github.io/spec/core/valid/instructions.html

using Sluice.Types;

namespace Sluice.Validation;

internal sealed partial class ExpressionValidator
{
    private ValType LocalType(int index) => (uint)index < (uint)locals.Count ? locals[index] : throw Unknown("local", index);

    private void LocalGet(int index)
    {
        var type = LocalType(index);
        if (!type.IsDefaultable && !locals.IsSet(index)) throw new InvalidException($"uninitialized local {index}", position);
        operands.Push(type);
    }

    private void LocalSet(int index)
    {
        var type = LocalType(index);
        Pop(type);
        if (!type.IsDefaultable) locals.Set(index);
    }

    private void LocalTee(int index)
    {
        LocalSet(index);
        operands.Push(locals[index]);
    }

    private GlobalType Global(int index) => (uint)index < (uint)context.VisibleGlobals ? context.Globals[index] : throw Unknown("global", index);

    private void GlobalGet(int index) => operands.Push(Global(index).Type);

    private void GlobalSet(int index)
    {
        var global = Global(index);
        if (!global.Mutable) throw new InvalidException($"immutable global {index}", position);
        Pop(global.Type);
    }

    private void Select()
    {
        PopI32();
        var second = PopAny();
        var first = PopAny();
        if (first.IsRef || second.IsRef) throw new InvalidException("type mismatch: select of references needs a type", position);
        if (first.Kind != second.Kind && first.Kind != ValKind.Bottom && second.Kind != ValKind.Bottom) throw Mismatch(first, second.ToString());
        operands.Push(first.Kind == ValKind.Bottom ? second : first);
    }

    private void SelectTyped(ValType[] types)
    {
        if (types.Length != 1) throw new InvalidException("invalid result arity", position);
        var type = context.Canonicalize(types[0], position);
        PopI32();
        Pop(type);
        Pop(type);
        operands.Push(type);
    }

    private void RefFunc(int index)
    {
        if ((uint)index >= (uint)context.FunctionTypes.Length) throw Unknown("function", index);
        if (!context.DeclaredFunctions[index]) throw new InvalidException($"undeclared function reference {index}", position);
        operands.Push(ValType.Ref(false, new HeapType(context.FunctionTypes[index])));
    }
}
