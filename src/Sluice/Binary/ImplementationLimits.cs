namespace Sluice.Binary;

/// <summary>
/// What a module may be at most: the limits that browsers agreed on (WebAssembly JavaScript Interface, "Implementation-defined
/// Limits"), so that a module that loads elsewhere loads here, and a hostile one costs no more than its own size.
/// https://webassembly.github.io/spec/js-api/#limits
/// </summary>
internal static class ImplementationLimits
{
    public const int Types = 1_000_000;
    public const int Functions = 1_000_000;
    public const int Imports = 1_000_000;
    public const int Exports = 1_000_000;
    public const int Globals = 1_000_000;
    public const int Tags = 1_000_000;
    public const int DataSegments = 100_000;
    public const int ElementSegments = 10_000_000;
    public const int Tables = 100_000;
    public const int Memories = 100;
    public const int Parameters = 1_000;
    public const int Results = 1_000;
    public const int Fields = 10_000;
    public const int Supertypes = 1_000;
    public const int SubtypingDepth = 63;
    public const int Locals = 50_000;
    public const int FunctionBytes = 7_654_321;
    public const int BranchTableEntries = 65_520;
    public const int CatchClauses = 10_000;
    public const int FixedArrayElements = 10_000;

    // Ours: what validation may hold at a time. A call of two bytes can push a thousand results.
    public const int OperandStackHeight = 1_000_000;
    public const int BlockNesting = 50_000;

    public static void Check(int count, int limit, string what, int offset)
    {
        if (count > limit) throw new MalformedException($"too many {what}: {count}, the limit is {limit}", offset);
    }
}
