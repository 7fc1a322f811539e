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
            return InputFile.Use(path, binary => Run(binary, settings, all, result.GetValue(invoke), result.InvocationConfiguration));
        });
        return command;
    }

    private static int Run(byte[] binary, GuestSettings settings, string[] arguments, string? invocation, InvocationConfiguration console) =>
        ComponentDecoder.IsComponent(binary)
            ? ComponentRun.Run(binary, settings, arguments, invocation, console.Output, console.Error)
            : ModuleRun.Run(binary, settings, arguments, invocation, console.Output, console.Error);
}
