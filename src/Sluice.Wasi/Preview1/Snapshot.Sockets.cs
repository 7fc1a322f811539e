namespace Sluice.Wasi.Preview1;

/// <summary>
/// Sockets. The snapshot has no function that makes one, and this host passes none in, so that every descriptor is rightly told to be none.
/// </summary>
internal sealed partial class Snapshot
{
    public Errno SockAccept(uint fd, uint flags, uint result) => NoSocket(fd);

    public Errno SockRecv(uint fd, uint vectors, uint count, uint flags, uint size, uint resultFlags) => NoSocket(fd);

    public Errno SockSend(uint fd, uint vectors, uint count, uint flags, uint size) => NoSocket(fd);

    public Errno SockShutdown(uint fd, uint how) => NoSocket(fd);

    private Errno NoSocket(uint fd) => table.TryGet(fd, out _) ? Errno.NotSocket : Errno.BadDescriptor;
}
