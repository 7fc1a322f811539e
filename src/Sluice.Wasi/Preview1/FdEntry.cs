using Sluice.Wasi.Cli;
using Sluice.Wasi.Filesystem;

namespace Sluice.Wasi.Preview1;

/// <summary>What a number in the descriptor table stands for. Used by the guest's thread alone.</summary>
internal abstract class FdEntry(Rights rights, Rights inheriting) : IDisposable
{
    public Rights Rights { get; private set; } = rights;

    public Rights Inheriting { get; private set; } = inheriting;

    public FdFlags Flags { get; set; }

    public abstract FileType Type { get; }

    /// <summary>Gives rights up; false if some are to be gained.</summary>
    public bool TryLimitRights(Rights rights, Rights inheriting)
    {
        if ((rights & ~Rights) != 0 || (inheriting & ~Inheriting) != 0)
            return false;
        Rights = rights;
        Inheriting = inheriting;
        return true;
    }

    public void Dispose() => Close();

    protected virtual void Close()
    {
    }
}

/// <summary>The standard input.</summary>
internal sealed class InputEntry(WasiInput input) : FdEntry(Rights.Input, Rights.None)
{
    public WasiInput Input => input;

    public override FileType Type => input.IsTerminal ? FileType.CharacterDevice : FileType.Unknown;
}

/// <summary>The standard output or error.</summary>
internal sealed class OutputEntry(WasiOutput output) : FdEntry(Rights.Output, Rights.None)
{
    public WasiOutput Output => output;

    public override FileType Type => output.IsTerminal ? FileType.CharacterDevice : FileType.Unknown;
}

/// <summary>An open file of any kind but a directory.</summary>
internal sealed class FileEntry(Descriptor descriptor, Rights rights, Rights inheriting) : FdEntry(rights, inheriting)
{
    public Descriptor Descriptor => descriptor;

    /// <summary>Where the next <c>fd_read</c> or <c>fd_write</c> starts; always 0 for pipes and character devices.</summary>
    public ulong Position { get; set; }

    public bool HasPositions => descriptor.Type is DescriptorType.RegularFile or DescriptorType.BlockDevice;

    public override FileType Type => FileTypes.From(descriptor.Type);

    protected override void Close() => descriptor.Dispose();
}

/// <summary>An open directory.</summary>
/// <param name="preopenName">The guest's name for it if it is a preopen.</param>
internal sealed class FolderEntry(Descriptor descriptor, Rights rights, Rights inheriting, string? preopenName = null)
    : FdEntry(rights, inheriting)
{
    public Descriptor Descriptor => descriptor;

    public string? PreopenName => preopenName;

    /// <summary>The listing that <c>fd_readdir</c> is in.</summary>
    public DirectoryListing? Listing { get; set; }

    public override FileType Type => FileType.Directory;

    protected override void Close()
    {
        Listing?.Dispose();
        descriptor.Dispose();
    }
}
