// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#instance-definitions

namespace Sluice.Components.Definitions;

/// <summary>What an index refers to: each sort has an index space of its own in each component.</summary>
internal enum Sort : byte
{
    CoreFunction,
    CoreTable,
    CoreMemory,
    CoreGlobal,
    CoreTag,
    CoreType,
    CoreModule,
    CoreInstance,
    Function,
    Value,
    Type,
    Component,
    Instance,
}

/// <summary>An index and the space it counts in.</summary>
internal readonly record struct SortIndex(Sort Sort, uint Index);

/// <summary>The binary encoding and text name of a sort.</summary>
/// <param name="Code">Of core sorts, what follows a zero byte.</param>
internal sealed record SortInfo(Sort Sort, bool Core, byte Code, string Name);

internal static class Sorts
{
    public static readonly SortInfo[] Rows =
    [
        new(Sort.CoreFunction, true, 0x00, "func"),
        new(Sort.CoreTable, true, 0x01, "table"),
        new(Sort.CoreMemory, true, 0x02, "memory"),
        new(Sort.CoreGlobal, true, 0x03, "global"),
        new(Sort.CoreTag, true, 0x04, "tag"),
        new(Sort.CoreType, true, 0x10, "type"),
        new(Sort.CoreModule, true, 0x11, "module"),
        new(Sort.CoreInstance, true, 0x12, "instance"),
        new(Sort.Function, false, 0x01, "func"),
        new(Sort.Value, false, 0x02, "value"),
        new(Sort.Type, false, 0x03, "type"),
        new(Sort.Component, false, 0x04, "component"),
        new(Sort.Instance, false, 0x05, "instance"),
    ];

    /// <summary>The sort with this encoding, or null.</summary>
    public static Sort? Find(bool core, byte code)
    {
        foreach (var row in Rows)
            if (row.Core == core && row.Code == code) return row.Sort;
        return null;
    }

    /// <summary>The sort's name in the text format, without <c>core</c>.</summary>
    public static string Name(this Sort sort) => Rows[(int)sort].Name;

    public static bool IsCore(this Sort sort) => sort <= Sort.CoreInstance;
}
