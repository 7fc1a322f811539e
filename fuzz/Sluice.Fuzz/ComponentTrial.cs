using Sluice.Components.Decoding;
using Sluice.Text.Printing;
using Sluice.Wit.Types;

namespace Sluice.Fuzz;

/// <summary>As <see cref="ModuleTrial"/>, for components.</summary>
internal static class ComponentTrial
{
    private const int MaxCalls = 6;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static readonly StoreOptions Options = new()
    {
        Timeout = TimeSpan.FromMilliseconds(60),
        Limits = new StoreLimits { MemoryBytes = 16 << 20, TableElements = 10_000, Instances = 100, StackBytes = 256 << 10 },
    };

    public static void Run(byte[] binary, Random random)
    {
        if (Print(binary) is not { } text) return;
        if (Load(binary) is not { } component) return;
        component.Summarize();
        RoundTrip.Check(text, Print);
        Call(component, random);
    }

    private static string? Print(byte[] binary)
    {
        try
        {
            using var writer = new StringWriter();
            ComponentPrinter.Print(ComponentDecoder.Decode(binary), writer);
            return writer.ToString();
        }
        catch (Exception expected) when (expected is MalformedException or InvalidException)
        {
            return null;
        }
    }

    private static Component? Load(byte[] binary)
    {
        try
        {
            return Component.LoadBinary(new Engine(), binary);
        }
        catch (Exception expected) when (expected is MalformedException or InvalidException)
        {
            return null;
        }
    }

    private static void Call(Component component, Random random)
    {
        using var store = new Store(component.Engine, Options);
        ComponentInstance instance;
        try
        {
            instance = new Linker(component.Engine).Instantiate(store, component);
        }
        catch (Exception expected) when (expected is Trap or LinkException or NotSupportedException)
        {
            return;
        }
        foreach (var name in instance.Exports.FunctionNames.Take(MaxCalls)) Call(instance, name, random);
    }

    private static void Call(ComponentInstance instance, string name, Random random)
    {
        var arguments = new List<ComponentValue>();
        foreach (var parameter in instance.Exports.GetComponentFunction(name).Type.Params)
        {
            if (Argument(parameter.Type, random) is not { } argument) return;
            arguments.Add(argument);
        }
        try
        {
            var call = instance.Exports.InvokeAsync(name, arguments).AsTask();
            if (Task.WaitAny([call], Patience) < 0) throw new FindingException($"{name} does not return, deadline or not");
            call.GetAwaiter().GetResult();
        }
        catch (Exception expected) when (expected is Trap or NotSupportedException)
        {
        }
    }

    /// <returns>Null for types whose values a host cannot make up.</returns>
    private static ComponentValue? Argument(ValType type, Random random)
    {
        switch (type)
        {
            case PrimType:
                return Primitive(type.Kind, random);
            case ListType list:
                return ComponentValue.List(Enumerable.Range(0, random.Next(4)).Select(_ => Argument(list.Element, random)).OfType<ComponentValue>());
            case OptionType option:
                return random.Next(2) == 0 ? ComponentValue.None : Argument(option.Some, random) is { } some ? ComponentValue.Some(some) : null;
            case EnumType { Labels: var labels }:
                return ComponentValue.Enum(labels[random.Next(labels.Count)]);
            case FlagsType { Labels: var labels }:
                return ComponentValue.Flags(labels.Where(_ => random.Next(2) == 0));
            case TupleType { Types: var types }:
                var members = types.Select(member => Argument(member, random)).ToArray();
                return members.Any(static member => member is null) ? null : ComponentValue.Tuple(members.OfType<ComponentValue>());
            case RecordType { Fields: var fields }:
                var values = fields.Select(field => (field.Label, Value: Argument(field.Type, random))).ToArray();
                return values.Any(static value => value.Value is null) ? null : ComponentValue.Record(values.Select(static value => (value.Label, value.Value!.Value)));
            default:
                return null;
        }
    }

    private static ComponentValue? Primitive(ValKind kind, Random random) => kind switch
    {
        ValKind.Bool => ComponentValue.Bool(random.Next(2) == 0),
        ValKind.U8 => ComponentValue.U8((byte)random.Next(256)),
        ValKind.S8 => ComponentValue.S8((sbyte)random.Next(-128, 128)),
        ValKind.U16 => ComponentValue.U16((ushort)random.Next(65536)),
        ValKind.S16 => ComponentValue.S16((short)random.Next(-32768, 32768)),
        ValKind.U32 => ComponentValue.U32((uint)random.Next(100)),
        ValKind.S32 => ComponentValue.S32(random.Next(-100, 100)),
        ValKind.U64 => ComponentValue.U64((ulong)random.NextInt64()),
        ValKind.S64 => ComponentValue.S64(-random.NextInt64()),
        ValKind.F32 => ComponentValue.F32(random.NextSingle()),
        ValKind.F64 => ComponentValue.F64(random.NextDouble()),
        ValKind.Char => ComponentValue.Char(new System.Text.Rune('a' + random.Next(26))),
        ValKind.String => ComponentValue.String(new string('x', random.Next(20)) + "é😀"),
        _ => null,
    };
}
