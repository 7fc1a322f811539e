using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary>
/// A directory's entries as far as they have been read. A cookie is an index into them, so that a guest may go back to any entry it has seen
/// although the host's own positions are good for going forward only.
/// </summary>
internal sealed class DirectoryListing(DirectoryReader reader) : IDisposable
{
    private readonly List<DirectoryEntry> _entries = [];
    private bool _atEnd;

    /// <summary>False at the end, or with the error that keeps the listing from being complete.</summary>
    public bool TryGet(ulong cookie, out DirectoryEntry entry, out ErrorCode? error)
    {
        error = null;
        while (!_atEnd && (ulong)_entries.Count <= cookie)
        {
            if (reader.TryRead(out DirectoryEntry next))
                _entries.Add(next);
            else
                _atEnd = true;
        }

        if (cookie < (ulong)_entries.Count)
        {
            entry = _entries[(int)cookie];
            return true;
        }

        entry = default;
        error = reader.Error;
        return false;
    }

    public void Dispose() => reader.Dispose();
}
