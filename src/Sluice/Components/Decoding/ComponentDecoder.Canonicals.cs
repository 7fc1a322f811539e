// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#canonical-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Components.Decoding;

internal sealed partial class ComponentDecoder
{
    private static CanonicalDefinition ReadCanonical(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var code = cursor.ReadByte();
        switch (code)
        {
            case 0x00:
                ReadFunctionSort(ref cursor, "canonical function lift");
                return new LiftDefinition(cursor.ReadU32(), ReadOptions(ref cursor), cursor.ReadU32()) { Offset = at };
            case 0x01:
                ReadFunctionSort(ref cursor, "canonical function lower");
                return new LowerDefinition(cursor.ReadU32(), ReadOptions(ref cursor)) { Offset = at };
        }

        var info = CanonicalBuiltins.Find(code) ?? throw InvalidLeadingByte(code, "canonical function", at);
        var definition = new BuiltinDefinition(info.Builtin) { Offset = at };
        foreach (var immediate in info.Immediates)
        {
            definition = immediate switch
            {
                BuiltinImmediate.ResourceType or BuiltinImmediate.StreamType or BuiltinImmediate.FutureType =>
                    definition with { TypeIndex = cursor.ReadU32() },
                BuiltinImmediate.ResultList => definition with { Result = ReadResultList(ref cursor) },
                BuiltinImmediate.Options => definition with { Options = ReadOptions(ref cursor) },
                BuiltinImmediate.Async => definition with { Async = ReadBoolean(ref cursor) },
                BuiltinImmediate.Cancellable => definition with { Cancellable = ReadBoolean(ref cursor) },
                BuiltinImmediate.Shared => definition with { Shared = ReadBoolean(ref cursor) },
                BuiltinImmediate.Memory => definition with { MemoryIndex = cursor.ReadU32() },
                BuiltinImmediate.CoreType => definition with { CoreTypeIndex = cursor.ReadU32() },
                BuiltinImmediate.Table => definition with { TableIndex = cursor.ReadU32() },
                BuiltinImmediate.SlotType => definition with { SlotType = cursor.ReadValType() },
                BuiltinImmediate.Slot => definition with { Slot = cursor.ReadU32() },
                _ => throw new InvalidOperationException($"{info.Name}: immediate {immediate} has no reader"),
            };
        }
        return definition;
    }

    private static void ReadFunctionSort(ref BinaryCursor cursor, string what)
    {
        var at = cursor.Position;
        var sort = cursor.ReadByte();
        if (sort != 0x00) throw InvalidLeadingByte(sort, what, at);
    }

    private static CanonicalOption[] ReadOptions(ref BinaryCursor cursor)
    {
        var options = new CanonicalOption[cursor.ReadCount()];
        for (var i = 0; i < options.Length; i++)
        {
            var at = cursor.Position;
            var code = cursor.ReadByte();
            if (code > (byte)CanonicalOptionKind.Gc) throw InvalidLeadingByte(code, "canonical option", at);
            var kind = (CanonicalOptionKind)code;
            options[i] = new CanonicalOption(kind, kind.HasIndex() ? cursor.ReadU32() : 0);
        }
        return options;
    }
}
