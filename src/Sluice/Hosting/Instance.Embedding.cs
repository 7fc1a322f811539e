using Sluice.Compilation;
using Sluice.Runtime;

namespace Sluice;

public sealed partial class Instance
{
    /// <summary>Instantiates a module: links it, copies its active segments and runs its start function.</summary>
    /// <param name="store">What will own the instance.</param>
    /// <param name="module">A module of the store's engine.</param>
    /// <param name="imports">What the module may import; null if it imports nothing.</param>
    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    /// <exception cref="Trap">A segment does not fit, a limit was reached, or the start function stopped.</exception>
    public static Instance Create(Store store, Module module, ModuleImports? imports = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(module);
        return Create(store, module, (imports ?? new ModuleImports(store)).Resolve(module));
    }

    /// <summary>An exported function as a delegate.</summary>
    /// <typeparam name="TDelegate">
    /// A delegate of the function's type: parameters and result are int or uint for i32, long or ulong for i64, float, double,
    /// <c>Vector128&lt;byte&gt;</c>, and object for references; several results are a tuple.
    /// </typeparam>
    /// <param name="name">The export's name.</param>
    /// <returns>
    /// A delegate that throws <see cref="Trap"/> where the guest is stopped, and <see cref="ArgumentException"/> for a reference that is not
    /// of its parameter's type. It keeps the instance reachable.
    /// </returns>
    /// <exception cref="LinkException">There is no such function.</exception>
    /// <exception cref="ArgumentException">The function has another type.</exception>
    public TDelegate GetFunction<TDelegate>(string name) where TDelegate : Delegate => TypedCall.Bind<TDelegate>(FindFunction(name));

    /// <summary>Calls an exported function whose type is not known in advance.</summary>
    /// <param name="name">The export's name.</param>
    /// <param name="arguments">As many and of the kinds that the function has.</param>
    /// <returns>The results.</returns>
    /// <exception cref="LinkException">There is no such function.</exception>
    /// <exception cref="ArgumentException">The arguments do not match the function's type.</exception>
    /// <exception cref="Trap">The guest was stopped.</exception>
    public Value[] Invoke(string name, params ReadOnlySpan<Value> arguments)
    {
        var function = FindFunction(name);
        var type = function.Type;
        if (arguments.Length != type.Parameters.Length)
            throw new ArgumentException($"{name} takes {type.Parameters.Length} arguments; {arguments.Length} were given.", nameof(arguments));
        var slots = new Slot[arguments.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            var parameter = type.Parameters[i];
            if (arguments[i].Kind != Value.KindOf(parameter.Kind) || parameter.IsRef && !References.IsOf(arguments[i].Slot.Reference, parameter, Store))
                throw new ArgumentException($"Argument {i} of {name} is {arguments[i]}, not {parameter}.", nameof(arguments));
            slots[i] = arguments[i].Slot;
        }
        return [.. function.Call(slots).Zip(type.Results, static (slot, result) => new Value(Value.KindOf(result.Kind), slot))];
    }

    /// <summary>The bytes of an exported memory.</summary>
    /// <param name="name">The export's name.</param>
    /// <returns>A view of the memory's present size, at most the first 2 GiB. It must not be used once the store is disposed.</returns>
    /// <exception cref="LinkException">There is no such memory.</exception>
    public Span<byte> GetMemory(string name) => GetExport(name) is Runtime.Memory memory
        ? memory.Slice(0, Math.Min(memory.Length, int.MaxValue))
        : throw new LinkException($"There is no exported memory \"{name}\".");

    private Function FindFunction(string name) =>
        GetExport(name) as Function ?? throw new LinkException($"There is no exported function \"{name}\".");
}
