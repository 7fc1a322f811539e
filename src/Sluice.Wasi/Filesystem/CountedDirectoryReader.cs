namespace Sluice.Wasi.Filesystem;

/// <summary>A reader that is one of its store's <see cref="OpenFiles"/>.</summary>
internal sealed class CountedDirectoryReader : DirectoryReader
{
    private readonly DirectoryReader reader;
    private readonly OpenFiles files;

    public CountedDirectoryReader(DirectoryReader reader, OpenFiles files)
    {
        this.reader = reader;
        this.files = files;
        files.Add(this);
    }

    public override bool TryRead(out DirectoryEntry entry)
    {
        bool read = reader.TryRead(out entry);
        Error = reader.Error;
        return read;
    }

    public override void Dispose()
    {
        reader.Dispose();
        files.Remove(this);
    }
}
