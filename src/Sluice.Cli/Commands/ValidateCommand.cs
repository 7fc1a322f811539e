using System.CommandLine;
using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Components.Validation;
using Sluice.Validation;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice validate</c></summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var file = new Argument<string>("file") { Description = "A module or component, binary or text; - for standard input." };
        var command = new Command("validate", "Check a module or component.") { file };
        command.SetAction(result =>
        {
            Validate(InputFile.ReadBinary(result.GetValue(file)!));
            return 0;
        });
        return command;
    }

    private static void Validate(byte[] binary)
    {
        var types = new Engine().Types;
        if (ComponentDecoder.IsComponent(binary)) ComponentValidator.Validate(ComponentDecoder.Decode(binary), types);
        else ModuleValidator.Validate(BinaryDecoder.Decode(binary), types);
    }
}
