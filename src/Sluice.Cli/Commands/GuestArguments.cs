using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary>
/// Whatever follows the FILE of <c>sluice run</c> is the guest's, also if it looks like an option of ours. The parser would take such for its
/// own, unless <c>--</c> stands before them.
/// </summary>
internal static class GuestArguments
{
    public static string[] Separate(RootCommand root, string[] arguments)
    {
        if (arguments.Length == 0 || root.Subcommands.FirstOrDefault(command => command.Name == arguments[0]) is not { } command) return arguments;
        if (command.Name != RunCommand.Name) return arguments;
        int file = FindFile(command, arguments);
        if (file + 1 >= arguments.Length || arguments[file] == "--" || arguments[file + 1] == "--") return arguments;
        return [.. arguments[..(file + 1)], "--", .. arguments[(file + 1)..]];
    }

    private static int FindFile(Command command, string[] arguments)
    {
        int i = 1;
        while (i < arguments.Length && arguments[i].Length > 1 && arguments[i][0] == '-' && arguments[i] != "--")
        {
            bool takesNext = command.Options.Any(option =>
                option.Arity.MinimumNumberOfValues > 0 && (option.Name == arguments[i] || option.Aliases.Contains(arguments[i])));
            i += takesNext ? 2 : 1;
        }
        return i;
    }
}
