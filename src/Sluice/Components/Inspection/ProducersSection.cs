// https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md

using Sluice.Binary;

namespace Sluice.Components.Inspection;

internal static class ProducersSection
{
    /// <summary>Reads the section; what does not make sense is left out.</summary>
    public static List<Producer> Read(ReadOnlySpan<byte> contents)
    {
        var producers = new List<Producer>();
        try
        {
            var cursor = new BinaryCursor(contents);
            for (var fields = cursor.ReadCount(); fields > 0; fields--)
            {
                var field = cursor.ReadName();
                for (var values = cursor.ReadCount(elementBytes: 2); values > 0; values--) producers.Add(new Producer(field, cursor.ReadName(), cursor.ReadName()));
            }
        }
        catch (MalformedException)
        {
            // A custom section that is not well-formed is not an error.
        }
        return producers;
    }
}
