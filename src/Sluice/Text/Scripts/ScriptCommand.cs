// WebAssembly specification, "Scripts". https://github.com/WebAssembly/spec/tree/main/interpreter#scripts

using System.Collections.Immutable;

namespace Sluice.Text.Scripts;

/// <summary>One command of a <c>.wast</c> script.</summary>
/// <param name="Line">Where it starts, from 1.</param>
internal abstract record ScriptCommand(int Line);

/// <summary>A module or component: defines it and, unless it is a mere definition, instantiates it.</summary>
internal sealed record ModuleCommand(int Line, string? Identifier, ModuleSource Source, bool IsDefinition) : ScriptCommand(Line);

/// <summary><c>(module instance $instance $definition)</c></summary>
/// <param name="Definition">Null for the last definition.</param>
internal sealed record InstanceCommand(int Line, string? Identifier, string? Definition, bool IsComponent) : ScriptCommand(Line);

/// <summary>Makes an instance's exports importable under a name.</summary>
/// <param name="Instance">Null for the last instance.</param>
internal sealed record RegisterCommand(int Line, string Name, string? Instance) : ScriptCommand(Line);

internal sealed record ActionCommand(int Line, ScriptAction Action) : ScriptCommand(Line);

internal sealed record AssertReturnCommand(int Line, ScriptAction Action, ImmutableArray<ResultPattern> Results) : ScriptCommand(Line);

internal enum ScriptFailure
{
    Trap,
    Exhaustion,
    Exception,
    Malformed,
    Invalid,
    Unlinkable,
}

/// <summary>Something has to fail.</summary>
/// <param name="Subject">An <see cref="ActionCommand"/>, <see cref="ModuleCommand"/> or <see cref="InstanceCommand"/>.</param>
/// <param name="Message">How the error's message begins; empty where there is none to compare.</param>
internal sealed record AssertFailureCommand(int Line, ScriptFailure Failure, ScriptCommand Subject, string Message) : ScriptCommand(Line);

/// <summary>A command that is not supported, such as <c>thread</c>.</summary>
internal sealed record UnsupportedCommand(int Line, string Reason) : ScriptCommand(Line);

/// <param name="Instance">Identifier of an instance; null for the last one.</param>
internal abstract record ScriptAction(string? Instance, string Export);

internal sealed record InvokeAction(string? Instance, string Export, ImmutableArray<ScriptValue> Arguments) : ScriptAction(Instance, Export);

internal sealed record GetAction(string? Instance, string Export) : ScriptAction(Instance, Export);

/// <summary>A module or component inside a script. It is translated only when asked for, so that one error does not spoil the script.</summary>
internal sealed class ModuleSource(bool isComponent, Func<byte[]> translate)
{
    public bool IsComponent => isComponent;

    /// <exception cref="MalformedException">The text breaks the format's grammar.</exception>
    public byte[] ToBytes() => translate();
}
