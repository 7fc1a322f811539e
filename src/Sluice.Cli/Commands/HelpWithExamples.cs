using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;

namespace Sluice.Cli.Commands;

/// <summary><c>--help</c>: what the parser knows, and examples of what people do.</summary>
internal sealed class HelpWithExamples(HelpAction help) : SynchronousCommandLineAction
{
    private static readonly (string Command, string Example, string Meaning)[] Examples =
    [
        ("sluice", "sluice run hello.wasm", "Run a command."),
        ("sluice", "sluice serve --addr 127.0.0.1:8080 service.wasm", "Answer HTTP requests."),
        ("sluice", "sluice inspect hello.wasm", "See what a component needs and offers."),
        ("run", "sluice run --dir data::/data --env LANG tool.wasm /data/in.txt", "A directory, a variable and an argument for the guest."),
        ("run", "sluice run --invoke 'greet(\"World\")' greeter.wasm", "Call a function of a component with values in WAVE."),
        ("run", "sluice run -W timeout=10,max-memory-size=67108864 tool.wasm", "Bound time and memory."),
        ("serve", "sluice serve --addr 127.0.0.1:0 service.wasm", "Any free port; the first line on standard error names it."),
        ("serve", "sluice serve --middleware gate.wasm service.wasm", "Have one component stand before another."),
        ("serve", "sluice serve --route /a=a.wasm --route /b=b.wasm", "Several components by path."),
        ("wast", "sluice wast --seeds 64 tests/scripts", "Run scripts under 64 schedules each."),
        ("validate", "sluice validate *.wasm *.wat", "Check many files."),
        ("parse", "sluice parse hello.wat -o hello.wasm", "Text to binary."),
        ("print", "sluice print hello.wasm > hello.wat", "Binary to text."),
        ("wit", "sluice wit hello.wasm", "The world of a component."),
        ("wit", "sluice wit --no-deps wit/", "Check a folder of WIT, and print its package."),
        ("inspect", "sluice inspect --json hello.wasm", "The same for programs."),
        ("migrate", "sluice migrate hello.wasm", "What each use of WASI 0.1 and 0.2 becomes in 0.3."),
        ("migrate", "sluice migrate --wit hello.wasm > world.wit", "The world to build against."),
        ("completion", "source <(sluice completion bash)", "Completion in this shell; in ~/.bashrc, in every one."),
    ];

    public static void AddTo(RootCommand root)
    {
        var option = root.Options.OfType<HelpOption>().Single();
        option.Action = new HelpWithExamples((HelpAction)option.Action!);
    }

    // Who asks for help need not have the rest right.
    public override bool ClearsParseErrors => true;

    public override int Invoke(ParseResult parseResult)
    {
        int code = help.Invoke(parseResult);
        var command = parseResult.CommandResult.Command;
        string name = command is RootCommand ? "sluice" : command.Name;
        var output = parseResult.InvocationConfiguration.Output;
        var own = Examples.Where(example => example.Command == name).ToList();
        if (own.Count > 0) output.WriteLine("Examples:");
        foreach (var (_, example, meaning) in own)
        {
            output.WriteLine($"  {meaning}");
            output.WriteLine($"    {example}");
        }
        return code;
    }
}
