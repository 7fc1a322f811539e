using Sluice.Builtins;
using Sluice.Components;
using Sluice.Components.Definitions;
using Sluice.Types;
using CanonicalOptions = Sluice.CanonicalAbi.CanonicalOptions;
using WitValType = Sluice.Wit.Types.ValType;

namespace Sluice.Tests.Concurrency;

public sealed class BuiltinTests
{
    public static TheoryData<string> Builtins => [.. CanonicalBuiltins.Rows.Where(row => row.IsSupported).Select(row => row.Name)];

    [Theory]
    [MemberData(nameof(Builtins))]
    public void Every_built_in_has_an_implementation_with_the_signature_of_its_row(string name)
    {
        var row = CanonicalBuiltins.Find(name)!;
        using var store = new Store(new Engine());
        var memory = new Sluice.Runtime.Memory(store, new MemoryType(new Limits(1, null), Is64: false));
        var function = BuiltinFunction.Create(new BuiltinSite
        {
            Instance = new ComponentInstance(store, null, "guest"),
            Builtin = row.Builtin,
            Options = new CanonicalOptions { Memory = memory },
            Element = WitValType.U8,
            Memory = memory,
            Table = new Sluice.Runtime.Table(store, new TableType(ValType.FuncRef, new Limits(1, null), false), null),
            CoreType = new FuncType([ValType.I32], []),
        });
        if (row.Signature == "*") return;
        static string Letters(IEnumerable<ValType> types) => string.Concat(types.Select(type => type == ValType.I32 ? 'i' : 'I'));
        var expected = row.Signature.Replace('a', 'i').Replace('t', 'i').Replace('s', 'i').Replace('p', 'i');
        Assert.Equal(expected, $"{Letters(function.Type.Parameters)}:{Letters(function.Type.Results)}");
    }
}
