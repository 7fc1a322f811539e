using System.IO.MemoryMappedFiles;

namespace Sluice.Fuzz;

/// <summary>What a worker is doing, where its supervisor still finds it after the worker has died.</summary>
internal sealed class ProgressBoard : IDisposable
{
    private const int CaseOffset = 0, CountOffset = 8, FindingsOffset = 16, Size = 24;

    private readonly MemoryMappedFile file;
    private readonly MemoryMappedViewAccessor view;

    public ProgressBoard(string path)
    {
        file = MemoryMappedFile.CreateFromFile(path, FileMode.OpenOrCreate, null, Size);
        view = file.CreateViewAccessor();
    }

    /// <summary>The case that runs.</summary>
    public long Case
    {
        get => view.ReadInt64(CaseOffset);
        set => view.Write(CaseOffset, value);
    }

    /// <summary>How many cases ran.</summary>
    public long Count
    {
        get => view.ReadInt64(CountOffset);
        set => view.Write(CountOffset, value);
    }

    public long Findings
    {
        get => view.ReadInt64(FindingsOffset);
        set => view.Write(FindingsOffset, value);
    }

    public void Dispose()
    {
        view.Dispose();
        file.Dispose();
    }
}
