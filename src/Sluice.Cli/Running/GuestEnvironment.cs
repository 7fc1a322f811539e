namespace Sluice.Cli.Running;

/// <summary>The environment variables that a guest gets, in the order in which they were first set.</summary>
internal sealed class GuestEnvironment
{
    public List<KeyValuePair<string, string>> Variables { get; } = [];

    public void AddTo(IList<KeyValuePair<string, string>> environment)
    {
        foreach (var variable in Variables) environment.Add(variable);
    }

    public void Set(string name, string value)
    {
        var variable = KeyValuePair.Create(name, value);
        int known = Variables.FindIndex(other => other.Key == name);
        if (known < 0) Variables.Add(variable);
        else Variables[known] = variable;
    }
}
