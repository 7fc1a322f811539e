// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/TcpSocketOperationalSemantics-0.3.0.md

namespace Sluice.Wasi.Sockets;

/// <summary>The states of a <c>tcp-socket</c>.</summary>
internal enum TcpState
{
    Unbound,
    Bound,
    Listening,
    Connecting,
    Connected,
    Closed,
}
