// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening

namespace Sluice.Wit.Types;

/// <summary>A named parameter.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type.</param>
public sealed record Param(string Name, ValType Type);

/// <summary>Whether a core function implements a component function or calls it.</summary>
public enum FlattenContext : byte
{
    /// <summary>A core function is lifted to a component function: an export.</summary>
    Lift,

    /// <summary>A component function is lowered to a core function: an import.</summary>
    Lower,
}

/// <summary>The type of a component function.</summary>
/// <param name="Params">The parameters.</param>
/// <param name="Result">The result's type, if there is a result.</param>
/// <param name="Async">Whether the function may block its caller.</param>
public sealed record FuncType(Seq<Param> Params, ValType? Result, bool Async = false)
{
    /// <inheritdoc cref="ValType.Memo"/>
    internal object? Memo;

    /// <summary>What the parameters may hold.</summary>
    public TypeContents ParamContents
    {
        get
        {
            var contents = TypeContents.None;
            for (var i = 0; i < Params.Count; i++) contents |= Params[i].Type.Contents;
            return contents;
        }
    }

    /// <summary>What the result may hold.</summary>
    public TypeContents ResultContents => Result?.Contents ?? TypeContents.None;

    /// <summary>The parameters as one tuple: how they lie in memory when there are too many to pass.</summary>
    public TupleType ParamTuple() => new(Params.Map(static p => p.Type));

    /// <summary>The core signature.</summary>
    /// <param name="pointer">The pointers of the memory option.</param>
    /// <param name="context">Lifted or lowered.</param>
    /// <param name="asyncAbi">Whether the <c>async</c> option is there.</param>
    /// <param name="callback">Whether the <c>callback</c> option is there.</param>
    public CoreFuncType Flatten(PointerSize pointer, FlattenContext context, bool asyncAbi = false, bool callback = false)
    {
        var flatParams = FlattenParams(pointer);
        var flatResult = Result is null ? Seq<CoreType>.Empty : Result.LayoutFor(pointer).Flat;
        var address = pointer.CoreType();
        var maxParams = asyncAbi && context == FlattenContext.Lower ? Layout.MaxFlatAsyncParams : Layout.MaxFlatParams;
        if (flatParams is null || flatParams.Count > maxParams) flatParams = Seq.Of(address);

        if (!asyncAbi)
        {
            if (flatResult is not null && flatResult.Count <= Layout.MaxFlatResults) return new CoreFuncType(flatParams, flatResult);
            return context == FlattenContext.Lift
                ? new CoreFuncType(flatParams, Seq.Of(address))
                : new CoreFuncType(flatParams.Append(address), Seq<CoreType>.Empty);
        }
        if (context == FlattenContext.Lift) return new CoreFuncType(flatParams, callback ? Seq.Of(CoreType.I32) : Seq<CoreType>.Empty);
        if (flatResult is null || flatResult.Count > 0) flatParams = flatParams.Append(address);
        return new CoreFuncType(flatParams, Seq.Of(CoreType.I32));
    }

    /// <summary>The core types of all parameters, or null if these are more than <see cref="Layout.MaxFlatParams"/>.</summary>
    public Seq<CoreType>? FlattenParams(PointerSize pointer)
    {
        var flat = new FlatTypes();
        for (var i = 0; i < Params.Count; i++) flat.Add(Params[i].Type.LayoutFor(pointer).Flat);
        return flat.ToSeq();
    }

    /// <summary>Whether parameters, with their names, result and <see cref="Async"/> are the same.</summary>
    public bool Equals(FuncType? other) =>
        ReferenceEquals(this, other) || (other is not null && Async == other.Async && Params.Equals(other.Params) && Equals(Result, other.Result));

    /// <inheritdoc/>
    public override int GetHashCode() => Params.GetHashCode() * 31 + (Result?.GetHashCode() ?? 0);

    /// <inheritdoc/>
    public override string ToString()
    {
        var parameters = string.Join(", ", Params.Select(static p => $"{p.Name}: {p.Type}"));
        return $"{(Async ? "async " : "")}func({parameters}){(Result is null ? "" : $" -> {Result}")}";
    }
}
