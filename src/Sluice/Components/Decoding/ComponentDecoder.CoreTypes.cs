// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions
//
// A core type that starts with 0x50 is a module type; a non-final `sub`, which has the same code in core WebAssembly, is
// preceded by 0x00 here, and only here.

using Sluice.Binary;
using Sluice.Components.Definitions;
using Sluice.Types;

namespace Sluice.Components.Decoding;

internal sealed partial class ComponentDecoder
{
    private CoreTypeDefinition ReadCoreTypeDefinition(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        return new CoreTypeDefinition(ReadCoreType(ref cursor)) { Offset = at };
    }

    private CoreTypeSyntax ReadCoreType(ref BinaryCursor cursor)
    {
        switch (cursor.Peek())
        {
            case 0x00:
                cursor.Skip(1);
                var at = cursor.Position;
                var next = cursor.Peek();
                if (next is not (-1 or 0x50)) throw InvalidLeadingByte((byte)next, "non-final sub type", at);
                return ReadRecursiveType(ref cursor);
            case 0x50:
                cursor.Skip(1);
                return ReadModuleType(ref cursor);
            default:
                return ReadRecursiveType(ref cursor);
        }
    }

    private static CoreRecTypeSyntax ReadRecursiveType(ref BinaryCursor cursor) => new(cursor.ReadRecursiveType(before: 0));

    private CoreModuleTypeSyntax ReadModuleType(ref BinaryCursor cursor)
    {
        var declarations = new List<ModuleDeclaration>();
        var count = cursor.ReadCount(elementBytes: 2);
        for (var i = 0; i < count; i++)
        {
            var at = cursor.Position;
            if (++definitions > MaxDefinitions) throw new MalformedException($"too many definitions: the limit is {MaxDefinitions}", at);
            var kind = cursor.ReadByte();
            declarations.Add(kind switch
            {
                0x00 => new ModuleImportDeclaration(cursor.ReadName(), cursor.ReadName(), ReadCoreExternType(ref cursor)),
                0x01 => new ModuleTypeDeclaration(ReadModuleTypeDeclaration(ref cursor)),
                0x02 => ReadModuleAlias(ref cursor),
                0x03 => new ModuleExportDeclaration(cursor.ReadName(), ReadCoreExternType(ref cursor)),
                _ => throw InvalidLeadingByte(kind, "type definition", at),
            });
        }
        return new CoreModuleTypeSyntax([.. declarations]);
    }

    private static CoreRecTypeSyntax ReadModuleTypeDeclaration(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var ambiguous = cursor.Peek() == 0x50;
        try
        {
            return ReadRecursiveType(ref cursor);
        }
        catch (MalformedException) when (ambiguous)
        {
            // Not the subtype that it would have to be: a module type, which validation does not allow here.
            throw new InvalidException("invalid leading byte (0x50) for a type in a module type: module types do not nest", at);
        }
    }

    private static ModuleOuterAliasDeclaration ReadModuleAlias(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var sort = cursor.ReadByte();
        if (sort != 0x10) throw InvalidLeadingByte(sort, "outer alias kind", at);
        var target = cursor.ReadByte();
        if (target != 0x01) throw InvalidLeadingByte(target, "outer alias target", at + 1);
        return new ModuleOuterAliasDeclaration(cursor.ReadU32(), cursor.ReadU32());
    }

    private static ExternType ReadCoreExternType(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        return cursor.ReadByte() switch
        {
            0x00 => new FunctionExternType(cursor.ReadIndex()),
            0x01 => cursor.ReadTableType(),
            0x02 => cursor.ReadMemoryType(),
            0x03 => cursor.ReadGlobalType(),
            0x04 => cursor.ReadTagType(),
            _ => throw new MalformedException("malformed import kind", at),
        };
    }
}
