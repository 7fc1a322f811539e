namespace Sluice.Wasi.Filesystem;

/// <summary>
/// One pass over a directory's entries, with its own position. Entries whose names are no UTF-8 cannot be told to a guest: they are passed
/// over, and <see cref="Error"/> says so at the end, so that a listing with gaps is never taken for a complete one.
/// Used from one thread at a time.
/// </summary>
internal abstract class DirectoryReader : IDisposable
{
    /// <summary>After <see cref="TryRead"/> returned false: why the listing is incomplete, or null if it is complete.</summary>
    public ErrorCode? Error { get; protected set; }

    /// <summary>False at the end or after an error.</summary>
    public abstract bool TryRead(out DirectoryEntry entry);

    public abstract void Dispose();
}
