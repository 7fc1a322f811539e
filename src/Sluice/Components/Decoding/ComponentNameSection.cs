// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#name-section

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Components.Decoding;

/// <summary>The names that a component gives to what it defines, from its <c>component-name</c> section.</summary>
internal sealed class ComponentNameSection
{
    public const string SectionName = "component-name";

    private const byte Declarations = 1;

    private readonly Dictionary<Sort, Dictionary<int, string>> names = [];

    /// <summary>The names of one index space, by index.</summary>
    public IReadOnlyDictionary<int, string> this[Sort sort] => names.TryGetValue(sort, out var found) ? found : System.Collections.ObjectModel.ReadOnlyDictionary<int, string>.Empty;

    /// <summary>Reads the section up to its end or its first mistake, which is no error.</summary>
    public static ComponentNameSection Read(ComponentDefinition component)
    {
        var result = new ComponentNameSection();
        foreach (var section in component.CustomSections)
        {
            if (section.Name != SectionName) continue;
            try
            {
                result.ReadSubsections(new BinaryCursor(component.Binary.Span, section.Bytes.Start, section.Bytes.End));
            }
            catch (MalformedException)
            {
                break;
            }
        }
        return result;
    }

    private void ReadSubsections(BinaryCursor cursor)
    {
        while (!cursor.AtEnd)
        {
            var id = cursor.ReadByte();
            var size = cursor.ReadSize();
            if (id != Declarations)
            {
                cursor.Skip(size);
                continue;
            }
            var code = cursor.ReadByte();
            var core = code == 0;
            if (core) code = cursor.ReadByte();
            if (Sorts.Find(core, code) is not { } sort) return;
            if (!names.TryGetValue(sort, out var map)) names.Add(sort, map = []);
            var count = cursor.ReadCount(elementBytes: 2);
            for (var i = 0; i < count; i++)
            {
                var index = cursor.ReadIndex();
                map[index] = cursor.ReadName();
            }
        }
    }
}
