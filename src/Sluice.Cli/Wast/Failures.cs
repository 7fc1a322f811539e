using Sluice.Text.Scripts;

namespace Sluice.Cli.Wast;

/// <summary>How errors correspond to what scripts expect.</summary>
internal static class Failures
{
    /// <summary>Which failure an error is, where it may be the expected one; null if it is none that a script can expect.</summary>
    public static ScriptFailure? KindOf(Exception error, ScriptFailure expected) => error switch
    {
        MalformedException => expected == ScriptFailure.Invalid ? null : ScriptFailure.Malformed,
        InvalidException => ScriptFailure.Invalid,
        LinkException => ScriptFailure.Unlinkable,
        Trap { Code: TrapCode.CallStackExhausted } => ScriptFailure.Exhaustion,
        Trap { Code: TrapCode.UncaughtException } => ScriptFailure.Exception,
        Trap { Code: TrapCode.Interrupted or TrapCode.HostFailure } => null,
        Trap => ScriptFailure.Trap,
        _ => null,
    };

    public static string Name(ScriptFailure failure) => failure switch
    {
        ScriptFailure.Trap => "a trap",
        ScriptFailure.Exhaustion => "stack exhaustion",
        ScriptFailure.Exception => "an exception",
        ScriptFailure.Malformed => "malformed input",
        ScriptFailure.Invalid => "invalid input",
        _ => "a link error",
    };

    public static string Message(Exception error) => error switch
    {
        MalformedException malformed => malformed.Rule,
        InvalidException invalid => invalid.Rule,
        _ => error.Message,
    };

    // What other engines call what the specification has a name for, or the core suite's words and the component suite's.
    private static readonly (string Expected, string Actual)[] Synonyms =
    [
        ("wasm `unreachable` instruction executed", "unreachable"),
        ("invalid string escape", "illegal escape"),
    ];

    /// <summary>Whether a message says what the script wants to hear. The scripts' texts name details that the specification's do not.</summary>
    public static bool Agree(string actual, string expected)
    {
        // Some scripts quote how one implementation introduces a trap.
        const string Introduction = "wasm trap: ";
        if (expected.StartsWith(Introduction, StringComparison.Ordinal)) expected = expected[Introduction.Length..];
        return actual.Contains(expected, StringComparison.OrdinalIgnoreCase)
            || expected.StartsWith(actual, StringComparison.OrdinalIgnoreCase)
            || Array.Exists(Synonyms, pair => pair.Expected == expected && actual.StartsWith(pair.Actual, StringComparison.Ordinal));
    }
}
