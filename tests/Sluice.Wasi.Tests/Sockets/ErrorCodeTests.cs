using System.Net.Sockets;
using Sluice.Wasi.Sockets;
using L = Sluice.Wasi.V03.Wasi.Sockets.IpNameLookup;
using V2 = Sluice.Wasi.V02.Wasi.Sockets.Network;
using W = Sluice.Wasi.V03.Wasi.Sockets.Types;

namespace Sluice.Wasi.Tests.Sockets;

public sealed class ErrorCodeTests
{
    public static TheoryData<string> Names => [.. Enum.GetNames<ErrorCode>()];

    [Theory]
    [MemberData(nameof(Names))]
    public void Cases_keep_their_names(string name)
    {
        Assert.Equal(name, Enum.Parse<ErrorCode>(name).ToWit().GetType().Name);
        Assert.Null(SocketErrors.TextOf(Enum.Parse<ErrorCode>(name)));
    }

    [Fact]
    public void An_error_without_a_case_of_its_own_comes_with_a_text()
    {
        var code = SocketError.Disconnecting.ToErrorCode();

        Assert.Equal(new W.ErrorCode.Other(new SocketException((int)SocketError.Disconnecting).Message), code.ToWit());
        Assert.Equal(V2.ErrorCode.Unknown, code.ToV02());
        var lookup = (NameLookupError)SocketErrors.Other(SocketError.SystemNotReady) - (int)ErrorCode.Other + (int)NameLookupError.Other;
        Assert.Equal(new L.ErrorCode.Other(new SocketException((int)SocketError.SystemNotReady).Message), lookup.ToWit());
        Assert.Equal(V2.ErrorCode.Unknown, lookup.ToV02());
    }
}
