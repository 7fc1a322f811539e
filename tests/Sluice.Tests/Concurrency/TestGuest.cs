using Sluice.Builtins;
using Sluice.CanonicalAbi;
using Sluice.Components;
using Sluice.Components.Definitions;
using Sluice.Concurrency;
using Sluice.Runtime;
using Sluice.Types;
using CanonicalOptions = Sluice.CanonicalAbi.CanonicalOptions;
using Param = Sluice.Wit.Types.Param;
using Seq = Sluice.Wit.Types.Seq;
using WitFuncType = Sluice.Wit.Types.FuncType;
using WitValType = Sluice.Wit.Types.ValType;

namespace Sluice.Tests.Concurrency;

/// <summary>A component instance put together by hand around one core module.</summary>
internal sealed class TestGuest
{
    private readonly Dictionary<string, ExternValue> imports = [];
    private Instance? core;

    public TestGuest(Store store, ComponentInstance? parent = null, string name = "guest")
    {
        Store = store;
        Component = new ComponentInstance(store, parent, name);
        Memory = new Sluice.Runtime.Memory(store, new MemoryType(new Limits(1, null), Is64: false));
        imports["memory"] = Memory;
    }

    public Store Store { get; }

    public ComponentInstance Component { get; }

    public Sluice.Runtime.Memory Memory { get; }

    public CanonicalOptions Options(bool async) => new() { Memory = Memory, Async = async };

    public TestGuest Builtin(CanonicalBuiltin builtin, string? name = null, bool async = false, bool cancellable = false, WitValType? element = null, WitValType? result = null, Sluice.Wit.Types.ResourceType? resource = null, int slot = 0)
    {
        imports[name ?? builtin.Info().Name] = BuiltinFunction.Create(new BuiltinSite
        {
            Instance = Component,
            Builtin = builtin,
            Options = Options(async),
            Async = async,
            Cancellable = cancellable,
            Element = element,
            Result = result,
            Resource = resource,
            Memory = Memory,
            Slot = slot,
        });
        return this;
    }

    public TestGuest Lower(string name, ComponentFunction function, bool async)
    {
        imports[name] = LoweredFunction.Create(Component, function, Options(async));
        return this;
    }

    /// <summary>Instantiates the module; it imports memory and functions from module "".</summary>
    public TestGuest Run(string fields)
    {
        var module = Module.Load(Store.Engine, Wat.ToBytes($"(module {fields})"));
        var values = module.Definition.Imports.Select(import => imports[import.Name]).ToArray();
        var instantiation = new Instantiation(() => Component.RunStart(() => core = Instance.Create(Store, module, values)));
        Store.Submit(instantiation);
        instantiation.Done.Wait(TimeSpan.FromSeconds(20));
        return this;
    }

    public GuestFunction Sync(string name, WitFuncType type) => new(Core(name), type, new CanonicalOptions { Memory = Memory }, Component);

    public GuestFunction Stackful(string name, WitFuncType type) => new(Core(name), type, new CanonicalOptions { Memory = Memory, Async = true }, Component);

    public GuestFunction Callback(string name, WitFuncType type) =>
        new(Core(name), type, new CanonicalOptions { Memory = Memory, Async = true, Callback = Core(name + "-cb") }, Component);

    public static WitFuncType Function(bool async, WitValType? result = null, params WitValType[] parameters) =>
        new(new Sluice.Wit.Types.Seq<Param>(parameters.Select((type, i) => new Param($"p{i}", type))), result, async);

    public static Task<TResult> Call<TArgs, TResult>(ComponentFunction function, TArgs arguments, CancellationToken cancellationToken = default) =>
        HostCall<TArgs, TResult>.Invoke(function, arguments, cancellationToken).AsTask().WaitAsync(TimeSpan.FromSeconds(20), CancellationToken.None);

    private Function Core(string name) => (Function)core!.GetExport(name)!;

    private sealed class Instantiation(Action action) : IStoreWork
    {
        private readonly TaskCompletionSource done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => done.Task;

        public void Run()
        {
            action();
            done.SetResult();
        }
    }
}
