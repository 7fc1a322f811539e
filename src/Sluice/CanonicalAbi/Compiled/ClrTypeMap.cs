// Which CLR types may stand for which component types. Bindings, hand-written or generated, follow these rules:
//
//   bool, s8 … u64, f32, f64      bool, sbyte, byte, short, ushort, int, uint, long, ulong, float, double
//   char                          System.Text.Rune
//   string                        string (lone surrogates become U+FFFD on their way to a component)
//   list<T>, list<T, N>           T[], List<T>, ReadOnlyMemory<T>, Memory<T>, ImmutableArray<T>, IReadOnlyList<T>,
//                                 IReadOnlyCollection<T>, IEnumerable<T>, IList<T>, ICollection<T>
//   map<K, V>                     Dictionary<K, V>, IReadOnlyDictionary<K, V>, IDictionary<K, V>, or a list of value tuples
//   tuple<…>                      a value tuple; of one member: ValueTuple<T>
//   record                        a class or struct with a public constructor that takes the fields in their order, each readable
//                                 through a public property or field of the parameter's name in any case; or a value tuple
//   variant                       an abstract class whose nested sealed classes have [WitCase(index)], each with a constructor that
//                                 takes the payload or nothing; the payload is its first declared property
//   enum                          an enum whose values are the cases' numbers
//   flags                         an enum whose values are the flags' bits
//   option<T>                     T? of a struct or a class, or Option<T>
//   result<T, E>                  Result<T, E>, with Unit where there is no payload
//   own<R>, borrow<R>             the class or interface that implements a host's resource; for a guest's resource a class derived
//                                 from GuestResource, or GuestResourceHandle
//   stream<T>, future<T>, error-context    the public class for it
//   any type                      ComponentValue
//
// Arguments together are one value: Unit if there are none, the argument itself if there is one, else a value tuple; or
// ComponentValue[]. A missing result is Unit.

using System.Collections.Immutable;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>Finds out how a CLR type stands for a component type.</summary>
internal static class ClrTypeMap
{
    private static readonly Type[] s_primitives =
    [
        typeof(bool), typeof(sbyte), typeof(byte), typeof(short), typeof(ushort), typeof(int), typeof(uint), typeof(long), typeof(ulong),
        typeof(float), typeof(double), typeof(Rune), typeof(string),
    ];


    /// <exception cref="LinkException">The CLR type does not fit.</exception>
    public static ClrShape Bind(ValType type, Type clr)
    {
        if (clr == typeof(ComponentValue)) return new UntypedShape();
        return type switch
        {
            { Kind: ValKind.Char } when clr == typeof(Rune) => new RuneShape(),
            PrimType { Kind: <= ValKind.String } when clr == s_primitives[(int)type.Kind] => new PrimitiveShape(clr, type.Kind),
            ListType list => BindList(type, list.Element, clr),
            FixedListType list => BindList(type, list.Element, clr),
            MapType map => BindMap(map, clr),
            RecordType or TupleType => BindRecord(type, clr),
            VariantType variant => BindVariant(variant, clr),
            EnumType e => BindEnum(e, clr),
            FlagsType flags => BindFlags(flags, clr),
            OptionType option => BindOption(option, clr),
            ResultType result => BindResult(result, clr),
            OwnType own => BindResource(type, own.Resource, clr),
            BorrowType borrow => BindResource(type, borrow.Resource, clr),
            StreamType stream => BindAsync(type, stream.Element, clr),
            FutureType future => BindAsync(type, future.Element, clr),
            { Kind: ValKind.ErrorContext } => BindAsync(type, null, clr),
            _ => throw Mismatch(type, clr),
        };
    }

    public static LinkException Mismatch(ValType type, Type clr, string? reason = null) =>
        new($"The CLR type {clr} cannot stand for the component type {type}{(reason is null ? "" : $": {reason}")}.");

    public static bool IsValueTuple(Type type) =>
        type.IsGenericType && type.FullName!.StartsWith("System.ValueTuple`", StringComparison.Ordinal);

    /// <summary>The members of a value tuple, those of nested rests included.</summary>
    public static List<Type> ValueTupleMembers(Type type)
    {
        var members = new List<Type>();
        while (true)
        {
            var arguments = type.GetGenericArguments();
            members.AddRange(arguments.Take(7));
            if (arguments.Length < 8) return members;
            type = arguments[7];
        }
    }

    private static ListShape BindList(ValType type, ValType element, Type clr)
    {
        if (clr.IsSZArray)
        {
            var item = clr.GetElementType()!;
            return new ListShape(clr, Bind(element, item), "Array", [item]);
        }
        if (clr.IsGenericType)
        {
            var definition = clr.GetGenericTypeDefinition();
            foreach (var (list, form) in Lists.Forms)
            {
                if (list != definition) continue;
                var item = clr.GetGenericArguments()[0];
                return new ListShape(clr, Bind(element, item), form, [item]);
            }
        }
        throw Mismatch(type, clr);
    }

    private static ListShape BindMap(MapType type, Type clr)
    {
        var entry = new TupleType(Seq.Of(type.Key, type.Value));
        if (!clr.IsGenericType || !Lists.Dictionaries.Contains(clr.GetGenericTypeDefinition())) return BindList(type, entry, clr);
        var arguments = clr.GetGenericArguments();
        return new ListShape(clr, Bind(entry, typeof(ValueTuple<,>).MakeGenericType(arguments)), "Dictionary", arguments);
    }

    private static RecordShape BindRecord(ValType type, Type clr)
    {
        var count = MoveEmitter.FieldCount(type);
        if (IsValueTuple(clr))
        {
            var types = ValueTupleMembers(clr);
            if (types.Count != count) throw Mismatch(type, clr, $"{count} members are needed");
            return new ValueTupleShape(clr, [.. types.Select((t, i) => Bind(MoveEmitter.FieldType(type, i), t))]);
        }
        var (constructor, members) = FindConstructor(clr, count);
        if (constructor is null) throw Mismatch(type, clr, $"it has no public constructor with {count} parameters that are also properties or fields");
        var parameters = constructor.GetParameters();
        return new ConstructedShape(clr, [.. parameters.Select((p, i) => Bind(MoveEmitter.FieldType(type, i), p.ParameterType))], constructor, members);
    }

    private static (ConstructorInfo?, MemberInfo[]) FindConstructor(Type clr, int count)
    {
        foreach (var constructor in clr.IsAbstract || clr.IsPrimitive ? [] : clr.GetConstructors())
        {
            var parameters = constructor.GetParameters();
            if (parameters.Length != count) continue;
            var members = new MemberInfo?[count];
            for (var i = 0; i < count; i++)
            {
                members[i] = FindMember(clr, parameters[i], StringComparison.Ordinal) ?? FindMember(clr, parameters[i], StringComparison.OrdinalIgnoreCase);
            }
            if (members.All(static m => m is not null)) return (constructor, members.OfType<MemberInfo>().ToArray());
        }
        return (null, []);
    }

    private static MemberInfo? FindMember(Type clr, ParameterInfo parameter, StringComparison comparison) =>
        (MemberInfo?)clr.GetProperties().FirstOrDefault(p => string.Equals(p.Name, parameter.Name, comparison) && p.CanRead && p.PropertyType == parameter.ParameterType)
        ?? clr.GetFields().FirstOrDefault(f => string.Equals(f.Name, parameter.Name, comparison) && f.FieldType == parameter.ParameterType);

    private static HierarchyShape BindVariant(VariantType type, Type clr)
    {
        var count = type.Cases.Count;
        var cases = new Type[count];
        foreach (var (index, nested) in Variants.Cases.GetValue(clr, Variants.FindCases))
        {
            if ((uint)index >= (uint)count || cases[index] is not null) throw Mismatch(type, clr, $"case {index} is too many");
            if (!nested.IsSubclassOf(clr) || !nested.IsSealed) throw Mismatch(type, clr, $"{nested} is not a sealed class derived from it");
            cases[index] = nested;
        }
        var payloads = new ClrShape?[count];
        var constructors = new ConstructorInfo[count];
        var members = new MemberInfo?[count];
        for (var i = 0; i < count; i++)
        {
            var payload = type.Cases[i].Type;
            if (cases[i] is null) throw Mismatch(type, clr, $"no nested class has [WitCase({i})] for '{type.Cases[i].Label}'");
            var (constructor, properties) = FindConstructor(cases[i], payload is null ? 0 : 1);
            constructors[i] = constructor ?? throw Mismatch(type, clr, $"{cases[i]} has no public constructor for {(payload is null ? "no payload" : "the payload")}");
            if (payload is null) continue;
            members[i] = properties[0];
            payloads[i] = Bind(payload, constructor.GetParameters()[0].ParameterType);
        }
        return new HierarchyShape(clr, payloads, cases, constructors, members);
    }

    private static EnumShape BindEnum(EnumType type, Type clr)
    {
        if (!clr.IsEnum) throw Mismatch(type, clr);
        // They are in the order of their bits: negative ones come last.
        var values = Enum.GetValuesAsUnderlyingType(clr);
        if (values.Length > 0 && !IsCase(type, values.GetValue(values.Length - 1)!))
            throw Mismatch(type, clr, $"it has a value {values.GetValue(values.Length - 1)}, but there are {type.Labels.Count} cases");
        return new EnumShape(clr, (uint)type.Labels.Count, isFlags: false);
    }

    private static bool IsCase(EnumType type, object value) => Convert.ToDouble(value, null) is >= 0 and var number && number < type.Labels.Count;

    private static EnumShape BindFlags(FlagsType type, Type clr)
    {
        var size = (int)type.Memory32.Size;
        if (!clr.IsEnum) throw Mismatch(type, clr);
        if (System.Runtime.InteropServices.Marshal.SizeOf(Enum.GetUnderlyingType(clr)) < size) throw Mismatch(type, clr, $"it has less than {8 * size} bits");
        return new EnumShape(clr, Scalars.FlagsMask(type.Labels.Count), isFlags: true);
    }

    private static OptionShape BindOption(OptionType type, Type clr)
    {
        if (Nullable.GetUnderlyingType(clr) is { } underlying) return new OptionShape(clr, Bind(type.Some, underlying));
        if (clr.IsGenericType && clr.GetGenericTypeDefinition() == typeof(Option<>)) return new OptionShape(clr, Bind(type.Some, clr.GetGenericArguments()[0]));
        if (clr.IsValueType) throw Mismatch(type, clr, "it has no value for none");
        if (type.Some.Kind == ValKind.Option) throw Mismatch(type, clr, "an option within an option needs Option<T>");
        return new OptionShape(clr, Bind(type.Some, clr));
    }

    private static ResultShape BindResult(ResultType type, Type clr)
    {
        if (!clr.IsGenericType || clr.GetGenericTypeDefinition() != typeof(Result<,>)) throw Mismatch(type, clr);
        var arguments = clr.GetGenericArguments();
        return new ResultShape(clr, BindPayload(type.Ok, arguments[0]), BindPayload(type.Error, arguments[1]));

        ClrShape? BindPayload(ValType? payload, Type argument)
        {
            if (payload is not null) return Bind(payload, argument);
            return argument == typeof(Unit) ? null : throw Mismatch(type, clr, $"{nameof(Unit)} is needed where there is no payload");
        }
    }

    private static HandleShape BindResource(ValType type, ResourceType resource, Type clr)
    {
        if (clr.IsValueType || clr == typeof(string) || clr.IsArray) throw Mismatch(type, clr);
        var isHosts = resource is IHostResourceType;
        if (!isHosts && clr != typeof(GuestResourceHandle) && (clr.IsAbstract || clr.GetConstructor([typeof(GuestResourceHandle)]) is null))
            throw Mismatch(type, clr, $"it has no public constructor that takes a {nameof(GuestResourceHandle)}");
        return new HandleShape(clr, isResource: true);
    }

    private static HandleShape BindAsync(ValType type, ValType? element, Type clr)
    {
        if (!typeof(IHandleValue).IsAssignableFrom(clr)) throw Mismatch(type, clr);
        if (clr.IsGenericType && element is not null) Bind(element, clr.GetGenericArguments()[0]);
        return new HandleShape(clr, isResource: false);
    }

    private static class Lists
    {
        public static readonly (Type Type, string Form)[] Forms =
        [
            (typeof(List<>), "List"), (typeof(ReadOnlyMemory<>), "ReadOnlyMemory"), (typeof(Memory<>), "Memory"), (typeof(ImmutableArray<>), "Immutable"),
            (typeof(IReadOnlyList<>), "Enumerable"), (typeof(IReadOnlyCollection<>), "Enumerable"), (typeof(IEnumerable<>), "Enumerable"),
            (typeof(IList<>), "Enumerable"), (typeof(ICollection<>), "Enumerable"),
        ];

        public static readonly Type[] Dictionaries = [typeof(Dictionary<,>), typeof(IReadOnlyDictionary<,>), typeof(IDictionary<,>)];
    }

    private static class Variants
    {
        // Attributes are slow to read, and each instance of a component asks again.
        public static readonly ConditionalWeakTable<Type, (int Index, Type Type)[]> Cases = [];

        public static (int Index, Type Type)[] FindCases(Type clr) =>
            [.. from nested in clr.GetNestedTypes(BindingFlags.Public | BindingFlags.NonPublic)
                let mark = nested.GetCustomAttribute<WitCaseAttribute>()
                where mark is not null
                select (mark.Index, nested)];
    }
}
