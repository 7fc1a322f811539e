using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Sluice.SpecTests.WasiTestsuite;

/// <summary>The client of a guest that prints the address at which it serves.</summary>
internal sealed class SocketClient(Func<CancellationToken, Task<string>> readAddress) : IDisposable
{
    private readonly Dictionary<string, Socket> connections = [];

    /// <returns>What went wrong; null if nothing did.</returns>
    public async Task<string?> RunAsync(IEnumerable<ClientStep> steps, CancellationToken cancellation)
    {
        foreach (var step in steps)
        {
            switch (step.Operation)
            {
                case "connect":
                    await ConnectAsync(step, cancellation);
                    break;
                case "send":
                    await connections[step.Connection].SendAsync(Encoding.UTF8.GetBytes(step.Payload), cancellation);
                    break;
                default:
                    string received = await ReceiveAsync(connections[step.Connection], Encoding.UTF8.GetByteCount(step.Payload), cancellation);
                    if (received != step.Payload) return $"received \"{received}\", not \"{step.Payload}\"";
                    break;
            }
        }
        return null;
    }

    public void Dispose()
    {
        foreach (var connection in connections.Values) connection.Dispose();
    }

    private async Task ConnectAsync(ClientStep step, CancellationToken cancellation)
    {
        var address = IPEndPoint.Parse(await readAddress(cancellation));
        var socket = step.Protocol switch
        {
            "tcp" => new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp),
            "udp" => new Socket(address.AddressFamily, SocketType.Dgram, ProtocolType.Udp),
            _ => throw new NotSupportedException($"A client of {step.Protocol}."),
        };
        connections.Add(step.Connection, socket);
        await socket.ConnectAsync(address, cancellation);
    }

    private static async Task<string> ReceiveAsync(Socket socket, int length, CancellationToken cancellation)
    {
        byte[] bytes = new byte[length];
        int count = 0;
        while (count < length && await socket.ReceiveAsync(bytes.AsMemory(count), cancellation) is > 0 and int more) count += more;
        return Encoding.UTF8.GetString(bytes, 0, count);
    }
}
