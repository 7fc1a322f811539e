// https://github.com/WebAssembly/component-model/blob/main/design/mvp/WIT.md#types

using System.Globalization;
using Sluice.Wit.Types;

namespace Sluice.Wit.Parsing;

internal sealed partial class Parser
{
    // Far beyond what anybody writes, far below what the stack holds.
    private const int MaxTypeDepth = 100;

    private int typeDepth;

    private AstType Type()
    {
        if (typeDepth >= MaxTypeDepth) throw Error(Current, $"types are nested more than {MaxTypeDepth} deep");
        typeDepth++;
        var type = TypeBody();
        typeDepth--;
        return type;
    }

    private AstType TypeBody()
    {
        var token = Current;
        if (IsId(token))
        {
            var name = Id();
            return new AstType(null, name, [], 0, name.Span);
        }
        if (token.Kind != TokenKind.Keyword) throw Expected("a type");
        if (Primitive(token.Text) is { } primitive)
        {
            Next();
            return new AstType(primitive, null, [], 0, Span(token));
        }
        switch (token.Text)
        {
            case "list":
                Next();
                return ListType(token);
            case "map":
                Next();
                Expect("<");
                var key = Type();
                if (key.Kind is not { } kind || kind is ValKind.F32 or ValKind.F64 or ValKind.ErrorContext || Primitive(TypeText.Keyword(kind)) is null)
                    throw new WitException(key.Span, "a map's keys are of type `bool`, `char`, `string` or an integer type");
                Expect(",");
                return Close(ValKind.Map, token, key, Type());
            case "option":
                Next();
                Expect("<");
                return Close(ValKind.Option, token, Type());
            case "result":
                Next();
                return ResultType(token);
            case "tuple":
                Next();
                Expect("<");
                var types = List(">", _ => Type());
                if (types.Count == 0) throw Error(token, "a tuple must have at least one type");
                return new AstType(ValKind.Tuple, null, [.. types], 0, Span(token));
            case "stream" or "future":
                Next();
                var async = token.Text == "stream" ? ValKind.Stream : ValKind.Future;
                return Eat("<") ? Close(async, token, Type()) : new AstType(async, null, [null], 0, Span(token));
            case "own" or "borrow":
                Next();
                Expect("<");
                var resource = Id();
                Expect(">");
                return new AstType(token.Text == "own" ? ValKind.Own : ValKind.Borrow, resource, [], 0, Span(token));
            default:
                throw Expected("a type");
        }
    }

    private AstType ListType(Token token)
    {
        Expect("<");
        var element = Type();
        if (!Eat(",")) return Close(ValKind.List, token, element);
        var length = Current;
        if (length.Kind != TokenKind.Integer) throw Expected("the list's length");
        if (!uint.TryParse(length.Text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) || length.Text[0] == '0')
            throw Error(length, $"`{length.Text}` is not the length of a list: it is a number from 1 to {uint.MaxValue}, without leading zeros");
        Next();
        Expect(">");
        return new AstType(ValKind.FixedList, null, [element], number, Span(token));
    }

    private AstType ResultType(Token token)
    {
        if (!Eat("<")) return new AstType(ValKind.Result, null, [null, null], 0, Span(token));
        if (Eat("_"))
        {
            Expect(",");
            return Close(ValKind.Result, token, null, Type());
        }
        var ok = Type();
        return Close(ValKind.Result, token, ok, Eat(",") ? Type() : null);
    }

    private AstType Close(ValKind kind, Token token, params AstType?[] arguments)
    {
        Expect(">");
        return new AstType(kind, null, arguments, 0, Span(token));
    }

    private static ValKind? Primitive(string keyword) => keyword switch
    {
        "bool" => ValKind.Bool,
        "s8" => ValKind.S8,
        "u8" => ValKind.U8,
        "s16" => ValKind.S16,
        "u16" => ValKind.U16,
        "s32" => ValKind.S32,
        "u32" => ValKind.U32,
        "s64" => ValKind.S64,
        "u64" => ValKind.U64,
        "f32" => ValKind.F32,
        "f64" => ValKind.F64,
        "char" => ValKind.Char,
        "string" => ValKind.String,
        "error-context" => ValKind.ErrorContext,
        _ => null,
    };
}
