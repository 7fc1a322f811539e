using Sluice.Binary;
using Sluice.Text.Printing;
using Sluice.Text.Scripts;

namespace Sluice.SpecTests;

/// <summary>Every module of the core suite, printed and read again.</summary>
public sealed class PrintRoundTripTests
{
    private static readonly ScriptSuite Suite = new("spec/test/core", "core.toml");

    // They have binaries with overlong numbers, or recursion groups of one or no type, which text does not keep apart.
    private static readonly HashSet<string> NotCanonical =
    [
        "binary-leb128.wast", "binary.wast", "custom.wast", "elem.wast", "float_literals.wast", "gc/type-subtyping.wast", "multi-memory/binary0.wast",
        "type-equivalence.wast", "type-rec.wast",
    ];

    public static IEnumerable<TheoryDataRow<string>> Scripts => Suite.Scripts();

    [Theory]
    [MemberData(nameof(Scripts))]
    public void A_printed_module_reads_back_as_the_same(string script)
    {
        foreach (var command in ScriptParser.Parse(Suite.Read(script)).OfType<ModuleCommand>())
        {
            byte[] original = command.Source.ToBytes();
            string printed = Print(original);
            byte[] again = Wat.ToBytes(printed);
            Assert.Equal(printed, Print(again));
            if (!NotCanonical.Contains(script)) Assert.Equal(Sections(original), Sections(again));
        }
    }

    private static string Print(byte[] binary)
    {
        using var text = new StringWriter();
        ModulePrinter.Print(BinaryDecoder.Decode(binary), text);
        return text.ToString();
    }

    /// <summary>The sections that mean something, in hexadecimal.</summary>
    private static List<string> Sections(byte[] binary)
    {
        var sections = new List<string>();
        for (int position = 8; position < binary.Length;)
        {
            byte id = binary[position++];
            int size = ReadLength(binary, ref position);
            if (id != 0) sections.Add($"{id}: {Convert.ToHexString(binary, position, size)}");
            position += size;
        }
        return sections;
    }

    private static int ReadLength(byte[] binary, ref int position)
    {
        int value = 0;
        for (int shift = 0; ; shift += 7)
        {
            byte next = binary[position++];
            value |= (next & 0x7f) << shift;
            if (next < 0x80) return value;
        }
    }
}
