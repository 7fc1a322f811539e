using System.Globalization;

namespace Sluice.Cli.Wast;

/// <summary>The host's objects that a script knows by number: the same number is the same object.</summary>
internal sealed class HostReferences
{
    private sealed class HostObject(uint number)
    {
        public override string ToString() => number.ToString(CultureInfo.InvariantCulture);
    }

    private readonly Dictionary<uint, object> objects = [];

    public object Get(uint number)
    {
        if (!objects.TryGetValue(number, out object? value)) objects[number] = value = new HostObject(number);
        return value;
    }
}
