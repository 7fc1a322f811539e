using Sluice.Binary;
using Sluice.Compilation;
using Sluice.Modules;
using Sluice.Runtime;
using Sluice.Text;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice;

/// <summary>A validated core module. Its functions are compiled when they are first called. Thread-safe; shared by its instances.</summary>
public sealed partial class Module
{
    internal Module(Engine engine, ModuleDefinition definition)
    {
        Engine = engine;
        Definition = definition;
        Code = new ModuleCode(this);
        ObjectTypes = engine.Objects.Of(definition.CanonicalTypes);
        ImportTypes = new ExternType[definition.Imports.Length];
        for (var i = 0; i < ImportTypes.Length; i++) ImportTypes[i] = TypeRegistry.Canonicalize(definition.Imports[i].Type, definition.CanonicalTypes);
    }

    /// <summary>Decodes and validates a module.</summary>
    /// <param name="engine">The engine whose stores will run it.</param>
    /// <param name="binary">A module in the binary format, which must not change as long as the module is in use, or in the text format.</param>
    /// <exception cref="MalformedException">The bytes are no module.</exception>
    /// <exception cref="InvalidException">The module breaks a validation rule.</exception>
    public static Module Load(Engine engine, ReadOnlyMemory<byte> binary)
    {
        ArgumentNullException.ThrowIfNull(engine);
        if (Wat.IsText(binary.Span)) binary = Wat.ToBytes(binary);
        var definition = BinaryDecoder.Decode(binary);
        ModuleValidator.Validate(definition, engine.Types);
        return new Module(engine, definition);
    }

    /// <summary>Reads a stream to its end, and decodes and validates what it held.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static Module Load(Engine engine, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return Load(engine, buffer.ToArray());
    }

    /// <summary>Decodes and validates a file.</summary>
    /// <inheritdoc cref="Load(Engine, ReadOnlyMemory{byte})"/>
    public static Module Load(Engine engine, string path) => SluiceException.InFile(path, () => Load(engine, File.ReadAllBytes(path)));

    /// <summary>The engine the module was loaded into.</summary>
    public Engine Engine { get; }

    /// <summary>The name that the name section gives the module, or null.</summary>
    public string? Name => Definition.Names.Module;

    internal ModuleDefinition Definition { get; }

    internal ModuleCode Code { get; }

    /// <summary>By type index; null for function types, and empty if there are only such.</summary>
    internal ObjectType?[] ObjectTypes { get; }

    /// <summary>The types of the imports, in canonical ids.</summary>
    internal ExternType[] ImportTypes { get; }

    internal int CanonicalFunctionType(int functionIndex) => Definition.CanonicalTypes[Definition.Functions[functionIndex].TypeIndex];

    internal Export? FindExport(string name) => Definition.ExportsByName!.TryGetValue(name, out var export) ? export : null;
}
