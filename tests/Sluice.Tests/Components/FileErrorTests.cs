namespace Sluice.Tests.Components;

/// <summary>What is wrong with a file is said with the file's name.</summary>
public sealed class FileErrorTests : IDisposable
{
    private readonly string file = Path.GetTempFileName();
    private readonly Engine engine = new();

    public void Dispose() => File.Delete(file);

    [Theory]
    [InlineData("(component\n  (core module (func (result i32))))", ": type mismatch")]
    [InlineData("(component\n  (core modul))", ":2:9: ")]
    [InlineData("no text", ": magic header not detected (at offset 0x0)")]
    [InlineData("(module)", ": expected a version header for a component: this is a core module (at offset 0x4)")]
    public async Task A_component_that_cannot_be_loaded(string content, string error)
    {
        File.WriteAllText(file, content);
        var sync = Assert.ThrowsAny<SluiceException>(() => Component.Load(engine, file));
        var async = await Assert.ThrowsAnyAsync<SluiceException>(() => Component.LoadAsync(engine, file));
        Assert.Equal(file, sync.File);
        Assert.StartsWith(file + error, sync.Message, StringComparison.Ordinal);
        Assert.Equal(sync.Message, async.Message);
    }

    [Theory]
    [InlineData("(module\n  (func (result i32)))", ": type mismatch")]
    [InlineData("(module\n  (fun))", ":2:4: ")]
    [InlineData("no text", ": magic header not detected (at offset 0x0)")]
    public void A_module_that_cannot_be_loaded(string content, string error)
    {
        File.WriteAllText(file, content);
        var thrown = Assert.ThrowsAny<SluiceException>(() => Module.Load(engine, file));
        Assert.StartsWith(file + error, thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_comes_from_no_file_names_none()
    {
        var thrown = Assert.ThrowsAny<SluiceException>(() => Component.Load(engine, "(component (core modul))"u8.ToArray()));
        Assert.Null(thrown.File);
        Assert.StartsWith("1:", thrown.Message, StringComparison.Ordinal);
    }
}
