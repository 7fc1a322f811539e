// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#type-definitions

using Sluice.Binary;
using Sluice.Components.Definitions;
using Sluice.Wit.Types;

namespace Sluice.Components.Decoding;

internal sealed partial class ComponentDecoder
{
    // Indexed by 0x7f - code.
    private static readonly PrimType[] Primitives =
    [
        ValType.Bool, ValType.S8, ValType.U8, ValType.S16, ValType.U16, ValType.S32, ValType.U32, ValType.S64, ValType.U64,
        ValType.F32, ValType.F64, ValType.Char, ValType.String,
    ];

    private static PrimType? FindPrimitive(int code) => code switch
    {
        0x64 => ValType.ErrorContext,
        >= 0x73 and <= 0x7f => Primitives[0x7f - code],
        _ => null,
    };

    private TypeDefinition ReadTypeDefinition(ref BinaryCursor cursor) => new(ReadType(ref cursor)) { Offset = cursor.Position };

    private TypeSyntax ReadType(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var code = cursor.ReadByte();
        switch (code)
        {
            case 0x3f:
                var representation = cursor.ReadValType();
                return new ResourceSyntax(representation, ReadFlag(ref cursor, "resource destructor") ? cursor.ReadU32() : null);
            case 0x40 or 0x43:
                var parameters = ReadLabels(ref cursor);
                return new FuncTypeSyntax(parameters, ReadResultList(ref cursor), Async: code == 0x43);
            case 0x41 or 0x42:
                EnterNesting(at);
                var declarations = ReadDeclarations(ref cursor, instance: code == 0x42);
                nesting--;
                return code == 0x42 ? new InstanceTypeSyntax(declarations) : new ComponentTypeSyntax(declarations);
            default:
                return ReadDefinedType(ref cursor, code, at);
        }
    }

    private static DefinedTypeSyntax ReadDefinedType(ref BinaryCursor cursor, byte code, int at)
    {
        switch (code)
        {
            case 0x72:
                return new RecordSyntax(ReadLabels(ref cursor));
            case 0x71:
                return ReadVariant(ref cursor);
            case 0x70:
                return new ListSyntax(ReadValType(ref cursor));
            case 0x67:
                return new FixedListSyntax(ReadValType(ref cursor), cursor.ReadU32());
            case 0x6f:
                return ReadTuple(ref cursor);
            case 0x6e:
                return new FlagsSyntax(ReadNames(ref cursor));
            case 0x6d:
                return new EnumSyntax(ReadNames(ref cursor));
            case 0x6b:
                return new OptionSyntax(ReadValType(ref cursor));
            case 0x6a:
                return new ResultSyntax(ReadOptionalValType(ref cursor), ReadOptionalValType(ref cursor));
            case 0x69 or 0x68:
                return new HandleSyntax(Owned: code == 0x69, cursor.ReadU32());
            case 0x66 or 0x65:
                return new AsyncValueSyntax(Stream: code == 0x66, ReadOptionalValType(ref cursor));
            case 0x63:
                return new MapSyntax(ReadValType(ref cursor), ReadValType(ref cursor));
            default:
                return FindPrimitive(code) is { } primitive ? new PrimitiveSyntax(primitive) : throw InvalidLeadingByte(code, "component defined type", at);
        }
    }

    private static VariantSyntax ReadVariant(ref BinaryCursor cursor)
    {
        var cases = new CaseSyntax[cursor.ReadCount(elementBytes: 3)];
        for (var i = 0; i < cases.Length; i++)
        {
            cases[i] = new CaseSyntax(cursor.ReadName(), ReadOptionalValType(ref cursor));
            var at = cursor.Position;
            var refines = cursor.ReadByte();
            if (refines != 0) throw InvalidLeadingByte(refines, "zero byte required", at);
        }
        return new VariantSyntax(cases);
    }

    private static TupleSyntax ReadTuple(ref BinaryCursor cursor)
    {
        var types = new ValTypeSyntax[cursor.ReadCount()];
        for (var i = 0; i < types.Length; i++) types[i] = ReadValType(ref cursor);
        return new TupleSyntax(types);
    }

    private static ValTypeSyntax ReadValType(ref BinaryCursor cursor)
    {
        if (FindPrimitive(cursor.Peek()) is { } primitive)
        {
            cursor.Skip(1);
            return new ValTypeSyntax(primitive, 0);
        }
        var at = cursor.Position;
        var index = cursor.ReadS33();
        if (index < 0) throw new MalformedException("invalid leading byte for a component value type", at);
        return new ValTypeSyntax(null, (uint)index);
    }

    private static ValTypeSyntax? ReadOptionalValType(ref BinaryCursor cursor) =>
        ReadFlag(ref cursor, "optional component value type") ? ReadValType(ref cursor) : null;

    private static ValTypeSyntax? ReadResultList(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var form = cursor.ReadByte();
        switch (form)
        {
            case 0x00:
                return ReadValType(ref cursor);
            case 0x01:
                var count = cursor.ReadByte();
                return count == 0 ? null : throw InvalidLeadingByte(count, "number of results", at + 1);
            default:
                throw InvalidLeadingByte(form, "component function results", at);
        }
    }

    private static bool ReadFlag(ref BinaryCursor cursor, string what)
    {
        var at = cursor.Position;
        var flag = cursor.ReadByte();
        return flag <= 1 ? flag == 1 : throw InvalidLeadingByte(flag, what, at);
    }

    private static LabelSyntax[] ReadLabels(ref BinaryCursor cursor)
    {
        var labels = new LabelSyntax[cursor.ReadCount(elementBytes: 2)];
        for (var i = 0; i < labels.Length; i++) labels[i] = new LabelSyntax(cursor.ReadName(), ReadValType(ref cursor));
        return labels;
    }

    private static string[] ReadNames(ref BinaryCursor cursor)
    {
        var names = new string[cursor.ReadCount()];
        for (var i = 0; i < names.Length; i++) names[i] = cursor.ReadName();
        return names;
    }

    private Definition[] ReadDeclarations(ref BinaryCursor cursor, bool instance)
    {
        var declarations = new List<Definition>();
        var count = cursor.ReadCount(elementBytes: 2);
        for (var i = 0; i < count; i++)
        {
            var at = cursor.Position;
            var kind = cursor.ReadByte();
            Add(declarations, kind switch
            {
                0x00 => ReadCoreTypeDefinition(ref cursor),
                0x01 => ReadTypeDefinition(ref cursor),
                0x02 => ReadAlias(ref cursor),
                0x03 when !instance => ReadImport(ref cursor),
                0x04 => new ExportDeclaration(ReadNameAttributes(ref cursor), ReadExternType(ref cursor)) { Offset = at },
                _ => throw InvalidLeadingByte(kind, "component or instance type declaration", at),
            });
        }
        return [.. declarations];
    }
}
