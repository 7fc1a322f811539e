// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#import-and-export-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;

namespace Sluice.Components.Decoding;

internal sealed partial class ComponentDecoder
{
    private static ImportDefinition ReadImport(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var name = ReadNameAttributes(ref cursor);
        return new ImportDefinition(name, ReadExternType(ref cursor)) { Offset = at };
    }

    private static ExportDefinition ReadExport(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var name = ReadNameAttributes(ref cursor);
        var item = ReadSortIndex(ref cursor);
        var formAt = cursor.Position;
        var form = cursor.ReadByte();
        ExternTypeSyntax? ascribed = form switch
        {
            0x00 => null,
            0x01 => ReadExternType(ref cursor),
            _ => throw InvalidLeadingByte(form, "optional component export type", formAt),
        };
        return new ExportDefinition(name, item, ascribed) { Offset = at };
    }

    private static NameAttributes ReadNameAttributes(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var form = cursor.ReadByte();
        if (form > 0x02) throw InvalidLeadingByte(form, "component name", at);
        var name = cursor.ReadName();
        if (form != 0x02) return new NameAttributes(name);

        string? implements = null, versionSuffix = null, externalId = null;
        var count = cursor.ReadCount(elementBytes: 2);
        for (var i = 0; i < count; i++)
        {
            at = cursor.Position;
            var kind = cursor.ReadByte();
            switch (kind)
            {
                case 0x00: Set(ref implements, cursor.ReadName(), "implements", at); break;
                case 0x01: Set(ref versionSuffix, cursor.ReadName(), "versionsuffix", at); break;
                case 0x02: Set(ref externalId, cursor.ReadName(), "external-id", at); break;
                default: throw InvalidLeadingByte(kind, "name option", at);
            }
        }
        return new NameAttributes(name, implements, versionSuffix, externalId);

        // The grammar allows this: it is the validation rules that say "at most once".
        static void Set(ref string? attribute, string value, string what, int at) =>
            attribute = attribute is null ? value : throw new InvalidException($"duplicate '{what}' option in name", at);
    }

    private static ExternTypeSyntax ReadExternType(ref BinaryCursor cursor)
    {
        var sort = ReadExternalSort(ref cursor);
        var at = cursor.Position;
        switch (sort)
        {
            case Sort.Type:
                var bound = cursor.ReadByte();
                return bound switch
                {
                    0x00 => new ExternTypeSyntax(Sort.Type, cursor.ReadU32()),
                    0x01 => new ExternTypeSyntax(Sort.Type, null),
                    _ => throw InvalidLeadingByte(bound, "type bound", at),
                };
            case Sort.Value:
                throw new MalformedException("component values are not supported", at);
            default:
                return new ExternTypeSyntax(sort, cursor.ReadU32());
        }
    }
}
