using System.Globalization;
using Sluice.Cli.Running;
using Sluice.Wasi.Http.Client;
using Sluice.Wasi.Sockets;

namespace Sluice.Cli.Commands;

/// <summary>A key of <c>-S</c> or <c>-W</c>.</summary>
/// <param name="ValueName">What its value is, for the help; null if it has none.</param>
internal sealed record GuestKey(string Name, string? ValueName, string Help, Action<GuestSettings, string> Apply)
{
    private const string Choice = "y|n";

    /// <summary>A key that is switched on by its name alone, too.</summary>
    public static GuestKey Switch(string name, string help, Action<GuestSettings, bool> apply) => new(name, Choice, help, (settings, value) => apply(settings, value switch
    {
        "" or "y" or "yes" or "true" => true,
        "n" or "no" or "false" => false,
        _ => throw new FormatException(),
    }));

    public bool IsSwitch => ValueName == Choice;

    /// <summary>As it is written, for the help.</summary>
    public string Form => ValueName is null ? Name : IsSwitch ? $"{Name}[={ValueName}]" : $"{Name}={ValueName}";
}

/// <summary>The keys by which guests get more, or less, than they do by default.</summary>
internal static class GuestKeys
{
    private const string AddressForm = "ADDRESS[/BITS][:PORT[-PORT]]";

    /// <summary><c>-S</c>: what WASI gives to the guest.</summary>
    public static readonly GuestKey[] System =
    [
        new("inherit-env", null, "Pass all environment variables of this process on.", static (settings, _) => settings.InheritEnvironment = true),
        new("http", null, "Let the guest send HTTP requests to anywhere.", static (settings, _) => settings.HttpHosts.Add("*")),
        new("http-host", "HOST[:PORT]", "Let the guest send HTTP requests there; *.HOST for all below it. May be repeated.", static (settings, value) => settings.HttpHosts.Add(HostPattern(value))),
        GuestKey.Switch("inherit-network", "Let the guest use all of the network but names.", static (settings, value) => settings.Network.Inherit = value),
        GuestKey.Switch("tcp", "Whether the guest may have TCP sockets; it may.", static (settings, value) => settings.Network.AllowTcp = value),
        GuestKey.Switch("udp", "Whether the guest may have UDP sockets; it may.", static (settings, value) => settings.Network.AllowUdp = value),
        GuestKey.Switch("allow-ip-name-lookup", "Let the guest look up the addresses of names.", static (settings, value) => settings.Network.AllowNameLookup = value),
        new("allow-bind", AddressForm, "Let the guest bind sockets there, for example 127.0.0.1:8080 or *:80. May be repeated.", static (settings, value) => settings.Network.Allow(value, NetworkUses.Bind)),
        new("allow-connect", AddressForm, "Let the guest connect to there, for example [::1]:443 or 10.0.0.0/8. May be repeated.", static (settings, value) => settings.Network.Allow(value, NetworkUses.Connect)),
        new("allow-send", AddressForm, "Let the guest send datagrams there. May be repeated.", static (settings, value) => settings.Network.Allow(value, NetworkUses.UdpSend)),
        new("max-sockets", "N", "Sockets that the guest may have open at once.", static (settings, value) => settings.Network.MaxSockets = (int)Number(value, int.MaxValue)),
        new("max-socket-buffer", "BYTES", "What the system may buffer for each of them in each direction.", static (settings, value) => settings.Network.MaxSocketBufferBytes = (int)Number(value, int.MaxValue)),
        new("max-open-files", "N", "Files and directories that the guest may have open at once; 1024 by default.", static (settings, value) => settings.MaxOpenFiles = (int)Number(value, int.MaxValue)),
        new("random-seed", "N", "Make all random numbers reproducible. Not for guests with secrets.", static (settings, value) => settings.RandomSeed = Number(value, ulong.MaxValue)),
    ];

    /// <summary><c>-W</c>: how WebAssembly is run.</summary>
    public static readonly GuestKey[] WebAssembly =
    [
        new("timeout", "SECONDS", "Stop the guest when it has run for so long.", static (settings, value) => settings.Timeout = Seconds(value)),
        new("max-memory-size", "BYTES", "Linear memory for all of the guest.", static (settings, value) => settings.Limits = settings.Limits with { MemoryBytes = Number(value, ulong.MaxValue) }),
        new("max-table-elements", "N", "Table elements for all of the guest.", static (settings, value) => settings.Limits = settings.Limits with { TableElements = Number(value, ulong.MaxValue) }),
        new("max-object-bytes", "BYTES", "Structures and arrays for all of the guest.", static (settings, value) => settings.Limits = settings.Limits with { ObjectBytes = Number(value, ulong.MaxValue) }),
        new("max-instances", "N", "Module instances.", static (settings, value) => settings.Limits = settings.Limits with { Instances = (int)Number(value, int.MaxValue) }),
        new("max-wasm-stack", "BYTES", "Stack for the guest's calls.", static (settings, value) => settings.Limits = settings.Limits with { StackBytes = (int)Number(value, int.MaxValue) }),
    ];

    /// <summary>Applies <c>key[=value],…</c>.</summary>
    /// <returns>False if the list asks for help instead.</returns>
    /// <exception cref="UsageException">There is no such key, or its value is none.</exception>
    public static bool TryApply(string option, GuestKey[] keys, IEnumerable<string> lists, GuestSettings settings)
    {
        foreach (string item in lists.SelectMany(static list => list.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)))
        {
            int equals = item.IndexOf('=', StringComparison.Ordinal);
            string name = equals < 0 ? item : item[..equals];
            if (name == "help") return false;
            var key = Array.Find(keys, key => key.Name == name)
                ?? throw new UsageException($"{option} has no key '{name}'; '{option} help' lists them");
            if (key is { ValueName: not null, IsSwitch: false } && equals < 0) throw new UsageException($"{option} {name} needs a value: {name}={key.ValueName}");
            if (key.ValueName is null && equals >= 0) throw new UsageException($"{option} {name} takes no value");
            try
            {
                key.Apply(settings, equals < 0 ? "" : item[(equals + 1)..]);
            }
            catch (FormatException)
            {
                throw new UsageException($"{option} {item}: that is no {key.ValueName}");
            }
        }
        return true;
    }

    public static void WriteHelp(string option, GuestKey[] keys, TextWriter output)
    {
        output.WriteLine($"Keys of {option}:");
        foreach (var key in keys) output.WriteLine($"  {key.Form,-28} {key.Help}");
    }

    private static ulong Number(string value, ulong maximum)
    {
        ulong number = ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out ulong parsed) ? parsed : throw new FormatException();
        return number <= maximum ? number : throw new FormatException();
    }

    private static string HostPattern(string value)
    {
        try
        {
            _ = new HostAllowList([value]);
            return value;
        }
        catch (ArgumentException)
        {
            throw new FormatException();
        }
    }

    private static TimeSpan Seconds(string value)
    {
        string digits = value.EndsWith('s') ? value[..^1] : value;
        if (!double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double seconds)) throw new FormatException();
        // Timers end there.
        if (seconds >= TimeSpan.FromMilliseconds(uint.MaxValue - 1).TotalSeconds) throw new FormatException();
        return TimeSpan.FromSeconds(seconds);
    }
}
