using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using Sluice.Types;

namespace Sluice.Text.Scripts;

/// <summary>Reads the commands of a <c>.wast</c> script, for modules and components alike.</summary>
internal sealed partial class ScriptParser
{
    private readonly ReadOnlyMemory<byte> source;
    private readonly TokenReader reader;

    private ScriptParser(ReadOnlyMemory<byte> source)
    {
        this.source = source;
        reader = new TokenReader(source);
    }

    /// <summary>The commands, read one by one: those before an error can be run.</summary>
    /// <exception cref="MalformedException">On enumeration: a command breaks the grammar.</exception>
    public static IEnumerable<ScriptCommand> Parse(ReadOnlyMemory<byte> source) => new ScriptParser(source).Commands();

    private IEnumerable<ScriptCommand> Commands()
    {
        if (IsModuleField(reader.PeekOpen()))
        {
            yield return new ModuleCommand(1, null, new(false, () => Wat.ToBytes(source)), false);
            yield break;
        }
        while (!reader.AtEnd)
        {
            int next = Following();
            yield return Command();
            reader.Position = next;
        }
    }

    private static bool IsModuleField(string keyword) =>
        keyword is "type" or "rec" or "import" or "func" or "table" or "memory" or "global" or "tag" or "export" or "start" or "elem" or "data";

    /// <summary>The position after the current parenthesis.</summary>
    private int Following()
    {
        int start = reader.Position;
        if (!reader.AtLeft) throw reader.Unexpected();
        reader.SkipParenthesized();
        int next = reader.Position;
        reader.Position = start;
        return next;
    }

    private ScriptCommand Command()
    {
        int line = reader.Line(reader.Current);
        string keyword = reader.PeekOpen();
        switch (keyword)
        {
            case "module" or "component":
                return Module();
            case "invoke" or "get":
                return new ActionCommand(line, Action());
            case "thread" or "wait" or "script" or "input" or "output" or "assert_suspension" or "assert_malformed_custom" or "assert_invalid_custom":
                return new UnsupportedCommand(line, $"({keyword} …) is not supported");
        }
        reader.Left();
        if (reader.Kind != TokenKind.Keyword) throw reader.Unexpected();
        reader.Advance();
        ScriptCommand command = keyword switch
        {
            "register" => new RegisterCommand(line, reader.Name(), reader.TryIdentifier()),
            "assert_return" => new AssertReturnCommand(line, Action(), Results()),
            "assert_trap" => Failure(ScriptFailure.Trap),
            "assert_exhaustion" => Failure(ScriptFailure.Exhaustion),
            "assert_exception" => Failure(ScriptFailure.Exception),
            "assert_malformed" => Failure(ScriptFailure.Malformed),
            "assert_invalid" => Failure(ScriptFailure.Invalid),
            "assert_unlinkable" => Failure(ScriptFailure.Unlinkable),
            _ => throw reader.Error($"unknown command {keyword}"),
        };
        reader.Close();
        return command;

        AssertFailureCommand Failure(ScriptFailure failure)
        {
            ScriptCommand subject = reader.PeekOpen() is "module" or "component"
                ? Module()
                : new ActionCommand(reader.Line(reader.Current), Action());
            return new(line, failure, subject, failure == ScriptFailure.Exception ? "" : Encoding.UTF8.GetString(reader.String()));
        }
    }

    /// <summary><c>(module …)</c>, <c>(component …)</c> and their <c>definition</c> and <c>instance</c> forms.</summary>
    private ScriptCommand Module()
    {
        int line = reader.Line(reader.Current);
        int next = Following();
        reader.Left();
        bool isComponent = reader.AnyKeyword() == "component";
        ScriptCommand command;
        if (reader.TryKeyword("instance"u8))
        {
            string? first = reader.TryIdentifier();
            string? second = reader.TryIdentifier();
            command = new InstanceCommand(line, second is null ? null : first, second ?? first, isComponent);
            if (!reader.AtRight) throw reader.Unexpected();
        }
        else
        {
            bool isDefinition = reader.TryKeyword("definition"u8);
            int body = reader.Position;
            string? identifier = reader.TryIdentifier();
            command = new ModuleCommand(line, identifier, new(isComponent, () => Translate(body, isComponent)), isDefinition);
        }
        reader.Position = next;
        return command;
    }

    private byte[] Translate(int body, bool isComponent)
    {
        int saved = reader.Position;
        reader.Position = body;
        try
        {
            byte[] bytes = isComponent ? Wat.ComponentBody(reader) : Wat.ModuleBody(reader);
            if (!reader.AtRight) throw reader.Unexpected();
            return bytes;
        }
        finally
        {
            reader.Position = saved;
        }
    }

    private ScriptAction Action()
    {
        reader.Left();
        var at = reader.Current;
        string keyword = reader.AnyKeyword();
        string? instance = reader.TryIdentifier();
        string export = reader.Name();
        ScriptAction action;
        if (keyword == "get")
        {
            action = new GetAction(instance, export);
        }
        else
        {
            if (keyword != "invoke") throw reader.Error("unexpected token", at);
            var arguments = ImmutableArray.CreateBuilder<ScriptValue>();
            while (reader.AtLeft) arguments.Add(Argument());
            action = new InvokeAction(instance, export, arguments.ToImmutable());
        }
        reader.Close();
        return action;
    }

    private ImmutableArray<ResultPattern> Results()
    {
        var results = ImmutableArray.CreateBuilder<ResultPattern>();
        while (reader.AtLeft) results.Add(Result());
        return results.ToImmutable();
    }

    // Core values

    private ScriptValue Argument()
    {
        if (AtComponentValue) return new ComponentScriptValue(ComponentValueLiteral());
        reader.Left();
        var at = reader.Current;
        ScriptValue value;
        switch (reader.AnyKeyword())
        {
            case "i32.const": value = new NumberValue(ValKind.I32, reader.Integer(32)); break;
            case "i64.const": value = new NumberValue(ValKind.I64, reader.Integer(64)); break;
            case "f32.const": value = new NumberValue(ValKind.F32, reader.Float32()); break;
            case "f64.const": value = new NumberValue(ValKind.F64, reader.Float64()); break;
            case "v128.const":
                byte[] bytes = VectorLiteral.Read(reader);
                value = new NumberValue(ValKind.V128, BinaryPrimitives.ReadUInt64LittleEndian(bytes), BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(8)));
                break;
            case "ref.null":
                value = new NullValue(ModuleParser.AbstractHeapType(reader.Text) ?? throw reader.Unexpected());
                reader.Advance();
                break;
            case "ref.extern": value = new HostValue(reader.Natural32(), true); break;
            case "ref.host": value = new HostValue(reader.Natural32(), false); break;
            default: throw reader.Error("unexpected token", at);
        }
        reader.Close();
        return value;
    }

    private ResultPattern Result()
    {
        if (AtComponentValue) return new ComponentPattern(ComponentValueLiteral());
        reader.Left();
        var at = reader.Current;
        ResultPattern pattern;
        switch (reader.AnyKeyword())
        {
            case "i32.const": pattern = Number(ValKind.I32, 32, false); break;
            case "i64.const": pattern = Number(ValKind.I64, 64, false); break;
            case "f32.const": pattern = Number(ValKind.F32, 32, true); break;
            case "f64.const": pattern = Number(ValKind.F64, 64, true); break;
            case "v128.const":
                var (bits, isFloat) = VectorLiteral.Shape(reader.AnyKeyword()) ?? throw reader.Error("unexpected token", at);
                var lanes = ImmutableArray.CreateBuilder<LanePattern>();
                for (int i = 0; i < 128 / bits; i++) lanes.Add(Lane(bits, isFloat));
                pattern = new NumberPattern(ValKind.V128, lanes.ToImmutable());
                break;
            case "ref.null":
                if (!reader.AtRight) reader.Advance();
                pattern = new NullPattern();
                break;
            case "ref.extern" when reader.Kind == TokenKind.Natural: pattern = new HostPattern(new(reader.Natural32(), true)); break;
            case "ref.host": pattern = new HostPattern(new(reader.Natural32(), false)); break;
            case "ref": pattern = new RefPattern(HeapType.Any); break;
            case "ref.eq": pattern = new RefPattern(HeapType.Eq); break;
            case "ref.i31": pattern = new RefPattern(HeapType.I31); break;
            case "ref.struct": pattern = new RefPattern(HeapType.Struct); break;
            case "ref.array": pattern = new RefPattern(HeapType.Array); break;
            case "ref.func":
                if (reader.Kind is TokenKind.Natural or TokenKind.Identifier) reader.Advance();
                pattern = new RefPattern(HeapType.Func);
                break;
            case "ref.exn": pattern = new RefPattern(HeapType.Exn); break;
            case "ref.extern": pattern = new RefPattern(HeapType.Extern); break;
            case "either": pattern = new EitherPattern(Results()); break;
            default: throw reader.Error("unexpected token", at);
        }
        reader.Close();
        return pattern;
    }

    private NumberPattern Number(ValKind kind, int bits, bool isFloat) => new(kind, [Lane(bits, isFloat)]);

    private LanePattern Lane(int bits, bool isFloat)
    {
        if (isFloat && reader.TryKeyword("nan:canonical"u8)) return new(bits, 0, NanPattern.Canonical);
        if (isFloat && reader.TryKeyword("nan:arithmetic"u8)) return new(bits, 0, NanPattern.Arithmetic);
        return new(bits, isFloat ? (bits == 32 ? reader.Float32() : reader.Float64()) : reader.Integer(bits), NanPattern.None);
    }
}
