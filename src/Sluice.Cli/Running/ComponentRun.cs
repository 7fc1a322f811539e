namespace Sluice.Cli.Running;

/// <summary>A component as guest.</summary>
internal static class ComponentRun
{
    /// <inheritdoc cref="ModuleRun.Run"/>
    public static int Run(byte[] binary, GuestSettings settings, string[] arguments, string? invocation, TextWriter output, TextWriter error) =>
        throw new NotSupportedException("components cannot be run yet");
}
