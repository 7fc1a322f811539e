using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>All that the code depends on besides the types: pointer sizes and where values are flat.</summary>
internal readonly record struct Form(
    PointerSize From = default, int MaxFlatFrom = 0, PointerSize To = default, int MaxFlatTo = 0, bool HasOutPointer = false);

/// <summary>Code for all types of one <see cref="TypeShape"/>, and how to find its constants in them.</summary>
internal sealed class MoverCode
{
    private readonly Type mover;
    private readonly Form form;
    private readonly DynamicMethod method;

    // Of these, the value types are replaced by those at the same position in other types.
    private readonly object[] constants;
    private readonly int[] positions;
    private readonly bool hasTypes;

    /// <param name="mover">The type of the delegates.</param>
    /// <param name="types">What the code was emitted from, each place with an object of its own.</param>
    public MoverCode(Type mover, in Form form, DynamicMethod method, List<object> constants, Seq<ValType> types)
    {
        this.mover = mover;
        this.form = form;
        this.method = method;
        this.constants = [.. constants];
        var nodes = TypeNodes.List(types);
        positions = new int[this.constants.Length];
        for (var i = 0; i < positions.Length; i++)
        {
            positions[i] = this.constants[i] is ValType type ? PositionOf(nodes, type) : -1;
            hasTypes |= positions[i] >= 0;
        }
    }

    /// <summary>The next one of the same shape.</summary>
    public MoverCode? Next { get; set; }

    public bool Is(Type mover, in Form form) =>
        this.mover == mover && this.form.From == form.From && this.form.MaxFlatFrom == form.MaxFlatFrom
        && this.form.To == form.To && this.form.MaxFlatTo == form.MaxFlatTo && this.form.HasOutPointer == form.HasOutPointer;

    /// <param name="types">Any of the shape.</param>
    public Delegate Bind(Seq<ValType> types)
    {
        var bound = constants;
        if (hasTypes)
        {
            var nodes = TypeNodes.List(types);
            bound = new object[constants.Length];
            for (var i = 0; i < bound.Length; i++) bound[i] = positions[i] < 0 ? constants[i] : nodes[positions[i]];
        }
        return method.CreateDelegate(mover, bound);
    }

    // Equality of value types is structural, but two equal ones may become two different resources.
    private static int PositionOf(List<ValType> nodes, ValType type)
    {
        for (var i = 0; i < nodes.Count; i++)
        {
            if (ReferenceEquals(nodes[i], type)) return i;
        }
        throw new InvalidOperationException($"{type} is a constant, but no part of the types that the code moves.");
    }
}
