// https://github.com/WebAssembly/wasi-testsuite/blob/main/doc/specification.md

using System.Text.Json;

namespace Sluice.SpecTests.WasiTestsuite;

/// <summary>What a test of wasi-testsuite is run with, and what must come of it.</summary>
/// <param name="Root">The fixture folder beside the test that becomes the guest's <c>/</c>, or null.</param>
/// <param name="Stdout">Null if anything will do; the same for <paramref name="Stderr"/>.</param>
/// <param name="Proposals">What the guest needs beyond the basics.</param>
/// <param name="Exchange">What a client does while the guest serves it, in order.</param>
internal sealed record TestSpecification(
    IReadOnlyList<string> Arguments, IReadOnlyDictionary<string, string> Environment, string? Root, int ExitCode, string? Stdout, string? Stderr,
    IReadOnlyList<string> Proposals, IReadOnlyList<ClientStep> Exchange)
{
    private static readonly TestSpecification Default = new([], new Dictionary<string, string>(), null, 0, null, null, [], []);

    /// <summary>The specification of a test; the default one if it has none.</summary>
    public static TestSpecification For(string wasmPath)
    {
        string path = Path.ChangeExtension(wasmPath, ".json");
        if (!File.Exists(path)) return Default;
        using var json = JsonDocument.Parse(File.ReadAllBytes(path));
        return json.RootElement.TryGetProperty("operations", out var operations)
            ? FromOperations(operations) with { Proposals = Strings(json.RootElement, "proposals") }
            : Default.With(json.RootElement, path);
    }

    private static TestSpecification FromOperations(JsonElement operations)
    {
        var result = Default;
        foreach (var operation in operations.EnumerateArray())
        {
            string type = operation.GetProperty("type").GetString()!;
            result = type switch
            {
                "run" or "wait" => result.With(operation, type),
                "read" => Read(result, operation),
                "connect" or "send" or "recv" => result with { Exchange = [.. result.Exchange, ClientStep.From(type, operation)] },
                _ => throw new NotSupportedException($"The operation '{type}' needs a test that is run as a process of its own."),
            };
        }
        return result;
    }

    private static TestSpecification Read(TestSpecification before, JsonElement operation)
    {
        string payload = operation.TryGetProperty("payload", out var text) ? text.GetString()! : "";
        return operation.TryGetProperty("id", out var id) && id.GetString() == "stderr"
            ? before with { Stderr = before.Stderr + payload }
            : before with { Stdout = before.Stdout + payload };
    }

    private static string[] Strings(JsonElement json, string name) =>
        json.TryGetProperty(name, out var list) ? [.. list.EnumerateArray().Select(static item => item.GetString()!)] : [];

    private TestSpecification With(JsonElement settings, string context)
    {
        var result = this;
        foreach (var setting in settings.EnumerateObject())
        {
            result = setting.Name switch
            {
                "type" or "proposals" => result,
                "args" => result with { Arguments = [.. setting.Value.EnumerateArray().Select(static argument => argument.GetString()!)] },
                "env" => result with { Environment = setting.Value.EnumerateObject().ToDictionary(static variable => variable.Name, static variable => variable.Value.GetString()!) },
                "root" => result with { Root = setting.Value.GetString() },
                "exit_code" => result with { ExitCode = setting.Value.GetInt32() },
                "stdout" => result with { Stdout = setting.Value.GetString() },
                "stderr" => result with { Stderr = setting.Value.GetString() },
                _ => throw new InvalidDataException($"{context}: unknown setting '{setting.Name}'"),
            };
        }
        return result;
    }
}
