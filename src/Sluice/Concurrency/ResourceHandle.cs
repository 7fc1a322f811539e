// https://github.com/WebAssembly/component-model/blob/main/design/mvp/CanonicalABI.md#resource-state

using System.Diagnostics;
using Sluice.Wit.Types;

namespace Sluice.Concurrency;

/// <summary>A guest's handle to a resource.</summary>
/// <param name="type">The resource type.</param>
/// <param name="representation">What the type's implementation knows the resource by.</param>
/// <param name="own">Whether the resource ends with the handle.</param>
/// <param name="borrowScope">The task that must drop a borrowed handle before it returns.</param>
[DebuggerDisplay("{Own ? \"own\" : \"borrow\",nq}<{Type}> {Representation} lends={NumLends}")]
internal sealed class ResourceHandle(ResourceType type, uint representation, bool own, GuestTask? borrowScope = null)
{
    public ResourceType Type { get; } = type;

    public uint Representation { get; } = representation;

    public bool Own { get; } = own;

    public GuestTask? BorrowScope { get; } = borrowScope;

    /// <summary>How many unresolved calls borrow through this handle.</summary>
    public int NumLends { get; set; }
}
