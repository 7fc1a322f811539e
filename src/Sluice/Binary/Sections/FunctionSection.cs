namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static void ReadFunctionSection(ref BinaryCursor cursor, List<int> typeIndices)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Functions, "functions", at);
        typeIndices.Capacity = count;
        for (var i = 0; i < count; i++) typeIndices.Add(cursor.ReadIndex());
    }
}
