using System.Runtime.InteropServices;

namespace Sluice.Runtime;

/// <summary>Where the current thread's stack ends.</summary>
internal static unsafe partial class StackBounds
{
    // What the JIT compiler, exception handling and host functions may use below a guest's deepest frame.
    private const nint Headroom = 256 * 1024;

    [ThreadStatic] private static nint lowest;

    /// <summary>The lowest address that guest frames of this thread may reach.</summary>
    public static nint GuestLimit => (lowest != 0 ? lowest : lowest = FindLowest()) + Headroom;

    /// <summary>An address in the caller's neighbourhood.</summary>
    public static nint CurrentAddress
    {
        get
        {
            var here = 0;
            return (nint)(&here);
        }
    }

    /// <summary>Bytes left on this thread's stack.</summary>
    public static nint Remaining => CurrentAddress - (GuestLimit - Headroom);

    private static nint FindLowest()
    {
        if (OperatingSystem.IsWindows())
        {
            GetCurrentThreadStackLimits(out var low, out _);
            return low;
        }
        if (OperatingSystem.IsMacOS())
        {
            var self = PthreadSelf();
            return PthreadGetStackAddress(self) - PthreadGetStackSize(self);
        }
        var attributes = stackalloc byte[256]; // pthread_attr_t is 56 bytes on 64-bit Linux
        if (PthreadGetAttributes(PthreadSelf(), attributes) != 0) throw new PlatformNotSupportedException("the thread's stack cannot be found");
        try
        {
            if (PthreadAttributesGetStack(attributes, out var low, out _) != 0) throw new PlatformNotSupportedException("the thread's stack cannot be found");
            return low;
        }
        finally
        {
            _ = PthreadAttributesDestroy(attributes);
        }
    }

    [LibraryImport("kernel32")]
    private static partial void GetCurrentThreadStackLimits(out nint low, out nint high);

    [LibraryImport("libc", EntryPoint = "pthread_self")]
    private static partial nint PthreadSelf();

    [LibraryImport("libc", EntryPoint = "pthread_getattr_np")]
    private static partial int PthreadGetAttributes(nint thread, byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_attr_getstack")]
    private static partial int PthreadAttributesGetStack(byte* attributes, out nint address, out nint size);

    [LibraryImport("libc", EntryPoint = "pthread_attr_destroy")]
    private static partial int PthreadAttributesDestroy(byte* attributes);

    [LibraryImport("libc", EntryPoint = "pthread_get_stackaddr_np")]
    private static partial nint PthreadGetStackAddress(nint thread);

    [LibraryImport("libc", EntryPoint = "pthread_get_stacksize_np")]
    private static partial nint PthreadGetStackSize(nint thread);
}
