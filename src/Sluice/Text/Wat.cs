using System.Text;
using Sluice.Text;
using Sluice.Text.Components;

namespace Sluice;

/// <summary>The WebAssembly text format of core modules and components.</summary>
public static class Wat
{
    /// <summary>Whether the bytes begin as text does: with a parenthesis, a comment or white space. A binary begins with a zero byte.</summary>
    internal static bool IsText(ReadOnlySpan<byte> bytes) => bytes is [(byte)'(' or (byte)';' or (byte)' ' or (byte)'\t' or (byte)'\r' or (byte)'\n', ..];

    /// <summary>Translates a module or component to its binary format.</summary>
    /// <param name="text">The source: <c>(module …)</c>, <c>(component …)</c>, or the fields of a module alone.</param>
    /// <returns>The binary. It is well-formed, but not validated.</returns>
    /// <exception cref="MalformedException">The text breaks the format's grammar; the error has line and column.</exception>
    public static byte[] ToBytes(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return ToBytes(Encoding.UTF8.GetBytes(text));
    }

    /// <summary>Translates a module or component to its binary format.</summary>
    /// <param name="utf8Text">The source in UTF-8: <c>(module …)</c>, <c>(component …)</c>, or the fields of a module alone.</param>
    /// <returns>The binary. It is well-formed, but not validated.</returns>
    /// <exception cref="MalformedException">The text breaks the format's grammar; the error has line and column.</exception>
    public static byte[] ToBytes(ReadOnlyMemory<byte> utf8Text)
    {
        var reader = new TokenReader(utf8Text);
        byte[] bytes;
        if (reader.TryOpen("module"u8))
        {
            bytes = ModuleBody(reader);
            reader.Close();
        }
        else if (reader.TryOpen("component"u8))
        {
            bytes = ComponentBody(reader);
            reader.Close();
        }
        else
        {
            bytes = ModuleParser.Parse(reader, null);
        }
        if (!reader.AtEnd) throw reader.Unexpected();
        return bytes;
    }

    /// <summary>A module from after its keyword up to its closing parenthesis: fields, <c>binary</c> or <c>quote</c>.</summary>
    internal static byte[] ModuleBody(TokenReader reader)
    {
        string? identifier = reader.TryIdentifier();
        if (reader.TryKeyword("binary"u8)) return reader.Strings();
        if (reader.TryKeyword("quote"u8)) return ToBytes(reader.Strings());
        return ModuleParser.Parse(reader, identifier);
    }

    /// <summary>A component from after its keyword up to its closing parenthesis.</summary>
    internal static byte[] ComponentBody(TokenReader reader)
    {
        string? identifier = reader.TryIdentifier();
        if (reader.TryKeyword("binary"u8)) return reader.Strings();
        if (reader.TryKeyword("quote"u8))
        {
            var quoted = new TokenReader(reader.Strings());
            if (!quoted.TryOpen("component"u8)) return WholeComponent(quoted);
            byte[] bytes = ComponentBody(quoted);
            quoted.Close();
            return quoted.AtEnd ? bytes : throw quoted.Unexpected();
        }
        return ComponentParser.Parse(reader, identifier);
    }

    /// <summary>Definitions alone, up to the end.</summary>
    private static byte[] WholeComponent(TokenReader reader)
    {
        byte[] bytes = ComponentParser.Parse(reader, null);
        return reader.AtEnd ? bytes : throw reader.Unexpected();
    }
}
