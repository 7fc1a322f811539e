using Sluice.Components.Decoding;

namespace Sluice.Cli.Wast;

internal sealed partial class ScriptSession
{
    private readonly Named<Component> components = new("component");
    private readonly Dictionary<string, ComponentExports> namedExports = new(StringComparer.Ordinal);

    private static bool IsComponent(byte[] bytes) => ComponentDecoder.IsComponent(bytes);

    private Component LoadComponent(byte[] bytes)
    {
        // Without the binary format's magic number they would be taken for text.
        if (!bytes.AsSpan().StartsWith("\0asm"u8)) ComponentDecoder.Decode(bytes);
        return Component.Load(engine, bytes);
    }

    private void DefineComponent(string? identifier, byte[] bytes) => components.Add(identifier, LoadComponent(bytes));

    /// <summary>Instances that have a name can be imported under it.</summary>
    private ComponentScriptInstance InstantiateComponent(string? identifier, string? definition)
    {
        var component = components.Get(definition);
        var linker = new Linker(engine);
        foreach (var (name, exports) in namedExports) linker.Instance(name, exports);
        var instance = linker.Instantiate(Store, component);
        if (identifier is not null) namedExports[identifier] = instance.Exports;
        return new ComponentScriptInstance(instance);
    }
}
