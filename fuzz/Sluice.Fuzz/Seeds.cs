using System.Collections.Concurrent;
using System.Reflection;

namespace Sluice.Fuzz;

/// <summary>What the mutations start from: small modules and components that together use every feature.</summary>
internal static class Seeds
{
    private static readonly ConcurrentDictionary<byte[], byte[]> Binaries = new(ReferenceEqualityComparer.Instance);

    public static byte[][] Modules { get; } = Read("module-");

    public static byte[][] Components { get; } = Read("component-");

    public static byte[] BinaryOf(byte[] text) => Binaries.GetOrAdd(text, static text => Wat.ToBytes(text));

    private static byte[][] Read(string prefix)
    {
        var assembly = Assembly.GetExecutingAssembly();
        return [.. assembly.GetManifestResourceNames().Where(name => name.StartsWith(prefix, StringComparison.Ordinal)).Order(StringComparer.Ordinal).Select(ReadOne)];

        byte[] ReadOne(string name)
        {
            using var stream = assembly.GetManifestResourceStream(name)!;
            using var buffer = new MemoryStream();
            stream.CopyTo(buffer);
            return buffer.ToArray();
        }
    }
}
