using System.Collections.Frozen;
using System.Text;
using Sluice.Opcodes;

namespace Sluice.Text;

/// <summary>The words that some rule of the core text format takes. The others are "unknown operators" wherever they stand.</summary>
internal static class Keywords
{
    private static readonly FrozenSet<string> Structural = FrozenSet.Create(
        StringComparer.Ordinal,
        "i8", "i16", "i32", "i64", "f32", "f64", "v128", "i8x16", "i16x8", "i32x4", "i64x2", "f32x4", "f64x2",
        "any", "anyref", "none", "nullref", "eq", "eqref", "i31", "i31ref", "structref", "arrayref", "nofunc", "funcref", "nullfuncref",
        "exn", "noexn", "exnref", "nullexnref", "extern", "noextern", "externref", "nullexternref", "ref", "null",
        "array", "struct", "field", "mut", "sub", "final", "rec", "then", "catch", "catch_ref", "catch_all", "catch_all_ref",
        "type", "tag", "global", "memory", "table", "func", "param", "result", "local", "data", "elem", "declare", "offset", "item",
        "start", "import", "export", "module", "binary", "quote", "definition", "instance", "register", "invoke", "get",
        "assert_malformed", "assert_invalid", "assert_unlinkable", "assert_return", "assert_trap", "assert_exception",
        "assert_exhaustion", "nan:canonical", "nan:arithmetic", "either", "ref.extern", "ref.host", "ref.struct", "ref.array", "ref.exn",
        "script", "input", "output", "shared", "pagesize", "component");

    private static readonly FrozenDictionary<string, OpcodeInfo>.AlternateLookup<ReadOnlySpan<char>> Instructions =
        OpcodeTable.ByMnemonic.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsKnown(ReadOnlySpan<byte> keyword) =>
        Structural.Contains(Encoding.ASCII.GetString(keyword)) || Instruction(keyword) is not null
        || IsAssignment(keyword, "offset="u8) || IsAssignment(keyword, "align="u8);

    private static bool IsAssignment(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> prefix) =>
        keyword.StartsWith(prefix) && NumberLiteral.Classify(keyword[prefix.Length..] is { IsEmpty: false } value ? value : "?"u8) == TokenKind.Natural;

    /// <summary>The row of an instruction's name, the first one where several share it, or null.</summary>
    public static OpcodeInfo? Instruction(ReadOnlySpan<byte> keyword)
    {
        Span<char> characters = stackalloc char[48];
        if (keyword.Length > characters.Length) return null;
        int length = Encoding.ASCII.GetChars(keyword, characters);
        return Instructions.TryGetValue(characters[..length], out var row) ? row : null;
    }
}
