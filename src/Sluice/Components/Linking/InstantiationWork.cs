using Sluice.Concurrency;

namespace Sluice.Components.Linking;

/// <summary>The instantiation of a component as a step of its store.</summary>
internal sealed class InstantiationWork(Store store, Component component, Dictionary<string, LinkDefinition> definitions) : IStoreWork
{
    private readonly TaskCompletionSource<ComponentInstance> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public Task<ComponentInstance> Task => completion.Task;

    public void Run()
    {
        try
        {
            var arguments = new ImportResolver(store).Resolve(component, definitions);
            completion.SetResult(new Instantiation(store).Run(component, arguments));
        }
        catch (LinkException e)
        {
            // No guest has run.
            completion.SetException(e);
        }
        catch (Exception e)
        {
            completion.SetException(e);
            throw;
        }
    }
}
