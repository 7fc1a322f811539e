using System.Reflection.Emit;
using Sluice.Wit.Types;

namespace Sluice.CanonicalAbi.Compiled;

/// <summary>Code for all types of one <see cref="TypeShape"/>, and how to find its constants in them.</summary>
internal sealed class MoverCode
{
    private readonly DynamicMethod method;

    // Of these, the value types are replaced by those at the same position in other types.
    private readonly object[] constants;
    private readonly int[] positions;

    /// <param name="types">What the code was emitted from, each place with an object of its own.</param>
    public MoverCode(DynamicMethod method, List<object> constants, Seq<ValType> types)
    {
        this.method = method;
        this.constants = [.. constants];
        var nodes = TypeNodes.List(types);
        positions = Array.ConvertAll(this.constants, constant => constant is ValType type ? PositionOf(nodes, type) : -1);
    }

    /// <param name="types">Any of the shape.</param>
    public TDelegate Bind<TDelegate>(Seq<ValType> types)
        where TDelegate : Delegate
    {
        var bound = constants;
        if (Array.Exists(positions, static position => position >= 0))
        {
            var nodes = TypeNodes.List(types);
            bound = new object[constants.Length];
            for (var i = 0; i < bound.Length; i++) bound[i] = positions[i] < 0 ? constants[i] : nodes[positions[i]];
        }
        return (TDelegate)method.CreateDelegate(typeof(TDelegate), bound);
    }

    // Equality of value types is structural, but two equal ones may become two different resources.
    private static int PositionOf(List<ValType> nodes, ValType type)
    {
        var position = nodes.FindIndex(node => ReferenceEquals(node, type));
        return position >= 0 ? position : throw new InvalidOperationException($"{type} is a constant, but no part of the types that the code moves.");
    }
}
