using System.Collections.Concurrent;
using Sluice.Components.Linking;
using Sluice.Runtime;

namespace Sluice;

public sealed partial class ComponentInstance
{
    // Any thread may fill it.
    private ConcurrentDictionary<(Type Delegate, string Interface, string Name), Delegate>? sharedFunctions;

    /// <summary>What the instance exports: functions, and instances of interfaces with functions of their own.</summary>
    public ComponentExports Exports { get; private set; } = ComponentExports.None;

    /// <inheritdoc cref="ComponentExports.GetInstance"/>
    public ComponentExports GetInstance(string name) => Exports.GetInstance(name);

    /// <inheritdoc cref="ComponentExports.GetFunction{TDelegate}"/>
    public TDelegate GetFunction<TDelegate>(string name)
        where TDelegate : Delegate => Exports.GetFunction<TDelegate>(name);

    /// <summary>A function of an exported interface as a delegate that is made at the first use and then kept.</summary>
    internal TDelegate GetSharedFunction<TDelegate>(string interfaceId, string name)
        where TDelegate : Delegate
    {
        var functions = sharedFunctions ?? Interlocked.CompareExchange(ref sharedFunctions, [], null) ?? sharedFunctions;
        return (TDelegate)functions.GetOrAdd((typeof(TDelegate), interfaceId, name),
            static (key, instance) => instance.GetInstance(key.Interface).GetFunction<TDelegate>(key.Name), this);
    }

    internal void SetExports(InstanceExtern exports) => Exports = new ComponentExports(this, exports, "");

    /// <summary>Instantiates a core module of the component; its start function is a synchronous task of the instance.</summary>
    internal Instance Instantiate(Module module, ExternValue[] imports)
    {
        Instance? created = null;
        RunStart(() => created = Sluice.Instance.Create(Store, module, imports));
        return created!;
    }
}
