using System.CommandLine;
using Sluice.Cli.Running;
using Sluice.Components.Decoding;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice run</c></summary>
internal static class RunCommand
{
    public const string Name = "run";

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "A component or module, binary or text; - for standard input.", Arity = ArgumentArity.ZeroOrOne };
        var arguments = new Argument<string[]>("args") { Description = "The guest's arguments.", Arity = ArgumentArity.ZeroOrMore };
        var invoke = new CommandOption<string?>("--invoke") { Description = "Call a function instead of the command's entry, and print what it returns.", HelpName = "F(ARGS)" };
        var argv0 = new CommandOption<string?>("--argv0") { Description = "The guest's name for itself; the file's name by default.", HelpName = "NAME" };
        var options = new GuestOptions();
        var command = new Command(Name, "Run a command.") { file, arguments, invoke, argv0 };
        options.AddTo(command);
        command.SetAction(result =>
        {
            if (options.Read(result) is not { } settings) return 0;
            string path = result.GetValue(file) ?? throw new UsageException("run: which FILE?");
            // The parser takes an option that it does not know for an argument.
            if (path is ['-', _, ..]) throw new UsageException($"run has no option '{path}'");
            string[] all = [result.GetValue(argv0) ?? Path.GetFileName(path), .. result.GetValue(arguments) ?? []];
            var console = result.InvocationConfiguration;
            return Run(path, settings, all, result.GetValue(invoke), () => console.Output, () => console.Error);
        });
        return command;
    }

    /// <summary>Whether the command line is <c>run FILE [ARGS…]</c> with no option of ours: whatever follows the FILE is the guest's.</summary>
    public static bool IsPlain(string[] arguments) =>
        arguments is [Name, [not '-', ..] file, .. var rest] && file is not ("/h" or "/?") && rest is not ["--", ..];

    /// <summary>Runs what <see cref="IsPlain"/> has found, without the parser: to set it up takes as long as a bare .NET program.</summary>
    public static int RunPlain(string[] arguments) =>
        Run(arguments[1], new GuestSettings(), [Path.GetFileName(arguments[1]), .. arguments[2..]], invocation: null, static () => Console.Out, static () => Console.Error);

    private static int Run(
        string file, GuestSettings settings, string[] arguments, string? invocation, Func<TextWriter> output, Func<TextWriter> error) =>
        InputFile.Use(file, binary => ComponentDecoder.IsComponent(binary)
            ? ComponentRun.Run(binary, settings, arguments, invocation, output, error)
            : ModuleRun.Run(binary, settings, arguments, invocation, output, error));
}
