namespace Sluice.Cli.Commands;

/// <summary>A module or component on disk, as binary or text.</summary>
internal static class InputFile
{
    private static ReadOnlySpan<byte> Magic => "\0asm"u8;

    /// <summary>Does something with the binary of a file in either format, and names the file in errors; <c>-</c> is standard input.</summary>
    public static T Use<T>(string path, Func<byte[], T> body)
    {
        try
        {
            return body(ToBinary(ReadAll(path)));
        }
        catch (SluiceException error)
        {
            error.File ??= path == "-" ? "standard input" : path;
            throw;
        }
    }

    /// <summary>The binary of a file in either format; <c>-</c> is standard input.</summary>
    /// <exception cref="MalformedException">It is neither, or text that breaks the format's grammar.</exception>
    public static byte[] ReadBinary(string path) => Use(path, static binary => binary);

    private static byte[] ToBinary(byte[] bytes)
    {
        if (bytes.AsSpan().StartsWith(Magic)) return bytes;
        if (Wat.IsText(bytes)) return Wat.ToBytes(bytes);
        throw new MalformedException("neither a WebAssembly binary, which begins with the bytes 00 61 73 6d, nor text, which begins with a parenthesis or a comment");
    }

    private static byte[] ReadAll(string path)
    {
        try
        {
            return path == "-" ? ReadInput() : File.ReadAllBytes(path);
        }
        catch (UnauthorizedAccessException) when (Directory.Exists(path))
        {
            throw new IOException($"{path} is a directory.");
        }
    }

    private static byte[] ReadInput()
    {
        using var input = Console.OpenStandardInput();
        using var bytes = new MemoryStream();
        input.CopyTo(bytes);
        return bytes.ToArray();
    }
}
