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

    /// <summary>The structure behind all names.</summary>
    public ValType Type { get; }

    /// <summary>The definition that the type is named by. Of handles that are built in place it is the resource.</summary>
    public WitTypeDef? Definition { get; }

    /// <summary>
    /// What a type without a name is built from: a list's, option's, stream's or future's element, a map's key and value, a
    /// result's ok and error, a tuple's members. Null where there is no type.
    /// </summary>
    public Seq<WitType?> Arguments { get; }

    /// <summary>Whether this is a handle to the resource <see cref="Definition"/>.</summary>
    public bool IsHandle => Definition is { IsResource: true };

    /// <inheritdoc/>
    public override string ToString() => Printing.WitPrinter.Print(this);
}
