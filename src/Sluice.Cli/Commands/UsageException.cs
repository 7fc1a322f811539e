namespace Sluice.Cli.Commands;

/// <summary>What the user typed makes no sense, in a way that only shows once it is put together.</summary>
internal sealed class UsageException(string message) : Exception(message);
