using Sluice.Text.Scripts;

namespace Sluice.Cli.Wast;

/// <summary>What a script calls an instance: a core module's or a component's.</summary>
internal abstract class ScriptInstance
{
    /// <summary>Runs an action and says what is wrong with its results; null if nothing is.</summary>
    /// <param name="expected">Null where any results will do.</param>
    public abstract string? Run(ScriptAction action, IReadOnlyList<ResultPattern>? expected);
}

/// <summary>The script is at fault, or asks for something that does not exist.</summary>
internal sealed class ScriptException(string message) : Exception(message);
