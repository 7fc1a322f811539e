using System.Runtime.CompilerServices;

namespace Sluice.Wasi.Tests.V02Guests;

public sealed class CoverageTests
{
    [Fact]
    public void Every_function_of_0_2_is_called_by_a_guest()
    {
        var functions = V02Interfaces.All.SelectMany(static i => i.Interface.Functions.Select(f => $"{i.Name[..i.Name.IndexOf('@', StringComparison.Ordinal)]}#{f.Name}")).ToList();
        Assert.Equal(175, functions.Count);
        var calls = string.Concat(Directory.GetFiles(Folder(), "*FunctionTests.cs").Select(File.ReadAllText));
        Assert.DoesNotContain(functions, function => !calls.Contains($"\"{function}\"", StringComparison.Ordinal));
    }

    private static string Folder([CallerFilePath] string path = "") => Path.GetDirectoryName(path)!;
}
