using System.CommandLine;
using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Text.Printing;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice print</c></summary>
internal static class PrintCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A module or component, binary or text; - for standard input." };
        var command = new Command("print", "Translate WebAssembly binary to text.") { file };
        command.SetAction(result => InputFile.Use(result.GetValue(file)!, binary => Print(binary, result.InvocationConfiguration.Output)));
        return command;
    }

    private static int Print(byte[] binary, TextWriter output)
    {
        if (ComponentDecoder.IsComponent(binary)) ComponentPrinter.Print(ComponentDecoder.Decode(binary), output);
        else ModulePrinter.Print(BinaryDecoder.Decode(binary), output);
        output.WriteLine();
        return 0;
    }
}
