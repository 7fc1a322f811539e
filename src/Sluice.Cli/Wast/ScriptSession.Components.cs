using Sluice.Components.Decoding;
using Sluice.Components.Validation;

namespace Sluice.Cli.Wast;

internal sealed partial class ScriptSession
{
    private static bool IsComponent(byte[] bytes) => ComponentDecoder.IsComponent(bytes);

    private ValidatedComponent LoadComponent(byte[] bytes) => ComponentValidator.Validate(ComponentDecoder.Decode(bytes), engine.Types);

    private readonly Named<ValidatedComponent> components = new("component");

    private void DefineComponent(string? identifier, byte[] bytes) => components.Add(identifier, LoadComponent(bytes));

    private ScriptInstance InstantiateComponent(string? definition)
    {
        components.Get(definition);
        throw new NotSupportedException("components cannot be instantiated yet");
    }
}
