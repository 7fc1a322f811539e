using Sluice.Components.Decoding;

namespace Sluice.Cli.Wast;

internal sealed partial class ScriptSession
{
    private static bool IsComponent(byte[] bytes) => ComponentDecoder.IsComponent(bytes);

    private static void LoadComponent(byte[] bytes)
    {
        ComponentDecoder.Decode(bytes);
        throw new NotSupportedException("components cannot be run yet");
    }

    private static void DefineComponent(string? identifier, byte[] bytes) => LoadComponent(bytes);

    private static ScriptInstance InstantiateComponent(string? definition) => throw new ScriptException($"there is no component {definition}");
}
