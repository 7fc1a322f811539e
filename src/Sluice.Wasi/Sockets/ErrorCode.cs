// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/wit/types.wit

using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

/// <summary>The cases of <c>wasi:sockets/types.error-code</c>, in their order. Those without a case of their own: <see cref="SocketErrors.Other"/>.</summary>
internal enum ErrorCode
{
    AccessDenied,
    NotSupported,
    InvalidArgument,
    OutOfMemory,
    Timeout,
    InvalidState,
    AddressNotBindable,
    AddressInUse,
    RemoteUnreachable,
    ConnectionRefused,
    ConnectionBroken,
    ConnectionReset,
    ConnectionAborted,
    DatagramTooLarge,
    Other,
}

/// <summary>What the operating system says, in the words of WASI.</summary>
internal static class SocketErrors
{
    public static ErrorCode ToErrorCode(this SocketError error) => error switch
    {
        SocketError.AccessDenied => ErrorCode.AccessDenied,
        SocketError.OperationNotSupported or SocketError.ProtocolOption or SocketError.ProtocolNotSupported or SocketError.ProtocolType
            or SocketError.SocketNotSupported or SocketError.AddressFamilyNotSupported or SocketError.ProtocolFamilyNotSupported => ErrorCode.NotSupported,
        SocketError.InvalidArgument or SocketError.DestinationAddressRequired or SocketError.Fault => ErrorCode.InvalidArgument,
        SocketError.NoBufferSpaceAvailable or SocketError.TooManyOpenSockets => ErrorCode.OutOfMemory,
        SocketError.TimedOut => ErrorCode.Timeout,
        // The socket was closed beneath the operation, which happens when its store ends.
        SocketError.OperationAborted or SocketError.Interrupted or SocketError.NotSocket
            or SocketError.NotConnected or SocketError.IsConnected => ErrorCode.InvalidState,
        SocketError.AddressNotAvailable => ErrorCode.AddressNotBindable,
        SocketError.AddressAlreadyInUse => ErrorCode.AddressInUse,
        SocketError.HostUnreachable or SocketError.HostDown or SocketError.NetworkUnreachable or SocketError.NetworkDown
            or SocketError.NetworkReset => ErrorCode.RemoteUnreachable,
        SocketError.ConnectionRefused => ErrorCode.ConnectionRefused,
        SocketError.Shutdown => ErrorCode.ConnectionBroken,
        SocketError.ConnectionReset => ErrorCode.ConnectionReset,
        SocketError.ConnectionAborted => ErrorCode.ConnectionAborted,
        SocketError.MessageSize => ErrorCode.DatagramTooLarge,
        _ => Other(error),
    };

    /// <summary><see cref="ErrorCode.Other"/>, with the number of what it is in the upper 24 bits: the guest gets a text from it.</summary>
    public static ErrorCode Other(SocketError error) => (ErrorCode)((int)ErrorCode.Other | ((int)error << 8));

    /// <returns>Null if the code says it all.</returns>
    public static string? TextOf(ErrorCode code) => (int)code >> 8 is not 0 and var number ? new SocketException(number).Message : null;
}
