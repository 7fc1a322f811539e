using System.Runtime.InteropServices;

namespace Sluice.Runtime;

/// <summary>
/// The part of a store that emitted code reads. Written by the thread that runs the store's guests, except where noted.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal struct VmStore
{
    /// <summary>
    /// A guest function whose frame lies below this address stops. <see cref="Store.Interrupt"/> raises it to
    /// <see cref="nint.MaxValue"/> from any thread, so that one comparison serves stack exhaustion and interruption.
    /// </summary>
    public nint StackLimit;

    /// <summary>Not zero once the guest is to stop; loop headers read it. Written from any thread.</summary>
    public int Interrupted;

    /// <summary>How many bytes guests may allocate until an object is watched: <see cref="ObjectAccount"/>.</summary>
    public long ObjectBytesToNext;
}
