namespace Sluice.Binary;

internal static partial class BinaryDecoder
{
    private static int[] ReadFunctionSection(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        var count = cursor.ReadCount();
        ImplementationLimits.Check(count, ImplementationLimits.Functions, "functions", at);
        var types = new int[count];
        for (var i = 0; i < types.Length; i++) types[i] = cursor.ReadIndex();
        return types;
    }
}
