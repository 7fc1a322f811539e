// WebAssembly 3.0, "Custom Sections: Name Section". https://webassembly.github.io/spec/core/appendix/custom.html#name-section

using Sluice.Binary;

namespace Sluice.Text;

/// <summary>Collects a text's identifiers into a name section.</summary>
internal sealed class NameSectionBuilder
{
    private readonly SortedDictionary<int, string> functions = [];
    private readonly SortedDictionary<int, string> types = [];
    private readonly SortedDictionary<int, string> tables = [];
    private readonly SortedDictionary<int, string> memories = [];
    private readonly SortedDictionary<int, string> globals = [];
    private readonly SortedDictionary<int, string> elements = [];
    private readonly SortedDictionary<int, string> data = [];
    private readonly SortedDictionary<int, string> tags = [];
    private readonly SortedDictionary<int, SortedDictionary<int, string>> locals = [];
    private readonly SortedDictionary<int, SortedDictionary<int, string>> fields = [];

    public string? Module { get; set; }

    /// <param name="category">As <see cref="IndexSpace.Category"/> says.</param>
    public void Add(string category, int index, string name) => MapOf(category)[index] = name;

    private SortedDictionary<int, string> MapOf(string category) => category switch
    {
        "function" => functions,
        "type" => types,
        "table" => tables,
        "memory" => memories,
        "global" => globals,
        "elem segment" => elements,
        "data segment" => data,
        _ => tags,
    };

    public void AddLocals(int function, IndexSpace space) => AddIndirect(locals, function, space);

    public void AddFields(int type, IndexSpace space) => AddIndirect(fields, type, space);

    private static void AddIndirect(SortedDictionary<int, SortedDictionary<int, string>> map, int index, IndexSpace space)
    {
        if (space.HasNames) map[index] = new SortedDictionary<int, string>(space.Names.ToDictionary());
    }

    /// <summary>The custom section's contents, or null if nothing has a name.</summary>
    public ByteWriter? Finish()
    {
        var section = new ByteWriter();
        section.Name("name");
        int empty = section.Length;
        if (Module is not null)
        {
            var contents = new ByteWriter();
            contents.Name(Module);
            section.Section(0, contents);
        }
        Map(1, functions);
        IndirectMap(2, locals);
        Map(4, types);
        Map(5, tables);
        Map(6, memories);
        Map(7, globals);
        Map(8, elements);
        Map(9, data);
        IndirectMap(10, fields);
        Map(11, tags);
        return section.Length == empty ? null : section;

        void Map(byte id, SortedDictionary<int, string> map)
        {
            if (map.Count == 0) return;
            var contents = new ByteWriter();
            WriteMap(contents, map);
            section.Section(id, contents);
        }

        void IndirectMap(byte id, SortedDictionary<int, SortedDictionary<int, string>> maps)
        {
            if (maps.Count == 0) return;
            var contents = new ByteWriter();
            contents.Unsigned(maps.Count);
            foreach (var (index, map) in maps)
            {
                contents.Unsigned(index);
                WriteMap(contents, map);
            }
            section.Section(id, contents);
        }
    }

    private static void WriteMap(ByteWriter writer, SortedDictionary<int, string> map)
    {
        writer.Unsigned(map.Count);
        foreach (var (index, name) in map)
        {
            writer.Unsigned(index);
            writer.Name(name);
        }
    }
}
