using Sluice.Runtime;
using Sluice.Types;

namespace Sluice;

/// <summary>What modules share: the canonical form of their types. Modules of one engine can be linked. Thread-safe.</summary>
public sealed class Engine
{
    /// <summary>Creates an engine without types.</summary>
    public Engine() => Objects = new ObjectTypes(Types);

    internal TypeRegistry Types { get; } = new();

    internal ObjectTypes Objects { get; }
}
