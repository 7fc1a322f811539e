using System.Text.Json;

namespace Sluice.SpecTests.WasiTestsuite;

/// <summary>Something that the client of a guest does.</summary>
/// <param name="Operation"><c>connect</c> to the address that the guest prints, <c>send</c>, or <c>recv</c>.</param>
/// <param name="Connection">Which of the client's connections is meant.</param>
/// <param name="Protocol">Of a new connection.</param>
/// <param name="Payload">What is sent, or must be received.</param>
internal sealed record ClientStep(string Operation, string Connection, string Protocol, string Payload)
{
    public static ClientStep From(string operation, JsonElement json) =>
        new(operation, Text(json, "id") ?? "server", Text(json, "protocol_type") ?? "tcp", Text(json, "payload") ?? "");

    private static string? Text(JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;
}
