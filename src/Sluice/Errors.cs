namespace Sluice;

/// <summary>The base of everything Sluice reports about its input: a module, a component, a script or a WIT file.</summary>
/// <remarks>Traps are not among these: what a guest does wrong while it runs is a <see cref="Trap"/>.</remarks>
public abstract class SluiceException : Exception
{
    private protected SluiceException(string message, Exception? inner = null) : base(message, inner) { }

    /// <summary>The file that the error is about, where what was loaded came from one. The message then begins with it.</summary>
    public string? File { get; internal set; }

    /// <inheritdoc/>
    // A place in a text reads as editors know it: file, line, column.
    public override string Message => File is null ? base.Message : this is MalformedException { Line: > 0 } ? $"{File}:{base.Message}" : $"{File}: {base.Message}";

    /// <summary>Does something with what is in a file, and names the file in its errors.</summary>
    internal static T InFile<T>(string file, Func<T> body)
    {
        try
        {
            return body();
        }
        catch (SluiceException error)
        {
            error.File ??= file;
            throw;
        }
    }
}

/// <summary>A binary or text that does not follow the format's grammar.</summary>
public sealed class MalformedException : SluiceException
{
    /// <summary>Creates the error for a position in a binary.</summary>
    /// <param name="message">The rule that was broken, in the specification's words where it has some.</param>
    /// <param name="offset">Byte offset from the start of the input, or -1 if none applies.</param>
    public MalformedException(string message, long offset = -1) : base(offset < 0 ? message : $"{message} (at offset 0x{offset:x})")
    {
        Rule = message;
        Offset = offset;
    }

    /// <summary>Creates the error for a position in a text.</summary>
    /// <param name="message">The rule that was broken.</param>
    /// <param name="line">Line, from 1.</param>
    /// <param name="column">Column, from 1, in UTF-16 code units.</param>
    public MalformedException(string message, int line, int column) : base($"{line}:{column}: {message}")
    {
        Rule = message;
        Offset = -1;
        Line = line;
        Column = column;
    }

    /// <summary>The message without the position.</summary>
    public string Rule { get; }

    /// <summary>Byte offset in a binary, or -1.</summary>
    public long Offset { get; }

    /// <summary>Line in a text, from 1, or 0.</summary>
    public int Line { get; }

    /// <summary>Column in a text, from 1, or 0.</summary>
    public int Column { get; }
}

/// <summary>A module or component that is well-formed but breaks a validation rule.</summary>
public sealed class InvalidException : SluiceException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">The rule that was broken, in the specification's words where it has some.</param>
    /// <param name="offset">Byte offset from the start of the input, or -1 if none applies.</param>
    public InvalidException(string message, long offset = -1) : base(offset < 0 ? message : $"{message} (at offset 0x{offset:x})")
    {
        Rule = message;
        Offset = offset;
    }

    /// <summary>The message without the position.</summary>
    public string Rule { get; }

    /// <summary>Byte offset in the binary, or -1.</summary>
    public long Offset { get; }
}

/// <summary>An import that is missing or does not match, or an export that is not there.</summary>
public sealed class LinkException : SluiceException
{
    /// <summary>Creates the error.</summary>
    /// <param name="message">Which import, what was expected and what was found.</param>
    public LinkException(string message) : base(message) { }
}
