using Sluice.Binary;
using Sluice.Modules;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Tests.Binary;

internal static class Load
{
    public static ModuleDefinition Module(byte[] binary)
    {
        var module = BinaryDecoder.Decode(binary);
        ModuleValidator.Validate(module, new TypeRegistry());
        return module;
    }

    /// <summary>Loads a text.</summary>
    public static ModuleDefinition Module(string text) => Module(Wat.ToBytes(text));

    public static void IsMalformed(byte[] binary, string rule) => Assert.StartsWith(rule, Assert.Throws<MalformedException>(() => Module(binary)).Rule, StringComparison.Ordinal);

    public static void IsInvalid(byte[] binary, string rule) => Assert.StartsWith(rule, Assert.Throws<InvalidException>(() => Module(binary)).Rule, StringComparison.Ordinal);

    public static void IsInvalid(string text, string rule) => IsInvalid(Wat.ToBytes(text), rule);
}
