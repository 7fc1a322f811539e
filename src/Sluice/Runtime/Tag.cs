// WebAssembly 3.0, "Runtime Structure: Tag Instances". https://webassembly.github.io/spec/core/exec/runtime.html#tag-instances

using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>A tag: the identity of a kind of exception.</summary>
internal sealed class Tag(Store store, int typeId) : ExternValue
{
    public override Store Store => store;

    /// <summary>Canonical id of a function type; its parameters are the exception's values.</summary>
    public int TypeId { get; } = typeId;

    public FuncType Type => store.Engine.Types.GetFunction(TypeId);

    public override ExternType ExternType => new TagType(TypeId);
}
