using Sluice.Text;

namespace Sluice.Tests.Runtime;

/// <summary>Modules from their text, in a store of their own.</summary>
internal static class Wasm
{
    public static Module Load(Engine engine, string text) => Module.Load(engine, Wat.ToBytes(text));

    public static Instance Instantiate(string text, StoreOptions? options = null, Action<ModuleImports>? import = null)
    {
        var engine = new Engine();
        var store = new Store(engine, options);
        var imports = new ModuleImports(store);
        import?.Invoke(imports);
        return Instance.Create(store, Load(engine, text), imports);
    }

    public static Trap Traps(TrapCode code, Action action)
    {
        var trap = Assert.Throws<Trap>(action);
        Assert.Equal(code, trap.Code);
        return trap;
    }
}
