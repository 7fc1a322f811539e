using Sluice.Wasi.V03.Wasi.Filesystem.Preopens;
using Sluice.Wasi.V03.Wasi.Filesystem.Types;

namespace Sluice.Wasi.Filesystem;

/// <summary><c>wasi:filesystem/preopens</c>.</summary>
internal sealed class PreopenDirectories(WasiContext context) : IPreopens
{
    public (IDescriptor, string)[] GetDirectories() =>
        [.. context.Preopens.Select(preopen => ((IDescriptor)new DescriptorResource(preopen.Descriptor, ownsDescriptor: false), preopen.GuestPath))];
}
