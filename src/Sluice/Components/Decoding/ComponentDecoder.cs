// https://github.com/WebAssembly/component-model/blob/main/design/mvp/Binary.md#component-definitions
//
//   00 61 73 6d  0d 00  01 00   magic, version, layer; then sections: id, size, contents

using Sluice.Binary;
using Sluice.Components.Definitions;
using Sluice.Modules;

namespace Sluice.Components.Decoding;

/// <summary>Reads components. One decoder reads one outermost component with everything nested in it.</summary>
internal sealed partial class ComponentDecoder
{
    public const int PreambleSize = 8;

    private const uint Magic = 0x6d736100;
    private const uint ModuleVersion = 0x00000001;
    private const uint ComponentVersion = 0x0001000d;

    // Components, component types and instance types nest by recursion here and in the validator.
    private const int MaxNesting = 100;
    private const int MaxDefinitions = 1_000_000;

    private readonly ReadOnlyMemory<byte> binary;
    private int definitions;
    private int modules;
    private int nesting;

    private ComponentDecoder(ReadOnlyMemory<byte> binary) => this.binary = binary;

    /// <summary>Whether these bytes start like a component; anything else may be a module.</summary>
    public static bool IsComponent(ReadOnlySpan<byte> binary) =>
        binary.Length >= PreambleSize && ReadFixed(binary) == Magic && binary[6] == 1 && binary[7] == 0;

    /// <exception cref="MalformedException">The bytes are not a component in the binary format.</exception>
    public static ComponentDefinition Decode(ReadOnlyMemory<byte> binary)
    {
        try
        {
            return new ComponentDecoder(binary).ReadComponent(0, binary.Length);
        }
        catch (MalformedException e) when (e.Rule is "unexpected end of section or function" or "unexpected end" or "length out of bounds")
        {
            // The component suite has one wording for what the core suite has several for.
            throw new MalformedException("unexpected end-of-file", e.Offset);
        }
    }

    private ComponentDefinition ReadComponent(int start, int end)
    {
        var cursor = new BinaryCursor(binary.Span, start, end);
        ReadPreamble(ref cursor, ComponentVersion, "component");
        EnterNesting(start);
        var component = new ComponentDefinition { Binary = binary[start..end], Offset = start };
        while (!cursor.AtEnd) ReadSection(ref cursor, component);
        nesting--;
        return component;
    }

    private void ReadSection(ref BinaryCursor cursor, ComponentDefinition component)
    {
        var at = cursor.Position;
        var id = cursor.ReadByte();
        if (id > 12) throw new MalformedException("malformed section id", at);
        var size = cursor.ReadCount();
        var start = cursor.Position;
        cursor.Skip(size);
        var section = new BinaryCursor(binary.Span, start, start + size);
        switch (id)
        {
            case 0:
                ReadCustomSection(ref section, component);
                return;
            case 1:
                Add(component.Definitions, ReadCoreModule(start, start + size));
                return;
            case 4:
                Add(component.Definitions, new NestedComponentDefinition(ReadComponent(start, start + size)) { Offset = start });
                return;
            case 9:
                throw new MalformedException("component start functions are not supported", at);
            case 12:
                throw new MalformedException("component value definitions are not supported", at);
        }

        var count = section.ReadCount();
        for (var i = 0; i < count; i++)
        {
            Add(component.Definitions, id switch
            {
                2 => ReadCoreInstance(ref section),
                3 => ReadCoreTypeDefinition(ref section),
                5 => ReadInstance(ref section),
                6 => ReadAlias(ref section),
                7 => ReadTypeDefinition(ref section),
                8 => ReadCanonical(ref section),
                10 => ReadImport(ref section),
                _ => ReadExport(ref section),
            });
        }
        if (!section.AtEnd) throw new MalformedException("section size mismatch: unexpected content after the section's last item", section.Position);
    }

    private CoreModuleDefinition ReadCoreModule(int start, int end)
    {
        var cursor = new BinaryCursor(binary.Span, start, end);
        ReadPreamble(ref cursor, ModuleVersion, "module");
        try
        {
            return new CoreModuleDefinition(BinaryDecoder.Decode(binary[start..end]), modules++) { Offset = start };
        }
        catch (MalformedException e) when (e.Offset >= 0)
        {
            // Offsets count from the start of the outermost component; the component suite has its own words for this rule.
            throw new MalformedException(e.Rule == "unexpected content after last section" ? "section out of order" : e.Rule, start + e.Offset);
        }
    }

    private void ReadCustomSection(ref BinaryCursor section, ComponentDefinition component)
    {
        var end = section.Position + section.Remaining;
        var name = section.ReadName();
        component.CustomSections.Add(new CustomSection(name, new ByteRange(section.Position - component.Offset, section.Remaining)));
        if (name != "component-name" || section.Peek() != 0) return;
        try
        {
            section.Skip(1);
            section.ReadCount();
            component.Name = section.ReadName();
        }
        catch (MalformedException)
        {
            // A name section that makes no sense is not an error.
        }
        section = new BinaryCursor(binary.Span, end, end);
    }

    private static void ReadPreamble(ref BinaryCursor cursor, uint version, string what)
    {
        var at = cursor.Position;
        if (cursor.ReadFixed32() != Magic) throw new MalformedException("magic header not detected", at);
        var found = cursor.ReadFixed32();
        if (found == version) return;
        if (found is ModuleVersion or ComponentVersion)
            throw new MalformedException($"expected a version header for a {what}: this is a {(found == ModuleVersion ? "core module" : "component")}", at + 4);
        throw new MalformedException($"unknown binary version: 0x{found:x8}", at + 4);
    }

    private static uint ReadFixed(ReadOnlySpan<byte> bytes) => System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    private void Add(List<Definition> list, Definition definition)
    {
        if (++definitions > MaxDefinitions) throw new MalformedException($"too many definitions: the limit is {MaxDefinitions}", definition.Offset);
        list.Add(definition);
    }

    private void EnterNesting(int at)
    {
        if (++nesting > MaxNesting) throw new MalformedException($"components and types are nested too deep: the limit is {MaxNesting}", at);
    }

    private static MalformedException InvalidLeadingByte(byte value, string what, int at) => new($"invalid leading byte (0x{value:x}) for {what}", at);

    private static bool ReadBoolean(ref BinaryCursor cursor)
    {
        var at = cursor.Position;
        return cursor.ReadByte() switch
        {
            0 => false,
            1 => true,
            _ => throw new MalformedException("invalid boolean value", at),
        };
    }
}
