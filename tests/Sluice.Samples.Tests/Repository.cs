namespace Sluice.Samples.Tests;

/// <summary>The checkout that the tests were built from.</summary>
internal static class Repository
{
#if DEBUG_BUILD
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    public static string Root { get; } = FindRoot();

    public static string Path(string relative) => System.IO.Path.Combine(Root, relative);

    /// <summary>The tool.</summary>
    public static string Tool => Built("src/Sluice.Cli", "Sluice.Cli");

    public static string Built(string project, string assembly) => Path($"{project}/bin/{Configuration}/net10.0/{assembly}.dll");

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "Sluice.slnx"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside the repository.");
    }
}
