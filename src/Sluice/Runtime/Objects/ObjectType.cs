// WebAssembly 3.0, "Validation: Matching", as far as running code asks. https://webassembly.github.io/spec/core/valid/matching.html

using System.Runtime.CompilerServices;
using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>A canonical structure or array type of one engine, with all its supertypes at hand: a cast is one comparison.</summary>
internal class ObjectType
{
    private readonly string name;

    // From the root down to this type.
    private readonly ObjectType[] line;
    private readonly uint depth;

    public ObjectType(string name, ObjectType? super)
    {
        this.name = name;
        line = [.. super?.line ?? [], this];
        depth = (uint)line.Length - 1;
    }

    /// <summary>Whether this is <paramref name="other"/> or declared below it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsSubtypeOf(ObjectType other)
    {
        if (this == other) return true;
        var ancestors = line;
        return other.depth < (uint)ancestors.Length && ancestors[other.depth] == other;
    }

    public override string ToString() => name;
}

/// <summary>The object types of an engine, by canonical type id. Thread-safe.</summary>
internal sealed class ObjectTypes(TypeRegistry registry)
{
    private ObjectType?[] types = [];
    private readonly object gate = new();

    /// <param name="id">Canonical id of a structure or array type.</param>
    public ObjectType Get(int id)
    {
        lock (gate)
        {
            if (id < types.Length && types[id] is { } known) return known;
            var type = registry.Get(id);
            var super = type.Supertypes.Length == 0 ? null : Get(type.Supertypes[0]);
            ObjectType created = type.Composite is StructType structure
                ? new StructObjectType(structure, super)
                : ArrayObjectType.Create((ArrayType)type.Composite, super);
            if (id >= types.Length) Array.Resize(ref types, Math.Max(id + 1, types.Length * 2));
            return types[id] = created;
        }
    }

    /// <summary>By type index of a module; null for function types.</summary>
    /// <param name="canonical">The canonical ids of the module's types.</param>
    public ObjectType?[] Of(ReadOnlySpan<int> canonical)
    {
        ObjectType?[]? found = null;
        for (var i = 0; i < canonical.Length; i++)
        {
            if (registry.Get(canonical[i]).Composite is FuncType) continue;
            found ??= new ObjectType?[canonical.Length];
            found[i] = Get(canonical[i]);
        }
        return found ?? [];
    }
}
