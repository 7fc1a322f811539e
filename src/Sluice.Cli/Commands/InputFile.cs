namespace Sluice.Cli.Commands;

/// <summary>A module or component on disk, as binary or text.</summary>
internal static class InputFile
{
    private static ReadOnlySpan<byte> Magic => [0, (byte)'a', (byte)'s', (byte)'m'];

    /// <summary>The binary of a file in either format; <c>-</c> is standard input.</summary>
    /// <exception cref="MalformedException">It is text, and breaks the format's grammar.</exception>
    public static byte[] ReadBinary(string path)
    {
        byte[] bytes = ReadAll(path);
        return bytes.AsSpan().StartsWith(Magic) ? bytes : Wat.ToBytes(bytes);
    }

    private static byte[] ReadAll(string path)
    {
        if (path != "-") return File.ReadAllBytes(path);
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
