namespace Sluice.Cli.Commands;

/// <summary>An option of the command line; in this namespace the library's own name for it is taken by <see cref="Option{T}"/>.</summary>
internal sealed class CommandOption<T>(string name, params string[] aliases) : System.CommandLine.Option<T>(name, aliases);
