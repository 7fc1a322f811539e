using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Sluice.Components.Linking;
using Sluice.Runtime;

namespace Sluice;

public sealed partial class ComponentInstance
{
    // Any thread may fill it.
    private ConcurrentDictionary<SharedFunctionKey, Delegate>? sharedFunctions;

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
        var functions = sharedFunctions ?? Interlocked.CompareExchange(ref sharedFunctions, new(SharedFunctionKey.Comparer), null) ?? sharedFunctions;
        var key = new SharedFunctionKey(typeof(TDelegate), interfaceId, name);
        if (functions.TryGetValue(key, out var function)) return (TDelegate)function;
        return (TDelegate)functions.GetOrAdd(key, GetInstance(interfaceId).GetFunction<TDelegate>(name));
    }

    /// <summary>Looked up for each call of a resource's method: the delegate type and the name's length make a hash that is good enough.</summary>
    private readonly struct SharedFunctionKey(Type type, string interfaceId, string name)
    {
        public static readonly IEqualityComparer<SharedFunctionKey> Comparer = EqualityComparer<SharedFunctionKey>.Create(
            static (a, b) => a.Type == b.Type && a.Name == b.Name && a.InterfaceId == b.InterfaceId,
            static key => RuntimeHelpers.GetHashCode(key.Type) ^ key.Name.Length);

        private Type Type { get; } = type;

        private string InterfaceId { get; } = interfaceId;

        private string Name { get; } = name;
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
