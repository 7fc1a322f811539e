using Sluice.Runtime;
using Sluice.Text.Scripts;
using Sluice.Types;

namespace Sluice.Cli.Wast;

/// <summary>A core instance in a script.</summary>
internal sealed class CoreScriptInstance(Instance instance, HostReferences references) : ScriptInstance
{
    public Instance Instance => instance;

    public override string? Run(ScriptAction action, IReadOnlyList<ResultPattern>? expected)
    {
        var export = instance.GetExport(action.Export) ?? throw new ScriptException($"there is no export \"{action.Export}\"");
        switch (export, action)
        {
            case (Function function, InvokeAction invoke):
                if (invoke.Arguments.Length != function.Type.Parameters.Length) throw new ScriptException($"\"{action.Export}\" takes {function.Type.Parameters.Length} arguments");
                return Compare(function.Call([.. invoke.Arguments.Select(ToSlot)]), function.Type.Results, expected);
            case (Global global, GetAction):
                return Compare([global.Slot], [global.Type.Type], expected);
            default:
                throw new ScriptException($"the export \"{action.Export}\" is a {export.ExternType.Kind}");
        }
    }

    private Slot ToSlot(ScriptValue value) => value switch
    {
        NumberValue number => new Slot(number.Low, number.High),
        NullValue => default,
        HostValue host => new Slot(0, 0, references.Get(host.Number)),
        _ => throw new ScriptException("a component value is no argument of a core function"),
    };

    private string? Compare(Slot[] actual, ValType[] types, IReadOnlyList<ResultPattern>? expected)
    {
        if (expected is null) return null;
        if (actual.Length != expected.Count) return $"expected {expected.Count} results, got {actual.Length}";
        for (int i = 0; i < actual.Length; i++)
        {
            if (!Matches(expected[i], actual[i], types[i])) return $"expected {expected[i]}, got {Describe(actual[i], types[i])}";
        }
        return null;
    }

    private bool Matches(ResultPattern pattern, Slot actual, ValType type) => pattern switch
    {
        NumberPattern number => number.Kind == type.Kind && LanesMatch(number, actual),
        NullPattern => type.IsRef && actual.Reference is null,
        HostPattern host => type.IsRef && actual.Reference is not null && references.Get(host.Value.Number) == actual.Reference,
        RefPattern reference => type.IsRef && IsReferenceTo(actual.Reference, reference.Heap),
        EitherPattern either => either.Alternatives.Any(alternative => Matches(alternative, actual, type)),
        _ => false,
    };

    private static bool IsReferenceTo(object? reference, HeapType heap)
    {
        if (reference is null) return false;
        if (heap == HeapType.Func) return reference is Function;
        if (heap == HeapType.Exn) return reference is ExceptionInstance;
        if (heap == HeapType.Eq) return reference is GuestObject;
        if (heap == HeapType.I31) return reference is I31;
        if (heap == HeapType.Struct) return reference is GuestStruct;
        if (heap == HeapType.Array) return reference is GuestArray;
        return heap == HeapType.Extern || heap == HeapType.Any;
    }

    private static bool LanesMatch(NumberPattern pattern, Slot actual)
    {
        for (int i = 0; i < pattern.Lanes.Length; i++)
        {
            var lane = pattern.Lanes[i];
            int bit = i * lane.Width;
            ulong half = bit < 64 ? actual.Low : actual.High;
            ulong mask = lane.Width == 64 ? ulong.MaxValue : (1ul << lane.Width) - 1;
            if (!lane.Matches(half >> (bit % 64) & mask)) return false;
        }
        return true;
    }

    private static string Describe(Slot slot, ValType type) => type.Kind switch
    {
        ValKind.Ref => slot.Reference is null ? "null" : $"a reference to {slot.Reference.GetType().Name}",
        ValKind.V128 => $"{type} 0x{slot.High:x16}{slot.Low:x16}",
        _ => $"{type} 0x{slot.Low:x}",
    };
}
