using System.CommandLine;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice parse</c></summary>
internal static class ParseCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A module or component as text; - for standard input." };
        var output = new CommandOption<string?>("--output", "-o") { Description = "Where the binary goes; standard output by default." };
        var command = new Command("parse", "Translate WebAssembly text to binary.") { file, output };
        command.SetAction(result =>
        {
            byte[] binary = InputFile.ReadBinary(result.GetValue(file)!);
            if (result.GetValue(output) is { } path)
            {
                File.WriteAllBytes(path, binary);
            }
            else
            {
                using var standardOutput = Console.OpenStandardOutput();
                standardOutput.Write(binary);
            }
            return 0;
        });
        return command;
    }
}
