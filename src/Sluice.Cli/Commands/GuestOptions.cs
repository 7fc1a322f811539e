using System.Collections;
using System.CommandLine;
using Sluice.Cli.Running;
using Sluice.Wasi;

namespace Sluice.Cli.Commands;

/// <summary>The options of all commands that run guests.</summary>
internal sealed class GuestOptions
{
    private readonly CommandOption<string[]> directories = new("--dir")
    {
        Description = "Give the guest a directory, under the same or another name.",
        HelpName = "HOST[::GUEST]",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly CommandOption<string[]> variables = new("--env")
    {
        Description = "Set an environment variable, or pass it on.",
        HelpName = "NAME[=VALUE]",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly CommandOption<string[]> system = new("-S", "--wasi")
    {
        Description = "What WASI gives to the guest; '-S help' lists the keys.",
        HelpName = "KEY[=VALUE],…",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly CommandOption<string[]> webAssembly = new("-W", "--wasm")
    {
        Description = "How WebAssembly is run; '-W help' lists the keys.",
        HelpName = "KEY[=VALUE],…",
        Arity = ArgumentArity.OneOrMore,
    };

    public void AddTo(Command command)
    {
        command.Options.Add(directories);
        command.Options.Add(variables);
        command.Options.Add(system);
        command.Options.Add(webAssembly);
    }

    /// <returns>Null if help was asked for, and given.</returns>
    /// <exception cref="UsageException">An option's value is none.</exception>
    public GuestSettings? Read(ParseResult result)
    {
        var settings = new GuestSettings();
        if (!GuestKeys.TryApply("-S", GuestKeys.System, result.GetValue(system) ?? [], settings))
        {
            GuestKeys.WriteHelp("-S", GuestKeys.System, result.InvocationConfiguration.Output);
            return null;
        }
        if (!GuestKeys.TryApply("-W", GuestKeys.WebAssembly, result.GetValue(webAssembly) ?? [], settings))
        {
            GuestKeys.WriteHelp("-W", GuestKeys.WebAssembly, result.InvocationConfiguration.Output);
            return null;
        }
        foreach (string directory in result.GetValue(directories) ?? []) settings.Preopens.Add(ParseDirectory(directory));
        if (settings.InheritEnvironment)
        {
            foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
                settings.Environment.Set((string)variable.Key, (string?)variable.Value ?? "");
        }
        foreach (string variable in result.GetValue(variables) ?? []) AddVariable(variable, settings.Environment);
        return settings;
    }

    private static Preopen ParseDirectory(string text)
    {
        int separator = text.IndexOf("::", StringComparison.Ordinal);
        var preopen = separator < 0 ? new Preopen(text, text) : new Preopen(text[..separator], text[(separator + 2)..]);
        if (preopen.HostPath.Length == 0 || preopen.GuestPath.Length == 0) throw new UsageException($"--dir {text}: a path is empty");
        return preopen;
    }

    private static void AddVariable(string text, GuestEnvironment environment)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        string name = equals < 0 ? text : text[..equals];
        if (name.Length == 0) throw new UsageException($"--env {text}: the name is empty");
        string? value = equals < 0 ? Environment.GetEnvironmentVariable(name) : text[(equals + 1)..];
        if (value is not null) environment.Set(name, value);
    }
}
