// https://github.com/WebAssembly/tool-conventions/blob/main/ProducersSection.md

using Sluice.Binary;

namespace Sluice.Components.Inspection;

/// <summary>Reads the custom section in which tools leave their names.</summary>
internal static class ProducersSection
{
    public const string SectionName = "producers";

    /// <summary>The entries; of a malformed section those before the mistake.</summary>
    public static List<Producer> Read(ReadOnlySpan<byte> section)
    {
        var producers = new List<Producer>();
        try
        {
            var cursor = new BinaryCursor(section);
            var fields = cursor.ReadCount();
            for (var i = 0; i < fields; i++)
            {
                var field = cursor.ReadName();
                var values = cursor.ReadCount(elementBytes: 2);
                for (var j = 0; j < values; j++) producers.Add(new Producer(field, cursor.ReadName(), cursor.ReadName()));
            }
        }
        catch (MalformedException)
        {
            // Custom sections are never an error.
        }
        return producers;
    }
}
