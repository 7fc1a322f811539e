using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Tests.Binary;

public sealed class BinaryDecoderTests
{
    [Fact]
    public void Every_section_is_read()
    {
        var module = Load.Module(ModuleBytes.EverySection());

        Assert.Equal(4, module.Types.Length);
        Assert.Equal([1, 1, 2], module.RecursionGroups.Select(group => group.Length));
        Assert.Equal(new FuncType([ValType.I32, ValType.I64], [ValType.F64]), module.Types[1].Composite);
        Assert.Equal(new Import("m", "g", new GlobalType(ValType.I32, false)), module.Imports[1]);
        Assert.Equal((3, 1), (module.Functions.Length, module.ImportedFunctions));
        Assert.Equal([new LocalRun(3, ValType.I32)], module.Functions[1].Locals);
        Assert.Equal(0x0b, module.Binary.Span[module.Functions[1].Body.End - 1]);
        Assert.Equal(new Limits(1, 9), module.Tables[1].Type.Limits);
        Assert.NotNull(module.Tables[1].Initializer);
        Assert.Equal([new MemoryType(new Limits(1, 2), false), new MemoryType(new Limits(1, 3), true)], module.Memories);
        Assert.Equal((4, 1), (module.Globals.Length, module.ImportedGlobals));
        Assert.Equal([new Export("a", ExternKind.Function, 1), new Export("b", ExternKind.Memory, 0), new Export("c", ExternKind.Global, 1)], module.Exports);
        Assert.Equal(1, module.StartFunction);
        Assert.Equal([SegmentMode.Active, SegmentMode.Passive, SegmentMode.Declarative], module.Elements.Select(segment => segment.Mode));
        Assert.Equal([0, 1], module.Elements[0].Functions!);
        Assert.Equal(2, module.DataCount);
        Assert.Equal([1, 2, 3], module.Binary.Span.Slice(module.Data[0].Bytes.Start, module.Data[0].Bytes.Length).ToArray());
        Assert.Single(module.Tags);
        Assert.Equal(("m", "f"), (module.Names.Module, module.Names.Functions[1]));
    }

    [Theory]
    [InlineData(new byte[] { }, "unexpected end")]
    [InlineData(new byte[] { 0x00, 0x61, 0x73, 0x6e, 1, 0, 0, 0 }, "magic header not detected")]
    [InlineData(new byte[] { 0x00, 0x61, 0x73, 0x6d, 2, 0, 0, 0 }, "unknown binary version")]
    [InlineData(new byte[] { 0x00, 0x61, 0x73, 0x6d, 1, 0, 0 }, "unexpected end")]
    public void The_header_is_checked(byte[] binary, string rule) => Load.IsMalformed(binary, rule);

    [Fact]
    public void Sections_come_once_and_in_order()
    {
        Load.IsMalformed(new ModuleBytes().Section(14, 0).ToArray(), "malformed section id");
        Load.IsMalformed(new ModuleBytes().Vector(1).Vector(1).ToArray(), "unexpected content after last section");
        Load.IsMalformed(new ModuleBytes().Vector(6).Vector(13).ToArray(), "unexpected content after last section");
        Load.IsMalformed(new ModuleBytes().Vector(10).Section(12, 0).ToArray(), "unexpected content after last section");
        Load.Module(new ModuleBytes().Vector(5).Vector(13).Vector(6).Section(12, 0).Vector(10).Vector(11).ToArray());
    }

    [Fact]
    public void Sections_are_as_long_as_they_say()
    {
        Load.IsMalformed(new ModuleBytes().Section(1, 0, 0).ToArray(), "section size mismatch");
        Load.IsMalformed(new ModuleBytes().Raw(1, 5, 0).ToArray(), "length out of bounds");
        Load.IsMalformed(ModuleBytes.WithBody(0, 0x0b, 0x01), "section size mismatch");
        Load.IsMalformed(ModuleBytes.WithBody(0, 0x41), "unexpected end");
    }

    [Fact]
    public void Counts_agree_between_sections()
    {
        Load.IsMalformed(new ModuleBytes().Vector(1, [0x60, 0, 0]).Vector(3, [0]).ToArray(), "function and code section have inconsistent lengths");
        Load.IsMalformed(new ModuleBytes().Vector(10, ModuleBytes.Code(0, 0x0b)).ToArray(), "function and code section have inconsistent lengths");
        Load.IsMalformed(new ModuleBytes().Section(12, 1).ToArray(), "data count and data section have inconsistent lengths");
        Load.IsMalformed(ModuleBytes.WithBody(0, 0xfc, 9, 0, 0x0b), "data count section required");
    }

    [Theory]
    [InlineData(0x06, "try")]
    [InlineData(0x07, "catch")]
    [InlineData(0x09, "rethrow")]
    [InlineData(0x18, "delegate")]
    [InlineData(0x19, "catch_all")]
    public void Legacy_exception_instructions_are_refused_by_name(byte opcode, string name)
    {
        var error = Assert.Throws<MalformedException>(() => Load.Module(ModuleBytes.WithBody(0, opcode, 0x40, 0x0b, 0x0b)));
        Assert.Equal($"illegal opcode {opcode:x2}: legacy exception-handling instruction {name} is not supported", error.Rule);
    }

    [Theory]
    [InlineData(new byte[] { 0xff })]
    [InlineData(new byte[] { 0x27 })]
    [InlineData(new byte[] { 0xfc, 0x12 })]
    [InlineData(new byte[] { 0xfc, 0x80, 0x02 })]
    [InlineData(new byte[] { 0xfd, 0x80, 0x06 })]
    [InlineData(new byte[] { 0xfb, 0x1f })]
    [InlineData(new byte[] { 0xfe, 0x00 })]
    public void Unknown_opcodes_are_malformed(byte[] opcode) => Load.IsMalformed(ModuleBytes.WithBody([0, .. opcode, 0x0b]), "illegal opcode");

    [Fact]
    public void Sub_opcodes_may_be_overlong() =>
        Load.Module(ModuleBytes.WithBody(0, 0x00, 0xfc, 0x80, 0x80, 0x80, 0x80, 0x00, 0x1a, 0x0b));

    [Fact]
    public void A_custom_section_may_be_anywhere_and_hold_anything()
    {
        var module = Load.Module(new ModuleBytes().Custom("one", 1, 2).Vector(1).Custom("", 3).Custom("name", 0xff, 0xff).ToArray());
        Assert.Equal(["one", "", "name"], module.CustomSections.Select(section => section.Name));
        Assert.Null(module.Names.Module);
    }

    [Fact]
    public void Names_before_a_mistake_are_kept()
    {
        var module = Load.Module(new ModuleBytes().Custom("name", 1, 4, 1, 7, 1, (byte)'x', 4, 3, 1, 0, 9).ToArray());
        Assert.Equal("x", module.Names.Functions[7]);
        Assert.Empty(module.Names.Types);
    }

    [Fact]
    public void All_kinds_of_names_are_read()
    {
        byte[] Map(byte id) => [id, 4, 1, 2, 1, id];
        var contents = new List<byte> { 0, 2, 1, (byte)'m', 2, 6, 1, 3, 1, 0, 1, (byte)'l', 3, 1, 0 };
        foreach (var id in new byte[] { 1, 4, 5, 6, 7, 8, 9, 11 }) contents.AddRange(Map(id));
        var names = Load.Module(new ModuleBytes().Custom("name", [.. contents]).ToArray()).Names;
        Assert.Equal("m", names.Module);
        Assert.Equal("l", names.Locals[(3, 0)]);
        Dictionary<int, string>[] maps = [names.Functions, names.Types, names.Tables, names.Memories, names.Globals, names.Elements, names.Data, names.Tags];
        Assert.Equal(["\u0001", "\u0004", "\u0005", "\u0006", "\u0007", "\u0008", "\u0009", "\u000b"], maps.Select(map => map[2]));
    }

    [Fact]
    public void Offsets_of_errors_count_from_the_start_of_the_module()
    {
        var binary = ModuleBytes.WithBody(0, 0x01, 0xff, 0x0b);
        Assert.Equal(Array.LastIndexOf(binary, (byte)0xff), Assert.Throws<MalformedException>(() => Load.Module(binary)).Offset);
    }

    [Fact]
    public void Wide_indices_stay_unknown_rather_than_wrap() =>
        Load.IsInvalid(ModuleBytes.WithBody(0, 0x20, 0xff, 0xff, 0xff, 0xff, 0x0f, 0x1a, 0x0b), "unknown local");
}
