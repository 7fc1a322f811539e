namespace Sluice.Wasi.Sockets;

/// <summary>What guests do with network addresses.</summary>
[Flags]
public enum NetworkUses
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Bind a TCP socket to a local address, and listen there.</summary>
    TcpBind = 1,

    /// <summary>Connect a TCP socket to a remote address.</summary>
    TcpConnect = 2,

    /// <summary>Bind a UDP socket to a local address.</summary>
    UdpBind = 4,

    /// <summary>Connect a UDP socket to a remote address; with it goes sending there and receiving from there.</summary>
    UdpConnect = 8,

    /// <summary>Send a datagram to a remote address from a UDP socket that is not connected.</summary>
    UdpSend = 16,

    /// <summary>Bind sockets of both kinds.</summary>
    Bind = TcpBind | UdpBind,

    /// <summary>Connect sockets of both kinds.</summary>
    Connect = TcpConnect | UdpConnect,

    /// <summary>All of these.</summary>
    All = Bind | Connect | UdpSend,
}
