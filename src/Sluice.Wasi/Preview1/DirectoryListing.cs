using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary>
/// A directory's entries as far as they have been read. A cookie is an index into them, so that a guest may go back to any entry it has seen
/// although the host's own positions are good for going forward only.
/// </summary>
internal sealed class DirectoryListing(DirectoryReader reader) : IDisposable
{
    private readonly List<DirectoryEntry> entries = [];
    private bool atEnd;

    /// <summary>False at the end, or with the error that keeps the listing from being complete.</summary>
    public bool TryGet(ulong cookie, out DirectoryEntry entry, out ErrorCode? error)
    {
        error = null;
        while (!atEnd && (ulong)entries.Count <= cookie)
        {
            if (reader.TryRead(out DirectoryEntry next))
                entries.Add(next);
            else
                atEnd = true;
        }

        if (cookie < (ulong)entries.Count)
        {
            entry = entries[(int)cookie];
            return true;
        }

        entry = default;
        error = reader.Error;
        return false;
    }

    public void Dispose() => reader.Dispose();
}
