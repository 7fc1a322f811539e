// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#flattening

using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi;

/// <summary>How many core values values take; see <see cref="Mover"/> for their frames.</summary>
internal static class FlatFrame
{
    /// <summary>The number of core values, or <see cref="int.MaxValue"/> if these are more than any function takes.</summary>
    public static int Count(Seq<ValType> types, PointerSize pointer)
    {
        var count = 0;
        foreach (var type in types)
        {
            if (type.LayoutFor(pointer).Flat is not { } flat) return int.MaxValue;
            count += flat.Count;
        }
        return count;
    }

    /// <summary>How many core parameters a synchronous or asynchronous caller passes as such.</summary>
    public static int MaxCallerParams(bool isAsync) => isAsync ? Layout.MaxFlatAsyncParams : Layout.MaxFlatParams;

    /// <summary>How many core results a caller receives as such.</summary>
    public static int MaxCallerResults(bool isAsync) => isAsync ? 0 : Layout.MaxFlatResults;

    /// <summary>How many core results a callee returns as such; an asynchronous one passes them to <c>task.return</c>.</summary>
    public static int MaxCalleeResults(bool isAsync) => isAsync ? Layout.MaxFlatParams : Layout.MaxFlatResults;

    public static Seq<ValType> ParamTypes(FuncType type) => type.Params.Map(static p => p.Type);

    public static Seq<ValType> ResultTypes(FuncType type) => type.Result is null ? Seq<ValType>.Empty : Seq.Of(type.Result);
}
