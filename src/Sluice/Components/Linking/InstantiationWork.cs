using System.Runtime.ExceptionServices;
using Sluice.Concurrency;

namespace Sluice.Components.Linking;

/// <summary>The instantiation of a component as a step of its store.</summary>
internal sealed class InstantiationWork(Store store, Component component, Dictionary<string, LinkDefinition> definitions) : IStoreWork
{
    private readonly object gate = new();

    // Guarded by the gate: the outcome, and who waits for it. Most instantiations run at once, and nobody does.
    private ComponentInstance? instance;
    private Exception? failure;
    private TaskCompletionSource<ComponentInstance>? completion;

    /// <summary>The instance; null if it is not the store's turn yet.</summary>
    /// <exception cref="LinkException">An import is missing or has another type.</exception>
    public ComponentInstance? Outcome
    {
        get
        {
            lock (gate)
            {
                if (failure is not null) ExceptionDispatchInfo.Throw(failure);
                return instance;
            }
        }
    }

    public Task<ComponentInstance> WaitAsync()
    {
        lock (gate)
        {
            completion ??= new TaskCompletionSource<ComponentInstance>(TaskCreationOptions.RunContinuationsAsynchronously);
            Complete(completion);
            return completion.Task;
        }
    }

    public void Run()
    {
        try
        {
            var arguments = new ImportResolver(store).Resolve(component, definitions);
            End(new Instantiation(store).Run(component, arguments), null);
        }
        catch (LinkException e)
        {
            // No guest has run.
            End(null, e);
        }
        catch (Exception e)
        {
            End(null, e);
            throw;
        }
    }

    void IStoreWork.Abandon() => End(null, new ObjectDisposedException(nameof(Store)));

    private void End(ComponentInstance? result, Exception? exception)
    {
        lock (gate)
        {
            (instance, failure) = (result, exception);
            if (completion is not null) Complete(completion);
        }
    }

    private void Complete(TaskCompletionSource<ComponentInstance> completion)
    {
        if (instance is not null) completion.TrySetResult(instance);
        else if (failure is not null) completion.TrySetException(failure);
    }
}
