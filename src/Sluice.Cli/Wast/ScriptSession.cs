using Sluice.Binary;
using Sluice.Runtime;
using Sluice.Text.Scripts;
using Sluice.Validation;

namespace Sluice.Cli.Wast;

/// <summary>The definitions, instances and names of one run of one script, all in one store.</summary>
internal sealed partial class ScriptSession : IDisposable
{
    private readonly Engine engine = new();
    private readonly HostReferences references = new();
    private readonly SpectestModule spectest;
    private readonly Named<Module> modules = new("module");
    private readonly Named<ScriptInstance> instances = new("instance");
    private readonly Dictionary<string, Instance> registered = new(StringComparer.Ordinal);

    /// <param name="seed">Which schedule to run under; null for first come, first served.</param>
    public ScriptSession(int? seed)
    {
        Store = new Store(engine, new StoreOptions { SchedulingSeed = seed, RunsDuringCallsOnly = true });
        spectest = new SpectestModule(Store);
    }

    public Store Store { get; }

    public void Dispose() => Store.Dispose();

    /// <summary>Translates, decodes and validates.</summary>
    public void Define(string? identifier, ModuleSource source)
    {
        byte[] bytes = source.ToBytes();
        if (source.IsComponent || IsComponent(bytes)) DefineComponent(identifier, bytes);
        else modules.Add(identifier, LoadModule(bytes));
    }

    /// <summary>Checks a source that is expected to be refused, without keeping it.</summary>
    public void Check(ModuleSource source)
    {
        byte[] bytes = source.ToBytes();
        if (source.IsComponent || IsComponent(bytes)) LoadComponent(bytes);
        else LoadModule(bytes);
    }

    public void Instantiate(string? identifier, string? definition, bool isComponent)
    {
        if (isComponent)
        {
            instances.Add(identifier, InstantiateComponent(identifier, definition));
            return;
        }
        var module = modules.Get(definition);
        instances.Add(identifier, new CoreScriptInstance(Instance.Create(Store, module, Imports(module)), references));
    }

    public void Register(string name, string? instance)
    {
        switch (instances.Get(instance))
        {
            case CoreScriptInstance core: registered[name] = core.Instance; break;
            case ComponentScriptInstance component: namedExports[name] = component.Instance.Exports; break;
        }
    }

    public string? Run(ScriptAction action, IReadOnlyList<ResultPattern>? expected) => instances.Get(action.Instance).Run(action, expected);

    private Module LoadModule(byte[] bytes)
    {
        var definition = BinaryDecoder.Decode(bytes);
        ModuleValidator.Validate(definition, engine.Types);
        return new Module(engine, definition);
    }

    private ExternValue[] Imports(Module module)
    {
        var imports = new ExternValue[module.Definition.Imports.Length];
        for (int i = 0; i < imports.Length; i++)
        {
            var import = module.Definition.Imports[i];
            var value = import.Module == "spectest" ? spectest.GetExport(import.Name)
                : registered.TryGetValue(import.Module, out var instance) ? instance.GetExport(import.Name)
                : null;
            imports[i] = value ?? throw new LinkException($"unknown import: {import.Module}.{import.Name}");
        }
        return imports;
    }

    /// <summary>Things that have a name or are just the last one.</summary>
    private sealed class Named<T>(string what) where T : class
    {
        private readonly Dictionary<string, T> named = new(StringComparer.Ordinal);
        private T? last;

        public void Add(string? identifier, T value)
        {
            last = value;
            if (identifier is not null) named[identifier] = value;
        }

        public T Get(string? identifier) =>
            (identifier is null ? last : named.GetValueOrDefault(identifier)) ?? throw new ScriptException($"there is no {what} {(identifier is null ? "yet" : "$" + identifier)}");

        /// <summary>Nothing is the last one until the next comes.</summary>
        public void Forget() => last = null;
    }
}
