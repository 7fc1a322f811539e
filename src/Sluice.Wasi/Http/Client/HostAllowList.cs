namespace Sluice.Wasi.Http.Client;

/// <summary>The destinations that <see cref="WasiHttpOptions.AllowedHosts"/> name.</summary>
internal sealed class HostAllowList
{
    private readonly List<(string Host, ushort? Port)> patterns = [];
    private readonly bool everything;

    /// <exception cref="ArgumentException">A pattern is no host.</exception>
    public HostAllowList(IEnumerable<string> hosts)
    {
        foreach (var pattern in hosts)
        {
            if (pattern == "*")
            {
                everything = true;
                continue;
            }
            if (pattern.Contains('@', StringComparison.Ordinal) || !HttpSyntax.TryParseAuthority(pattern, out var host, out var port))
                throw new ArgumentException($"'{pattern}' is no host with or without a port.", nameof(hosts));
            patterns.Add((host, port));
        }
    }

    public bool Allows(string host, int port) => everything || patterns.Exists(pattern => (pattern.Port ?? port) == port && Matches(pattern.Host, host));

    private static bool Matches(string pattern, string host) =>
        pattern.StartsWith("*.", StringComparison.Ordinal)
            ? host.Length > pattern.Length - 1 && host.EndsWith(pattern[1..], StringComparison.OrdinalIgnoreCase)
            : host.Equals(pattern, StringComparison.OrdinalIgnoreCase);
}
