namespace Sluice.Wasi;

/// <summary>A directory of the host that a guest gets, and may never leave.</summary>
/// <param name="HostPath">Absolute, or relative to the process's current directory. May lead through symbolic links.</param>
/// <param name="GuestPath">The name by which the guest knows the directory, for example <c>/</c> or <c>data</c>.</param>
/// <param name="Access">What the guest may do beneath it.</param>
public sealed record Preopen(string HostPath, string GuestPath, PreopenAccess Access = PreopenAccess.ReadWrite);

/// <summary>What a guest may do beneath a <see cref="Preopen"/>.</summary>
public enum PreopenAccess
{
    /// <summary>Look and read. Everything else fails with <c>error-code.read-only</c>.</summary>
    ReadOnly,

    /// <summary>Also create, change, rename, link and remove.</summary>
    ReadWrite,
}
