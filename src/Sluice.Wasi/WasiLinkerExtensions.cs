namespace Sluice.Wasi;

/// <summary>Gives components WASI.</summary>
public static class WasiLinkerExtensions
{
    /// <summary>
    /// Adds the interfaces of WASI 0.3 and 0.2 to a linker; one component may import both. Each store gets a context of its own,
    /// made from <paramref name="options"/>.
    /// </summary>
    /// <param name="linker">The linker.</param>
    /// <param name="options">What the guests get; read when a store first instantiates a component that needs it.</param>
    /// <returns>The same linker.</returns>
    public static Linker AddWasi(this Linker linker, WasiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return linker.AddWasi(_ => options);
    }

    /// <summary>Adds the interfaces of WASI 0.3 and 0.2 to a linker that serves many stores, which get different things.</summary>
    /// <param name="linker">The linker.</param>
    /// <param name="options">What the guests of a store get; asked once for each store, when it first instantiates a component that needs it.</param>
    /// <returns>The same linker.</returns>
    public static Linker AddWasi(this Linker linker, Func<Store, WasiOptions> options)
    {
        ArgumentNullException.ThrowIfNull(linker);
        ArgumentNullException.ThrowIfNull(options);
        // Not the linker, to which this may be done twice, and not the delegate, which may serve several linkers.
        var owner = new object();
        WasiV03.Add(linker, ContextOf);
        return WasiV02.Add(linker, ContextOf);

        WasiContext ContextOf(Store store) => store.GetHostObject(owner, MakeContext);

        WasiContext MakeContext(Store store)
        {
            var context = new WasiContext(options(store));
            store.OnDispose(context.Dispose);
            return context;
        }
    }
}
