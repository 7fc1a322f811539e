using Microsoft.Extensions.Logging;

namespace Sluice.AspNetCore.Instances;

/// <summary>Instances of a service: made when all others are busy, used again, and let go when they are old, idle or broken.</summary>
internal sealed class InstancePool : IAsyncDisposable
{
    private readonly WasmService service;
    private readonly SemaphoreSlim? requests;
    private readonly Timer sweeper;
    private readonly Lock gate = new();

    // All that may serve another request now. The last one used is taken first, so that the others become idle.
    private readonly List<PooledInstance> available = [];

    // These, those that are busy, and those that will serve no more requests but whose guests still work after their responses.
    private readonly HashSet<PooledInstance> all = [];

    private long created;
    private int activeRequests;
    private bool disposed;

    public InstancePool(WasmService service)
    {
        this.service = service;
        if (service.Options.MaxConcurrentRequests is { } limit) requests = new SemaphoreSlim(limit, limit);
        var period = TimeSpan.FromMilliseconds(Math.Clamp(service.Options.IdleInstanceTimeout.TotalMilliseconds / 2, 50, 10_000));
        sweeper = new Timer(static pool => ((InstancePool)pool!).Sweep(), this, period, period);
    }

    public int InstanceCount
    {
        get
        {
            lock (gate) return all.Count;
        }
    }

    /// <summary>How many instances there have ever been.</summary>
    public long CreatedCount => Interlocked.Read(ref created);

    public int ActiveRequests => Volatile.Read(ref activeRequests);

    /// <summary>Whether any guest has something to do.</summary>
    public bool IsWorking
    {
        get
        {
            lock (gate) return all.Any(static instance => instance.Active > 0 || instance.IsWorking);
        }
    }

    /// <summary>Why no instance could be made the last time; null if one could.</summary>
    public Exception? LastFailure { get; private set; }

    private int ConcurrentReuse => service.IsMiddleware ? 1 : service.Options.MaxInstanceConcurrentReuseCount;

    /// <summary>As <see cref="RentAsync"/>, if an instance is there and the request need not wait; else null.</summary>
    public PooledInstance? TryRent()
    {
        if (requests is not null && !requests.Wait(0)) return null;
        PooledInstance? instance = null;
        try
        {
            if ((instance = Take()) is not null) Interlocked.Increment(ref activeRequests);
            return instance;
        }
        finally
        {
            if (instance is null) requests?.Release();
        }
    }

    /// <summary>Gives an instance to a request, which must be returned.</summary>
    /// <exception cref="OperationCanceledException">The token fired while the request waited for its turn.</exception>
    /// <inheritdoc cref="WasmService.CreateInstance" path="/exception"/>
    public async ValueTask<PooledInstance> RentAsync(CancellationToken cancellationToken)
    {
        if (requests is not null) await requests.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var instance = Take() ?? Create(active: 1);
            Interlocked.Increment(ref activeRequests);
            return instance;
        }
        catch
        {
            requests?.Release();
            throw;
        }
    }

    public void Return(PooledInstance instance)
    {
        Interlocked.Decrement(ref activeRequests);
        var unused = false;
        lock (gate)
        {
            instance.Active--;
            instance.IdleSince = Environment.TickCount64;
            if (!disposed && MayServe(instance)) Offer(instance);
            else
            {
                Withdraw(instance);
                unused = instance.Active == 0 && Retire(instance);
            }
        }
        requests?.Release();
        if (unused) instance.Dispose();
    }

    /// <summary>Makes an instance before anybody asks for it.</summary>
    /// <inheritdoc cref="WasmService.CreateInstance" path="/exception"/>
    public void WarmUp() => Create(active: 0);

    public async ValueTask DisposeAsync()
    {
        PooledInstance[] idle;
        lock (gate)
        {
            if (disposed) return;
            disposed = true;
            idle = [.. all.Where(static instance => instance.Active == 0)];
            foreach (var instance in idle) Withdraw(instance);
            all.ExceptWith(idle);
        }
        await sweeper.DisposeAsync().ConfigureAwait(false);
        foreach (var instance in idle) instance.Dispose();
    }

    private PooledInstance? Take()
    {
        while (true)
        {
            PooledInstance instance;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                if (available.Count == 0) return null;
                instance = available[^1];
                if (!instance.IsBroken && (instance.Active > 0 || !instance.HasTrapped))
                {
                    instance.Active++;
                    instance.Uses++;
                    if (!MayServe(instance)) Withdraw(instance);
                    return instance;
                }
                Withdraw(instance);
                // Whoever uses a broken one still returns it.
                if (instance.Active > 0) continue;
                all.Remove(instance);
            }
            if (!instance.IsBroken) service.Log.LogError("{Component}[{Instance}] has trapped after its last response", service.Name, instance.Number);
            instance.Dispose();
        }
    }

    private bool MayServe(PooledInstance instance) => !instance.IsBroken && instance.Active < ConcurrentReuse && instance.Uses < instance.MaxUses;

    private void Offer(PooledInstance instance)
    {
        if (instance.IsOffered) return;
        instance.IsOffered = true;
        available.Add(instance);
    }

    private void Withdraw(PooledInstance instance)
    {
        if (!instance.IsOffered) return;
        instance.IsOffered = false;
        available.RemoveAt(available.LastIndexOf(instance));
    }

    /// <summary>Lets go of an instance that serves no more requests, once its guests have come to rest.</summary>
    /// <returns>Whether they have; then it is the caller who drops it.</returns>
    private bool Retire(PooledInstance instance)
    {
        instance.IsRetired = true;
        // The store lets go of its thread and then looks whether it was retired: one of the two sees the other.
        Interlocked.MemoryBarrier();
        return (disposed || !instance.IsWorking) && all.Remove(instance);
    }

    private void OnRested(PooledInstance instance)
    {
        if (!instance.IsRetired) return;
        lock (gate)
            if (!all.Remove(instance)) return;
        instance.Dispose();
    }

    private PooledInstance Create(int active)
    {
        PooledInstance instance;
        try
        {
            instance = service.CreateInstance(Interlocked.Increment(ref created) - 1);
            LastFailure = null;
        }
        catch (Exception exception)
        {
            LastFailure = exception;
            throw;
        }
        SluiceTelemetry.Instances.Add(1, new KeyValuePair<string, object?>("component", service.Name));
        instance.Active = active;
        instance.Uses = active;
        instance.IdleSince = Environment.TickCount64;
        instance.Store.Rested = () => OnRested(instance);
        lock (gate)
        {
            all.Add(instance);
            if (MayServe(instance)) Offer(instance);
        }
        return instance;
    }

    private void Sweep()
    {
        var now = Environment.TickCount64;
        var patience = service.Options.Timeout?.TotalMilliseconds ?? double.PositiveInfinity;
        var idle = service.Options.IdleInstanceTimeout.TotalMilliseconds;
        PooledInstance[] old;
        lock (gate)
        {
            old = [.. all.Where(instance => instance.Active == 0 && now - instance.IdleSince >= (instance.IsWorking ? patience : idle))];
            foreach (var instance in old) Withdraw(instance);
            all.ExceptWith(old);
        }
        foreach (var instance in old)
        {
            if (instance.IsWorking) service.Log.LogWarning("{Component}[{Instance}] is stopped: it still works, long after its last response", service.Name, instance.Number);
            instance.Dispose();
        }
    }
}
