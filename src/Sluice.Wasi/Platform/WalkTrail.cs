using Microsoft.Win32.SafeHandles;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Platform;

/// <summary>How a walk gets back to the directories that it came through.</summary>
internal abstract class WalkTrail : IDisposable
{
    /// <summary>The number of directories above the current one, up to the root of the sandbox.</summary>
    public abstract int Depth { get; }

    /// <param name="left">The directory that is above the new one; the trail owns it from now on, also after an error.</param>
    public abstract Result<Unit, ErrorCode> GoDown(SafeFileHandle left);

    /// <summary>The directory above, which the trail forgets.</summary>
    /// <returns>False if it is no longer above <paramref name="current"/>.</returns>
    public abstract bool TryGoUp(SafeFileHandle current, out Result<SafeFileHandle, ErrorCode> above);

    public abstract void Dispose();
}

/// <summary>
/// Keeps the handles of all directories on the way, and looks at no `..` of the file system. If a directory is moved meanwhile, the walk
/// goes back to where it came from, which was inside the sandbox.
/// </summary>
internal sealed class HandleTrail : WalkTrail
{
    private readonly Stack<SafeFileHandle> handles = new();

    public override int Depth => handles.Count;

    public override Result<Unit, ErrorCode> GoDown(SafeFileHandle left)
    {
        handles.Push(left);
        return Unit.Value;
    }

    public override bool TryGoUp(SafeFileHandle current, out Result<SafeFileHandle, ErrorCode> above)
    {
        above = handles.Pop();
        return true;
    }

    public override void Dispose()
    {
        foreach (SafeFileHandle handle in handles)
            handle.Dispose();
        handles.Clear();
    }
}
