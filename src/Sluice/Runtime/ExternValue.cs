// WebAssembly 3.0, "Runtime Structure: External Instances". https://webassembly.github.io/spec/core/exec/runtime.html#external-instances

using Sluice.Types;

namespace Sluice.Runtime;

/// <summary>What can be imported and exported: a <see cref="Function"/>, <see cref="Table"/>, <see cref="Memory"/>, <see cref="Global"/> or <see cref="Tag"/>.</summary>
internal abstract class ExternValue
{
    public abstract Store Store { get; }

    /// <summary>Its type now, for matching an import: canonical ids, and for tables and memories the current size as minimum.</summary>
    public abstract ExternType ExternType { get; }
}
