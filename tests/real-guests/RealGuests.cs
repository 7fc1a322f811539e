using System.Text;
using System.Text.Json;

namespace Sluice.RealGuests;

/// <summary>The guests that <c>make.sh</c> has made, in the folder that <c>SLUICE_GUESTS</c> names.</summary>
internal static class Guests
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    public static string? Folder => Environment.GetEnvironmentVariable("SLUICE_GUESTS") is { Length: > 0 } folder ? folder : null;

    public static Cases Cases => JsonSerializer.Deserialize<Cases>(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "real-guests", "cases.json")), Json)!;

    /// <summary>A file among the guests; without a folder the test is skipped.</summary>
    public static string PathOf(string file)
    {
        if (Folder is null) Assert.Skip("SLUICE_GUESTS is not set; tests/real-guests/make.sh makes its folder.");
        return Path.Combine(Folder!, file);
    }

    public static RecordedResponse[] Responses(string service) =>
        JsonSerializer.Deserialize<RecordedResponse[]>(File.ReadAllText(PathOf($"{service}.responses.json")), Json)!;
}

internal sealed record Cases(CommandCase[] Commands, ServiceCase[] Services);

/// <param name="Name">What its recorded output is called.</param>
/// <param name="Guest">The file.</param>
/// <param name="Arguments">What follows the name of the program and that of its folder.</param>
/// <param name="Input">The standard input.</param>
/// <param name="Differs">Lines of the recorded output, what they ought to be, and why they are not.</param>
internal sealed record CommandCase(string Name, string Guest, string[] Arguments, string Input, Dictionary<string, string[]>? Differs);

internal sealed record ServiceCase(string Name, string Guest, RequestCase[] Requests);

internal sealed record RequestCase(string Method, string Path, Dictionary<string, string>? Headers, string? Body, int Repeat = 1)
{
    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), Path);
        // As fetch sends a string.
        if (Body is not null)
        {
            message.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(Body, Math.Max(1, Repeat)))));
            if (Headers?.ContainsKey("content-type") != true) message.Content.Headers.TryAddWithoutValidation("content-type", "text/plain;charset=UTF-8");
        }
        foreach (var (name, value) in Headers ?? [])
        {
            if (name != "content-type") message.Headers.TryAddWithoutValidation(name, value);
            else message.Content!.Headers.TryAddWithoutValidation(name, value);
        }
        return message;
    }
}

internal sealed record RecordedResponse(int Status, Dictionary<string, string> Headers, byte[] Body)
{
    public static async Task<RecordedResponse> OfAsync(HttpResponseMessage response)
    {
        // As they came: what the client has parsed it writes in its own way.
        var kept = response.Headers.NonValidated.Concat(response.Content.Headers.NonValidated)
            .Select(static h => (Name: h.Key.ToLowerInvariant(), Value: h.Value.ToString()))
            .Where(static h => h.Name == "content-type" || h.Name.StartsWith("x-", StringComparison.Ordinal));
        return new((int)response.StatusCode, kept.ToDictionary(static h => h.Name, static h => h.Value), await response.Content.ReadAsByteArrayAsync());
    }

    public void AssertEquals(RecordedResponse other, string what)
    {
        Assert.True(Status == other.Status, $"{what}: status {other.Status}, not {Status}");
        Assert.Equal(Headers.OrderBy(static h => h.Key, StringComparer.Ordinal), other.Headers.OrderBy(static h => h.Key, StringComparer.Ordinal));
        Assert.True(Body.AsSpan().SequenceEqual(other.Body), $"{what}: the body differs");
    }
}
