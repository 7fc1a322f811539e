namespace Sluice.AspNetCore.Tests.EndToEnd;

/// <summary>Tests that look at the whole process, or fill it, run when no others do.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class AloneCollection
{
    public const string Name = "alone";
}
