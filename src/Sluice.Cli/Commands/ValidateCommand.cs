using System.CommandLine;
using Sluice.Binary;
using Sluice.Components.Decoding;
using Sluice.Components.Validation;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice validate</c></summary>
internal static class ValidateCommand
{
    public static Command Create()
    {
        var files = new Argument<string[]>("file") { Description = "Modules or components, binary or text; - for standard input.", Arity = ArgumentArity.OneOrMore };
        var command = new Command("validate", "Check modules and components.") { files };
        command.SetAction(result =>
        {
            var valid = true;
            foreach (var file in result.GetValue(files)!) valid &= IsValid(file, result.InvocationConfiguration.Error);
            return valid ? 0 : ExitCodes.Failure;
        });
        return command;
    }

    private static bool IsValid(string file, TextWriter errors)
    {
        try
        {
            return InputFile.Use(file, IsValid);
        }
        catch (Exception error) when (error is SluiceException or NotSupportedException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(error is SluiceException ? error.Message : $"{file}: {error.Message}");
            return false;
        }
    }

    private static bool IsValid(byte[] binary)
    {
        var registry = new TypeRegistry();
        if (ComponentDecoder.IsComponent(binary)) ComponentValidator.Validate(ComponentDecoder.Decode(binary), registry);
        else ModuleValidator.Validate(BinaryDecoder.Decode(binary), registry);
        return true;
    }
}
