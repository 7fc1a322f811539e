using System.CommandLine;
using System.CommandLine.Invocation;
using System.Reflection;

namespace Sluice.Cli.Commands;

/// <summary><c>--version</c>: of this tool, and of the WASI that it has.</summary>
internal sealed class ShowVersion : SynchronousCommandLineAction
{
    public static void AddTo(RootCommand root) => root.Options.OfType<VersionOption>().Single().Action = new ShowVersion();

    public override int Invoke(ParseResult parseResult)
    {
        var output = parseResult.InvocationConfiguration.Output;
        string version = typeof(ShowVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        output.WriteLine($"sluice {version}");
        output.WriteLine("WASI 0.3.0, 0.2.0 to 0.2.12, 0.1 (preview 1)");
        return 0;
    }
}
