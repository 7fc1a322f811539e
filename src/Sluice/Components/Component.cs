using Sluice.Components.Decoding;
using Sluice.Components.Definitions;
using Sluice.Components.Inspection;
using Sluice.Components.Validation;

namespace Sluice;

/// <summary>A validated component. Instances share its code. Thread-safe.</summary>
public sealed class Component
{
    private readonly object gate = new();

    // By the modules' numbers.
    private Module?[] modules = [];

    private Component(Engine engine, ValidatedComponent validated)
    {
        Engine = engine;
        Validated = validated;
    }

    /// <summary>The engine that the component was loaded into.</summary>
    public Engine Engine { get; }

    /// <summary>The name that the component gives itself, or null.</summary>
    public string? Name => Validated.Definition.Name;

    internal ValidatedComponent Validated { get; }

    /// <summary>Describes the component: imports, exports, modules, producers, what it uses.</summary>
    public ComponentSummary Summarize() => Inspector.Inspect(Validated);

    /// <summary>Whether these bytes start like a component in the binary format. A core module does not.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> binary) => ComponentDecoder.IsComponent(binary);

    /// <summary>Loads a component.</summary>
    /// <param name="engine">What it may be linked with: everything else loaded into the same engine.</param>
    /// <param name="bytes">The binary format, or the text format in UTF-8. Must not change afterwards.</param>
    /// <exception cref="MalformedException">The bytes are not a component.</exception>
    /// <exception cref="InvalidException">The component breaks a validation rule.</exception>
    public static Component Load(Engine engine, ReadOnlyMemory<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (Wat.IsText(bytes.Span)) bytes = Wat.ToBytes(bytes);
        return LoadBinary(engine, bytes);
    }

    /// <summary>Loads what is known to be meant as a binary.</summary>
    internal static Component LoadBinary(Engine engine, ReadOnlyMemory<byte> bytes) =>
        new(engine, ComponentValidator.Validate(ComponentDecoder.Decode(bytes), engine.Types));

    /// <summary>Loads a component from a stream, read to its end.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static async Task<Component> LoadAsync(Engine engine, Stream stream, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        await stream.CopyToAsync(buffer, cancellationToken).ConfigureAwait(false);
        return Load(engine, buffer.ToArray());
    }

    /// <summary>Loads a component from a file, binary or text.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static Component Load(Engine engine, string path) => SluiceException.InFile(path, () => Load(engine, File.ReadAllBytes(path)));

    /// <summary>Loads a component from a file, binary or text.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static async Task<Component> LoadAsync(Engine engine, string path, CancellationToken cancellationToken = default)
    {
        var bytes = await File.ReadAllBytesAsync(path, cancellationToken).ConfigureAwait(false);
        return SluiceException.InFile(path, () => Load(engine, bytes));
    }

    /// <summary>The runtime form of one of the component's modules; the same for all instances.</summary>
    internal Module GetModule(CoreModuleDefinition definition)
    {
        lock (gate)
        {
            if (definition.Number >= modules.Length) Array.Resize(ref modules, Math.Max(definition.Number + 1, modules.Length * 2));
            return modules[definition.Number] ??= new Module(Engine, definition.Module);
        }
    }
}
