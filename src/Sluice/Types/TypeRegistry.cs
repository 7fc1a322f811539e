// WebAssembly 3.0, "Types: Defined Types" and "Validation: Matching".
// https://webassembly.github.io/spec/core/valid/matching.html
//
// A recursion group is closed over what it refers to once references to earlier groups are canonical ids and references into
// the group itself are its own positions. Equal closed groups are the same types: each is stored once, and its types' ids
// are canonical. Two types are equal iff their ids are.

using System.Diagnostics;

namespace Sluice.Types;

/// <summary>The types of all modules of an engine, each under one canonical id. Thread-safe; it only grows.</summary>
internal sealed partial class TypeRegistry
{
    // References into a group while it is a dictionary key: below every abstract type's code.
    private const int FirstOwnReference = -0x1000;

    private readonly object gate = new();

    // A hash table: the groups of each bucket are a chain.
    private Group?[] groups = new Group?[64];
    private int groupCount;

    // Written under the gate; read without it. Entries are complete before count covers them, and ids get out only after that.
    private volatile Entry[] entries = new Entry[64];
    private int count;

    /// <summary>The type with a canonical id. Type references in it are canonical.</summary>
    public SubType Get(int id) => entries[id].Type;

    public FuncType GetFunction(int id) => (FuncType)entries[id].Type.Composite;

    /// <summary>The id of a function type on its own (final, without supertypes) whose references are canonical.</summary>
    public int Add(FuncType type) => AddClosed([new SubType(true, [], type)]);

    /// <summary>
    /// Adds a recursion group whose types have the indices from <paramref name="start"/> on, and writes its canonical ids there in
    /// <paramref name="canonical"/>, which has those of all earlier types. References must lie before the group's end.
    /// </summary>
    public void AddGroup(SubType[] group, int start, Span<int> canonical)
    {
        var closed = new SubType[group.Length];
        for (var i = 0; i < closed.Length; i++) closed[i] = Rewrite(group[i], new Closing(start, canonical[..start]));
        var first = AddClosed(closed);
        for (var i = 0; i < closed.Length; i++) canonical[start + i] = first + i;
    }

    private int AddClosed(SubType[] closed)
    {
        var group = new Group(closed);
        lock (gate)
        {
            if (Find(group) is { } known) return known.First;
            var first = count;
            EnsureCapacity(first + closed.Length);
            for (var i = 0; i < closed.Length; i++)
            {
                var type = Rewrite(closed[i], new Opening(first));
                int[] ancestors = [];
                if (type.Supertypes.Length > 0)
                {
                    Debug.Assert(type.Supertypes[0] < first + i, "A supertype comes before its subtypes.");
                    ancestors = [.. entries[type.Supertypes[0]].Ancestors, type.Supertypes[0]];
                }
                entries[first + i] = new Entry(type, ancestors);
            }
            count = first + closed.Length;
            group.First = first;
            Add(group);
            return first;
        }
    }

    private ref Group? BucketOf(Group group) => ref groups[(uint)group.Hash % (uint)groups.Length];

    private Group? Find(Group group)
    {
        var found = BucketOf(group);
        while (found is not null && !found.Equals(group)) found = found.Next;
        return found;
    }

    private void Add(Group group)
    {
        if (groupCount++ == groups.Length)
        {
            var smaller = groups;
            groups = new Group?[smaller.Length * 2];
            foreach (var chain in smaller)
            {
                Group? next;
                for (var link = chain; link is not null; link = next)
                {
                    next = link.Next;
                    Link(link);
                }
            }
        }
        Link(group);
    }

    private void Link(Group group)
    {
        ref var bucket = ref BucketOf(group);
        group.Next = bucket;
        bucket = group;
    }

    private void EnsureCapacity(int needed)
    {
        if (needed <= entries.Length) return;
        var grown = new Entry[Math.Max(needed, entries.Length * 2)];
        Array.Copy(entries, grown, count);
        entries = grown;
    }

    /// <summary>How many supertypes a type has, counting theirs.</summary>
    public int Depth(int id) => entries[id].Ancestors.Length;

    /// <summary>The same type with canonical references.</summary>
    public static ValType Canonicalize(ValType type, ReadOnlySpan<int> canonical) =>
        type.IsRef && type.Heap.IsConcrete ? ValType.Ref(type.Nullable, new HeapType(canonical[type.Heap.Index])) : type;

    /// <summary>The same type with canonical references.</summary>
    public static ExternType Canonicalize(ExternType type, ReadOnlySpan<int> canonical) => type switch
    {
        FunctionExternType function => new FunctionExternType(canonical[function.TypeIndex]),
        TagType tag => new TagType(canonical[tag.TypeIndex]),
        TableType table => table with { Element = Canonicalize(table.Element, canonical) },
        GlobalType global => global with { Type = Canonicalize(global.Type, canonical) },
        _ => type,
    };

    /// <param name="Ancestors">Its supertypes from the root down, without itself: subtyping is one comparison at the supertype's depth.</param>
    private readonly record struct Entry(SubType Type, int[] Ancestors);

    /// <summary>A closed recursion group, and where its types begin.</summary>
    private sealed class Group
    {
        private readonly SubType[] types;

        public Group(SubType[] types)
        {
            this.types = types;
            var hash = new HashCode();
            foreach (var type in types) hash.Add(type.GetHashCode());
            Hash = hash.ToHashCode();
        }

        public int Hash { get; }

        /// <summary>The canonical id of its first type.</summary>
        public int First { get; set; }

        /// <summary>The next group with the same bucket.</summary>
        public Group? Next { get; set; }

        public bool Equals(Group other)
        {
            if (Hash != other.Hash || types.Length != other.types.Length) return false;
            for (var i = 0; i < types.Length; i++)
                if (!types[i].Equals(other.types[i])) return false;
            return true;
        }
    }

    private interface IReferenceMap
    {
        int Map(int reference);
    }

    /// <summary>Module indices to canonical ids, or to positions in the group.</summary>
    private readonly ref struct Closing(int start, ReadOnlySpan<int> canonical) : IReferenceMap
    {
        private readonly ReadOnlySpan<int> canonical = canonical;

        public int Map(int reference) =>
            reference < 0 ? reference : reference < start ? canonical[reference] : FirstOwnReference - (reference - start);
    }

    /// <summary>Positions in the group to canonical ids.</summary>
    private readonly ref struct Opening(int first) : IReferenceMap
    {
        public int Map(int reference) =>
            reference is <= FirstOwnReference and not int.MinValue ? first + (FirstOwnReference - reference) : reference;
    }

    private static SubType Rewrite<TMap>(SubType type, TMap map) where TMap : IReferenceMap, allows ref struct
    {
        var supertypes = type.Supertypes;
        if (supertypes.Length > 0)
        {
            var mapped = new int[supertypes.Length];
            for (var i = 0; i < mapped.Length; i++) mapped[i] = map.Map(supertypes[i]);
            supertypes = mapped;
        }
        CompositeType composite = type.Composite switch
        {
            FuncType function => new FuncType(Rewrite(function.Parameters, map), Rewrite(function.Results, map)),
            StructType structure => new StructType(Rewrite(structure.Fields, map)),
            ArrayType array => new ArrayType(Rewrite(array.Element, map)),
            _ => throw new UnreachableException(),
        };
        return new SubType(type.IsFinal, supertypes, composite);
    }

    private static ValType[] Rewrite<TMap>(ValType[] types, TMap map) where TMap : IReferenceMap, allows ref struct
    {
        var changes = false;
        foreach (var type in types) changes |= type.IsRef && map.Map(type.Heap.Code) != type.Heap.Code;
        if (!changes) return types;
        var mapped = new ValType[types.Length];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = Rewrite(types[i], map);
        return mapped;
    }

    private static FieldType[] Rewrite<TMap>(FieldType[] fields, TMap map) where TMap : IReferenceMap, allows ref struct
    {
        var mapped = new FieldType[fields.Length];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = Rewrite(fields[i], map);
        return mapped;
    }

    private static FieldType Rewrite<TMap>(FieldType field, TMap map) where TMap : IReferenceMap, allows ref struct =>
        field with { Type = Rewrite(field.Type, map) };

    private static ValType Rewrite<TMap>(ValType type, TMap map) where TMap : IReferenceMap, allows ref struct =>
        type.IsRef ? ValType.Ref(type.Nullable, new HeapType(map.Map(type.Heap.Code))) : type;
}
