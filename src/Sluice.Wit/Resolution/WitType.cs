using Sluice.Wit.Types;

namespace Sluice.Wit;

/// <summary>A type as an item of WIT writes it: by the name of a definition, or built in place from other types.</summary>
public sealed class WitType
{
    internal WitType(ValType type, WitTypeDef? definition, Seq<WitType?> arguments)
    {
        Type = type;
        Definition = definition;
        Arguments = arguments;
    }

    internal static WitType Named(WitTypeDef definition) => new(definition.Type, definition, Seq<WitType?>.Empty);

    /// <summary>The structure behind all names.</summary>
    public ValType Type { get; }

    /// <summary>The definition that the type is named by. A resource's name stands for an owned handle.</summary>
    public WitTypeDef? Definition { get; }

    /// <summary>
    /// What a type without a name is built from: a list's, option's, stream's or future's element, a map's key and value, a
    /// result's ok and error, a tuple's members, the resource of <c>own</c> and <c>borrow</c>. Null where there is no type.
    /// </summary>
    public Seq<WitType?> Arguments { get; }

    /// <summary>The resource, by the nearest name for it, if this is a handle to one.</summary>
    public WitTypeDef? Resource
    {
        get
        {
            if (Type.Kind is not (ValKind.Own or ValKind.Borrow)) return null;
            var type = this;
            while (type.Definition is { IsResource: false } alias) type = alias.Origin.Target!;
            return type.Definition ?? type.Arguments[0]!.Definition;
        }
    }

    /// <inheritdoc/>
    public override string ToString() => Printing.WitPrinter.Print(this);
}
