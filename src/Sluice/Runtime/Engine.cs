using Sluice.Types;

namespace Sluice;

/// <summary>What modules share: the canonical form of their types. Modules of one engine can be linked. Thread-safe.</summary>
public sealed class Engine
{
    internal TypeRegistry Types { get; } = new();
}
