namespace Sluice.Wasi.Filesystem;

/// <summary>A <see cref="Preopen"/> that has been opened.</summary>
internal sealed record OpenPreopen(Descriptor Descriptor, string GuestPath);
