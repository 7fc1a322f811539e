using Sluice.Wit.Types;

namespace Sluice.Wit.Parsing;

internal sealed partial class Parser
{
    private List<AstItem> InterfaceItems()
    {
        var items = new List<AstItem>();
        Expect("{");
        while (!Eat("}"))
        {
            var head = Head();
            if (Current.Is("use")) items.Add(Use(head));
            else if (TypeDef(head) is { } type) items.Add(type);
            else if (Current.Kind is TokenKind.Id or TokenKind.ExplicitId) items.Add(NamedFunc(head));
            else throw Expected("a type definition, a function or `use`");
        }
        return items;
    }

    private AstWorld World(AstHead head)
    {
        Expect("world");
        var name = Id();
        var items = new List<AstItem>();
        Expect("{");
        while (!Eat("}"))
        {
            var itemHead = Head();
            if (Current.Is("use")) items.Add(Use(itemHead));
            else if (Current.Is("import") || Current.Is("export")) items.Add(Extern(itemHead));
            else if (Current.Is("include")) items.Add(Include(itemHead));
            else items.Add(TypeDef(itemHead) ?? throw Expected("`import`, `export`, `include`, `use` or a type definition"));
        }
        return new AstWorld(head, name, items);
    }

    private AstExtern Extern(AstHead head)
    {
        var import = Current.Is("import");
        Next();
        var start = at;
        var first = Id();
        if (!Current.Is(":"))
        {
            Expect(";");
            return new AstExtern(head, import, null, null, null, new AstPath(null, first, first.Span));
        }

        // `a:b` without a space in it starts a path, `a: b` gives the name `a` to what follows.
        var joined = Current.Start == first.Span.End && tokens[at + 1].Start == Current.End && IsId(tokens[at + 1]);
        if (joined)
        {
            at = start;
            var path = UsePath();
            Expect(";");
            return new AstExtern(head, import, null, null, null, path);
        }

        Next();
        if (Current.Is("func") || Current.Is("async"))
        {
            var func = Func(head, first, WitFunctionKind.Freestanding);
            Expect(";");
            return new AstExtern(head, import, first, func, null, null);
        }
        if (Eat("interface")) return new AstExtern(head, import, first, null, new AstInterface(head, null, InterfaceItems()), null);
        var named = UsePath();
        Expect(";");
        return new AstExtern(head, import, first, null, null, named);
    }

    private static bool IsId(Token token) => token.Kind is TokenKind.Id or TokenKind.ExplicitId;

    private AstUse Use(AstHead head)
    {
        Expect("use");
        var from = UsePath();
        Expect(".");
        Expect("{");
        var names = List("}", _ => new AstRename(Id(), Eat("as") ? Id() : null));
        Expect(";");
        return new AstUse(head, from, names);
    }

    private AstInclude Include(AstHead head)
    {
        Expect("include");
        var world = UsePath();
        if (Eat(";")) return new AstInclude(head, world, []);
        if (!Eat("with")) throw Expected("`;` or `with`");
        Expect("{");
        var names = List("}", _ =>
        {
            var name = Id();
            Expect("as");
            return new AstRename(name, Id());
        });
        Eat(";");
        return new AstInclude(head, world, names);
    }

    private AstTypeDef? TypeDef(AstHead head)
    {
        if (Eat("type"))
        {
            var name = Id();
            Expect("=");
            var alias = Type();
            Expect(";");
            return new AstTypeDef(head, name, WitTypeDefKind.Alias, alias, [], []);
        }
        if (Eat("record"))
        {
            return Members(WitTypeDefKind.Record, docs =>
            {
                var name = Id();
                Expect(":");
                return new AstMember(name, Type(), docs);
            });
        }
        if (Eat("variant"))
        {
            return Members(WitTypeDefKind.Variant, docs =>
            {
                var name = Id();
                if (!Eat("(")) return new AstMember(name, null, docs);
                var type = Type();
                Expect(")");
                return new AstMember(name, type, docs);
            });
        }
        if (Eat("enum")) return Members(WitTypeDefKind.Enum, docs => new AstMember(Id(), null, docs));
        if (Eat("flags")) return Members(WitTypeDefKind.Flags, docs => new AstMember(Id(), null, docs));
        return Current.Is("resource") ? Resource(head) : null;

        AstTypeDef Members(WitTypeDefKind kind, Func<string?, AstMember> member)
        {
            var name = Id();
            Expect("{");
            var members = List("}", member);
            if (members.Count == 0) throw new WitException(name.Span, $"the {KindName(kind)} `{name.Name}` is empty: it must have at least one {MemberName(kind)}");
            if (kind == WitTypeDefKind.Flags && members.Count > Layout.MaxFlags)
                throw new WitException(name.Span, $"the flags `{name.Name}` have {members.Count} names: at most {Layout.MaxFlags} are allowed");
            return new AstTypeDef(head, name, kind, null, members, []);
        }
    }

    private static string KindName(WitTypeDefKind kind) => kind switch
    {
        WitTypeDefKind.Record => "record",
        WitTypeDefKind.Variant => "variant",
        WitTypeDefKind.Enum => "enum",
        _ => "flags type",
    };

    private static string MemberName(WitTypeDefKind kind) => kind switch
    {
        WitTypeDefKind.Record => "field",
        WitTypeDefKind.Flags => "flag",
        _ => "case",
    };

    private AstTypeDef Resource(AstHead head)
    {
        Expect("resource");
        var name = Id();
        var functions = new List<AstFunc>();
        if (Eat(";")) return new AstTypeDef(head, name, WitTypeDefKind.Resource, null, [], functions);
        Expect("{");
        while (!Eat("}"))
        {
            var itemHead = Head();
            if (Current.Is("constructor"))
            {
                var id = new AstId("constructor", Span(Current));
                Next();
                Expect("(");
                var parameters = Params();
                var result = Eat("->") ? Type() : null;
                Expect(";");
                functions.Add(new AstFunc(itemHead, id, WitFunctionKind.Constructor, false, parameters, result));
                continue;
            }
            if (!IsId(Current)) throw Expected("`constructor`, a method or a static function");
            var function = Id();
            Expect(":");
            functions.Add(Func(itemHead, function, Eat("static") ? WitFunctionKind.Static : WitFunctionKind.Method));
            Expect(";");
        }
        return new AstTypeDef(head, name, WitTypeDefKind.Resource, null, [], functions);
    }

    private AstFunc NamedFunc(AstHead head)
    {
        var name = Id();
        Expect(":");
        var func = Func(head, name, WitFunctionKind.Freestanding);
        Expect(";");
        return func;
    }

    private AstFunc Func(AstHead head, AstId name, WitFunctionKind kind)
    {
        var async = Eat("async");
        Expect("func");
        Expect("(");
        var parameters = Params();
        var result = Eat("->") ? Type() : null;
        return new AstFunc(head, name, kind, async, parameters, result);
    }

    private List<AstMember> Params() => List(")", _ =>
    {
        var name = Id();
        Expect(":");
        return new AstMember(name, Type(), null);
    });
}
