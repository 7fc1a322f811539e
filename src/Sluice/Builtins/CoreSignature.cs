using Sluice.Types;
using Sluice.Wit.Types;
using FuncType = Sluice.Types.FuncType;
using ValType = Sluice.Types.ValType;

namespace Sluice.Builtins;

/// <summary>The engine's types for flattened component functions.</summary>
internal static class CoreSignature
{
    public static FuncType Of(CoreFuncType type) => new(Of(type.Params), Of(type.Results));

    private static ValType[] Of(Seq<CoreType> types)
    {
        var result = new ValType[types.Count];
        for (var i = 0; i < result.Length; i++)
            result[i] = types[i] switch { CoreType.I32 => ValType.I32, CoreType.I64 => ValType.I64, CoreType.F32 => ValType.F32, _ => ValType.F64 };
        return result;
    }
}
