namespace Sluice.Bindgen.Tests;

/// <summary>
/// Compares generated text with the approved file in the source tree. To approve a change, run the tests with
/// <c>SLUICE_APPROVE=1</c> and read the diff.
/// </summary>
internal static class Approval
{
    public static void Check(string name, string text, [System.Runtime.CompilerServices.CallerFilePath] string here = "")
    {
        var path = Path.Combine(Path.GetDirectoryName(here)!, "Approved", name + ".cs");
        if (Environment.GetEnvironmentVariable("SLUICE_APPROVE") == "1") File.WriteAllText(path, text);
        Assert.True(File.Exists(path), $"{path} has not been approved yet");
        Assert.Equal(File.ReadAllText(path), text);
    }
}
