using Sluice.Compilation;
using Sluice.Modules;
using Sluice.Types;

namespace Sluice;

/// <summary>A validated core module. Its functions are compiled when they are first called. Thread-safe; shared by its instances.</summary>
public sealed partial class Module
{
    private readonly Dictionary<string, Export> exports;

    internal Module(Engine engine, ModuleDefinition definition)
    {
        Engine = engine;
        Definition = definition;
        Code = new ModuleCode(this);
        exports = definition.Exports.ToDictionary(export => export.Name, StringComparer.Ordinal);
        ImportTypes = [.. definition.Imports.Select(import => TypeRegistry.Canonicalize(import.Type, definition.CanonicalTypes))];
    }

    /// <summary>The engine the module was loaded into.</summary>
    public Engine Engine { get; }

    /// <summary>The name that the name section gives the module, or null.</summary>
    public string? Name => Definition.Names.Module;

    internal ModuleDefinition Definition { get; }

    internal ModuleCode Code { get; }

    /// <summary>The types of the imports, in canonical ids.</summary>
    internal ExternType[] ImportTypes { get; }

    internal int CanonicalFunctionType(int functionIndex) => Definition.CanonicalTypes[Definition.Functions[functionIndex].TypeIndex];

    internal Export? FindExport(string name) => exports.GetValueOrDefault(name);
}
