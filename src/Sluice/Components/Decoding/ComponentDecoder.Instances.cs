// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#instance-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Components.Decoding;

internal sealed partial class ComponentDecoder
{
    private static Definition ReadCoreInstance(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var form = cursor.ReadByte();
        switch (form)
        {
            case 0x00:
                var module = cursor.ReadU32();
                var arguments = new CoreInstantiateArgument[cursor.ReadCount(elementBytes: 3)];
                for (var i = 0; i < arguments.Length; i++)
                {
                    var name = cursor.ReadName();
                    var sortAt = cursor.Position;
                    var sort = cursor.ReadByte();
                    if (sort != 0x12) throw InvalidLeadingByte(sort, "instantiation arg kind", sortAt);
                    arguments[i] = new CoreInstantiateArgument(name, cursor.ReadU32());
                }
                return new CoreInstantiateDefinition(module, arguments) { Offset = at };
            case 0x01:
                var exports = new CoreInlineExport[cursor.ReadCount(elementBytes: 3)];
                for (var i = 0; i < exports.Length; i++)
                {
                    var name = cursor.ReadName();
                    var sortAt = cursor.Position;
                    var code = cursor.ReadByte();
                    var sort = Sorts.Find(core: true, code);
                    if (sort is null or > Sort.CoreTag) throw new MalformedException("malformed import kind", sortAt);
                    exports[i] = new CoreInlineExport(name, new SortIndex(sort.Value, cursor.ReadU32()));
                }
                return new CoreInlineInstanceDefinition(exports) { Offset = at };
            default:
                throw InvalidLeadingByte(form, "core instance", at);
        }
    }

    private static Definition ReadInstance(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var form = cursor.ReadByte();
        switch (form)
        {
            case 0x00:
                var component = cursor.ReadU32();
                var arguments = new InstantiateArgument[cursor.ReadCount(elementBytes: 3)];
                for (var i = 0; i < arguments.Length; i++)
                {
                    var name = cursor.ReadName();
                    arguments[i] = new InstantiateArgument(name, ReadSortIndex(ref cursor));
                }
                return new InstantiateDefinition(component, arguments) { Offset = at };
            case 0x01:
                var exports = new InlineExport[cursor.ReadCount(elementBytes: 4)];
                for (var i = 0; i < exports.Length; i++)
                {
                    var name = ReadNameAttributes(ref cursor);
                    exports[i] = new InlineExport(name, ReadSortIndex(ref cursor));
                }
                return new InlineInstanceDefinition(exports) { Offset = at };
            default:
                throw InvalidLeadingByte(form, "instance", at);
        }
    }

    private static SortIndex ReadSortIndex(ref BinaryCursor cursor) => new(ReadExternalSort(ref cursor), cursor.ReadU32());

    /// <summary>A sort of something that components import and export: of the core sorts only modules are.</summary>
    private static Sort ReadExternalSort(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var code = cursor.ReadByte();
        if (code != 0) return Sorts.Find(core: false, code) ?? throw InvalidLeadingByte(code, "component external kind", at);
        code = cursor.ReadByte();
        return code == 0x11 ? Sort.CoreModule : throw InvalidLeadingByte(code, "component external kind", at + 1);
    }

    // https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#alias-definitions
    private static Definition ReadAlias(ref BinaryCursor cursor)
    {
        // The target tells which sorts are allowed, and follows them.
        var at = cursor.Position;
        var code = cursor.ReadByte();
        var core = code == 0x00;
        if (core) code = cursor.ReadByte();
        var sort = Sorts.Find(core, code);
        var targetAt = cursor.Position;
        var target = cursor.ReadByte();
        switch (target)
        {
            case 0x00:
                if (sort is null or (<= Sort.CoreInstance and not Sort.CoreModule)) throw InvalidLeadingByte(code, "component external kind", at);
                return new ExportAliasDefinition(sort.Value, cursor.ReadU32(), cursor.ReadName(), CoreInstance: false) { Offset = at };
            case 0x01:
                if (sort is null or > Sort.CoreTag) throw InvalidLeadingByte(code, "core instance export kind", at);
                return new ExportAliasDefinition(sort.Value, cursor.ReadU32(), cursor.ReadName(), CoreInstance: true) { Offset = at };
            case 0x02:
                if (sort is not (Sort.CoreModule or Sort.CoreType or Sort.Type or Sort.Component))
                    throw InvalidLeadingByte(code, "component outer alias kind", at);
                return new OuterAliasDefinition(sort.Value, cursor.ReadU32(), cursor.ReadU32()) { Offset = at };
            default:
                throw InvalidLeadingByte(target, "alias", targetAt);
        }
    }
}
