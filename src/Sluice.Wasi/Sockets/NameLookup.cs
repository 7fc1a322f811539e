// https://github.com/WebAssembly/WASI/blob/v0.3.0/proposals/sockets/wit/ip-name-lookup.wit

using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Sluice.Wasi.Sockets;

/// <summary>The cases of <c>wasi:sockets/ip-name-lookup.error-code</c>, in their order; with <see cref="Other"/> as in <see cref="SocketErrors.Other"/>.</summary>
internal enum NameLookupError
{
    AccessDenied,
    InvalidArgument,
    NameUnresolvable,
    TemporaryResolverFailure,
    PermanentResolverFailure,
    Other,
}

/// <summary>Names to addresses, by the system's resolver.</summary>
internal static class NameLookup
{
    private const int MaxNameLength = 253;

    private static readonly IdnMapping s_idn = new() { UseStd3AsciiRules = false };

    /// <returns>At least one address, the preferred ones first.</returns>
    /// <exception cref="OperationCanceledException">The token fired.</exception>
    public static async ValueTask<Result<IPAddress[], NameLookupError>> ResolveAsync(SocketTable table, string name, CancellationToken cancellation)
    {
        // An address asks nobody, so that it needs no permission.
        if (IPAddress.TryParse(name, out var literal)) return new[] { Unmapped(literal) };
        if (ToAscii(name) is not { } ascii) return NameLookupError.InvalidArgument;
        if (!table.AllowsNameLookup(name)) return NameLookupError.AccessDenied;
        try
        {
            var found = await Dns.GetHostAddressesAsync(ascii, cancellation).ConfigureAwait(false);
            IPAddress[] addresses =
                [.. found.Where(static address => address.AddressFamily is AddressFamily.InterNetwork or AddressFamily.InterNetworkV6).Select(Unmapped).Distinct()];
            return addresses.Length > 0 ? addresses : NameLookupError.NameUnresolvable;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode switch
            {
                SocketError.HostNotFound or SocketError.NoData or SocketError.AddressFamilyNotSupported => NameLookupError.NameUnresolvable,
                SocketError.TryAgain => NameLookupError.TemporaryResolverFailure,
                SocketError.NoRecovery => NameLookupError.PermanentResolverFailure,
                var other => (NameLookupError)((int)NameLookupError.Other | ((int)other << 8)),
            };
        }
    }

    private static IPAddress Unmapped(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;

    /// <returns>Null for what can be no name of a host.</returns>
    private static string? ToAscii(string name)
    {
        string ascii;
        try
        {
            ascii = s_idn.GetAscii(name);
        }
        catch (ArgumentException)
        {
            return null;
        }
        var labels = ascii.EndsWith('.') ? ascii[..^1] : ascii;
        return labels.Length is > 0 and <= MaxNameLength && labels.Split('.').All(IsLabel) ? ascii : null;
    }

    // Underscores are no part of a host's name by the book, but of many in use.
    private static bool IsLabel(string label) =>
        label.Length is > 0 and <= 63 && label[0] != '-' && label[^1] != '-'
        && label.All(static character => char.IsAsciiLetterOrDigit(character) || character is '-' or '_');
}
