// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Explainer.md#value-types
// One record per kind of value type. Constructors check nothing but what layout depends on: the decoder and the WIT resolver
// have validated labels, counts and key types before they come here.

namespace Sluice.Wit.Types;

/// <summary>A type without parts: a <c>bool</c>, number, <c>char</c>, <c>string</c> or <c>error-context</c>.</summary>
public sealed record PrimType : ValType
{
    internal PrimType(ValKind kind) : base(kind, ContentsOf(kind), Layout.Primitive(kind, PointerSize.Memory32), Layout.Primitive(kind, PointerSize.Memory64))
    {
    }

    private static TypeContents ContentsOf(ValKind kind) => kind switch
    {
        ValKind.String => TypeContents.Pointer,
        ValKind.ErrorContext => TypeContents.ErrorContext,
        _ => TypeContents.None,
    };
}

/// <summary>A <c>list&lt;T&gt;</c> of any length.</summary>
/// <param name="Element">The elements' type.</param>
public sealed record ListType(ValType Element)
    : ValType(ValKind.List, TypeContents.Pointer, Layout.List(PointerSize.Memory32), Layout.List(PointerSize.Memory64), Seq.Of(Element))
{
    /// <summary>The elements' type.</summary>
    public ValType Element { get; } = Element;
}

/// <summary>A <c>list&lt;T, N&gt;</c>, laid out like a tuple of N elements.</summary>
/// <param name="Element">The elements' type.</param>
/// <param name="Length">The number of elements; at least 1.</param>
public sealed record FixedListType(ValType Element, uint Length)
    : ValType(ValKind.FixedList, TypeContents.None, Layout.FixedList(Element.Memory32, Length), Layout.FixedList(Element.Memory64, Length), Seq.Of(Element))
{
    /// <summary>The elements' type.</summary>
    public ValType Element { get; } = Element;

    /// <summary>The number of elements.</summary>
    public uint Length { get; } = Length;
}

/// <summary>A <c>map&lt;K, V&gt;</c>.</summary>
/// <param name="Key">The keys' type: a <c>bool</c>, integer, <c>char</c> or <c>string</c>.</param>
/// <param name="Value">The values' type.</param>
public sealed record MapType(ValType Key, ValType Value)
    : ValType(ValKind.Map, TypeContents.Pointer, Layout.List(PointerSize.Memory32), Layout.List(PointerSize.Memory64), Seq.Of(Key, Value))
{
    /// <summary>The keys' type.</summary>
    public ValType Key { get; } = Key;

    /// <summary>The values' type.</summary>
    public ValType Value { get; } = Value;

    /// <inheritdoc/>
    public override ValType Despecialize() => new ListType(new TupleType(Seq.Of(Key, Value)).Despecialize());
}

/// <summary>A field of a record.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record Field(string Label, ValType Type);

/// <summary>A <c>record</c>: named fields, all present.</summary>
/// <param name="Fields">At least one field.</param>
public sealed record RecordType(Seq<Field> Fields)
    : ValType(
        ValKind.Record,
        TypeContents.None,
        Layout.Record(Fields.Map(static f => f.Type), PointerSize.Memory32),
        Layout.Record(Fields.Map(static f => f.Type), PointerSize.Memory64),
        Fields.Map(static f => f.Type))
{
    /// <summary>The fields in their order.</summary>
    public Seq<Field> Fields { get; } = Fields;
}

/// <summary>A <c>tuple&lt;…&gt;</c>.</summary>
/// <param name="Types">At least one type.</param>
public sealed record TupleType(Seq<ValType> Types)
    : ValType(ValKind.Tuple, TypeContents.None, Layout.Record(Types, PointerSize.Memory32), Layout.Record(Types, PointerSize.Memory64), Types)
{
    /// <summary>The members' types.</summary>
    public Seq<ValType> Types { get; } = Types;

    /// <inheritdoc/>
    public override ValType Despecialize()
    {
        var fields = new Field[Types.Count];
        for (var i = 0; i < fields.Length; i++) fields[i] = new Field(i.ToString(System.Globalization.CultureInfo.InvariantCulture), Types[i]);
        return new RecordType(new Seq<Field>(fields));
    }
}

/// <summary>A case of a variant.</summary>
/// <param name="Label">Its name.</param>
/// <param name="Type">The type of its payload, if it has one.</param>
public sealed record Case(string Label, ValType? Type);

/// <summary>A <c>variant</c>: one of several cases.</summary>
/// <param name="Cases">At least one case.</param>
public sealed record VariantType(Seq<Case> Cases)
    : ValType(
        ValKind.Variant,
        TypeContents.None,
        Layout.Variant(Cases.Map(static c => c.Type), PointerSize.Memory32),
        Layout.Variant(Cases.Map(static c => c.Type), PointerSize.Memory64),
        Cases.Map(static c => c.Type))
{
    /// <summary>The cases in their order.</summary>
    public Seq<Case> Cases { get; } = Cases;
}

/// <summary>An <c>enum</c>: one of several names.</summary>
/// <param name="Labels">At least one name.</param>
public sealed record EnumType(Seq<string> Labels)
    : ValType(ValKind.Enum, TypeContents.None, Layout.Enum(Labels.Count), Layout.Enum(Labels.Count))
{
    /// <summary>The names in their order.</summary>
    public Seq<string> Labels { get; } = Labels;

    /// <inheritdoc/>
    public override ValType Despecialize() => new VariantType(Labels.Map(static label => new Case(label, null)));
}

/// <summary>An <c>option&lt;T&gt;</c>.</summary>
/// <param name="Some">The type of a value that is there.</param>
public sealed record OptionType(ValType Some)
    : ValType(
        ValKind.Option,
        TypeContents.None,
        Layout.Variant(Seq.Of(null, Some), PointerSize.Memory32),
        Layout.Variant(Seq.Of(null, Some), PointerSize.Memory64),
        Seq.Of(Some))
{
    /// <summary>The type of a value that is there.</summary>
    public ValType Some { get; } = Some;

    /// <inheritdoc/>
    public override ValType Despecialize() => new VariantType(Seq.Of(new Case("none", null), new Case("some", Some)));
}

/// <summary>A <c>result&lt;T, E&gt;</c>.</summary>
/// <param name="Ok">The type of a success's value, if it has one.</param>
/// <param name="Error">The type of a failure's value, if it has one.</param>
public sealed record ResultType(ValType? Ok, ValType? Error)
    : ValType(
        ValKind.Result,
        TypeContents.None,
        Layout.Variant(Seq.Of(Ok, Error), PointerSize.Memory32),
        Layout.Variant(Seq.Of(Ok, Error), PointerSize.Memory64),
        Seq.Of(Ok, Error))
{
    /// <summary>The type of a success's value, if it has one.</summary>
    public ValType? Ok { get; } = Ok;

    /// <summary>The type of a failure's value, if it has one.</summary>
    public ValType? Error { get; } = Error;

    /// <inheritdoc/>
    public override ValType Despecialize() => new VariantType(Seq.Of(new Case("ok", Ok), new Case("error", Error)));
}

/// <summary>A <c>flags</c>: a set of names, a bit each, the first in the lowest bit.</summary>
/// <param name="Labels">1 to 32 names.</param>
public sealed record FlagsType(Seq<string> Labels)
    : ValType(ValKind.Flags, TypeContents.None, Layout.Flags(Labels.Count), Layout.Flags(Labels.Count))
{
    /// <summary>The names in their order.</summary>
    public Seq<string> Labels { get; } = Labels;
}

/// <summary>An owned handle.</summary>
/// <param name="Resource">What it is a handle to.</param>
public sealed record OwnType(ResourceType Resource) : ValType(ValKind.Own, TypeContents.Own, Layout.Handle, Layout.Handle)
{
    /// <summary>What it is a handle to.</summary>
    public ResourceType Resource { get; } = Resource;
}

/// <summary>A borrowed handle.</summary>
/// <param name="Resource">What it is a handle to.</param>
public sealed record BorrowType(ResourceType Resource) : ValType(ValKind.Borrow, TypeContents.Borrow, Layout.Handle, Layout.Handle)
{
    /// <summary>What it is a handle to.</summary>
    public ResourceType Resource { get; } = Resource;
}

/// <summary>The readable end of a stream.</summary>
/// <param name="Element">The elements' type, if they carry anything.</param>
public sealed record StreamType(ValType? Element)
    : ValType(
        ValKind.Stream,
        TypeContents.Stream | ((Element?.Contents ?? 0) & ~TypeContents.Pointer),
        Layout.Handle,
        Layout.Handle,
        1 + (Element?.Depth ?? 0),
        Layout.Saturate(1 + (Element?.NodeCount ?? 0)))
{
    /// <summary>The elements' type, if they carry anything.</summary>
    public ValType? Element { get; } = Element;
}

/// <summary>The readable end of a future.</summary>
/// <param name="Element">The value's type, if it carries anything.</param>
public sealed record FutureType(ValType? Element)
    : ValType(
        ValKind.Future,
        TypeContents.Future | ((Element?.Contents ?? 0) & ~TypeContents.Pointer),
        Layout.Handle,
        Layout.Handle,
        1 + (Element?.Depth ?? 0),
        Layout.Saturate(1 + (Element?.NodeCount ?? 0)))
{
    /// <summary>The value's type, if it carries anything.</summary>
    public ValType? Element { get; } = Element;
}
