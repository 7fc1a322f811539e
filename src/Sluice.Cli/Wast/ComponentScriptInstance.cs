using Sluice.Concurrency;
using Sluice.Text.Scripts;

namespace Sluice.Cli.Wast;

/// <summary>A component instance in a script.</summary>
internal sealed class ComponentScriptInstance(ComponentInstance instance) : ScriptInstance
{
    public ComponentInstance Instance => instance;

    public override string? Run(ScriptAction action, IReadOnlyList<ResultPattern>? expected)
    {
        if (action is not InvokeAction invoke) throw new ScriptException("components have no globals to get");
        var function = instance.Exports.FindFunction(action.Export) ?? throw new ScriptException($"there is no export \"{action.Export}\"");
        var arguments = invoke.Arguments.Select(argument => argument.ToComponentValue() ?? throw new ScriptException("a core value is no argument of a component's function")).ToArray();
        // A script's commands are carried out one after the other: its thread has nothing else to do.
        var results = HostCall<ComponentValue[], ComponentValue[]>.Invoke(function, arguments, CancellationToken.None).AsTask().GetAwaiter().GetResult();
        return expected is null ? null : Compare(results, expected);
    }

    private static string? Compare(ComponentValue[] actual, IReadOnlyList<ResultPattern> expected)
    {
        if (actual.Length != expected.Count) return $"expected {expected.Count} results, got {actual.Length}";
        for (int i = 0; i < actual.Length; i++)
        {
            if (!expected[i].Matches(actual[i])) return $"expected {expected[i]}, got {actual[i]}";
        }
        return null;
    }
}
