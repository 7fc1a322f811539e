using Microsoft.Extensions.Logging;

namespace Sluice.AspNetCore.Instances;

/// <summary>Instances of a service: made when all others are busy, used again, and let go when they are old, idle or broken.</summary>
internal sealed class InstancePool : IAsyncDisposable
{
    private readonly WasmService service;
    private readonly SemaphoreSlim? requests;
    private readonly Timer sweeper;
    private readonly Lock gate = new();

    // All that may serve another request. The last one used is taken first, so that the others become idle.
    private readonly List<PooledInstance> available = [];

    // Those that may not, while guests still work after their responses.
    private readonly List<PooledInstance> retired = [];

    private long created;
    private int count;
    private int activeRequests;
    private bool disposed;

    public InstancePool(WasmService service)
    {
        this.service = service;
        if (service.Options.MaxConcurrentRequests is { } limit) requests = new SemaphoreSlim(limit, limit);
        var period = TimeSpan.FromMilliseconds(Math.Clamp(service.Options.IdleInstanceTimeout.TotalMilliseconds / 2, 50, 10_000));
        sweeper = new Timer(static pool => ((InstancePool)pool!).Sweep(), this, period, period);
    }

    public int InstanceCount => Volatile.Read(ref count);

    /// <summary>How many instances there have ever been.</summary>
    public long CreatedCount => Interlocked.Read(ref created);

    public int ActiveRequests => Volatile.Read(ref activeRequests);

    /// <summary>Whether any guest has something to do.</summary>
    public bool IsWorking
    {
        get
        {
            lock (gate) return available.Concat(retired).Any(static instance => instance.Active > 0 || instance.IsWorking);
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
            if (instance.IsBroken || disposed) available.Remove(instance);
            if (instance.Active == 0 && !available.Contains(instance))
            {
                unused = disposed || !instance.IsWorking;
                if (!unused) retired.Add(instance);
            }
        }
        requests?.Release();
        if (unused) Drop(instance);
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
            idle = [.. available.Where(static instance => instance.Active == 0), .. retired];
            available.RemoveAll(static instance => instance.Active == 0);
            retired.Clear();
        }
        await sweeper.DisposeAsync().ConfigureAwait(false);
        foreach (var instance in idle) Drop(instance);
    }

    private PooledInstance? Take()
    {
        while (true)
        {
            PooledInstance instance;
            lock (gate)
            {
                ObjectDisposedException.ThrowIf(disposed, this);
                var index = available.FindLastIndex(instance => instance.Active < ConcurrentReuse && !instance.IsBroken);
                if (index < 0) return null;
                instance = available[index];
                if (instance.Active > 0 || !instance.HasTrapped)
                {
                    instance.Active++;
                    if (++instance.Uses >= instance.MaxUses) available.RemoveAt(index);
                    return instance;
                }
                available.RemoveAt(index);
            }
            service.Log.LogError("{Component}[{Instance}] has trapped after its last response", service.Name, instance.Number);
            Drop(instance);
        }
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
        Interlocked.Increment(ref count);
        SluiceTelemetry.Instances.Add(1, new KeyValuePair<string, object?>("component", service.Name));
        instance.Active = active;
        instance.Uses = active;
        instance.IdleSince = Environment.TickCount64;
        lock (gate)
            if (instance.Uses < instance.MaxUses) available.Add(instance);
        return instance;
    }

    private void Sweep()
    {
        var now = Environment.TickCount64;
        var patience = service.Options.Timeout?.TotalMilliseconds ?? double.PositiveInfinity;
        var idle = service.Options.IdleInstanceTimeout.TotalMilliseconds;
        List<PooledInstance> old;
        lock (gate)
        {
            old = [.. available.Concat(retired).Where(instance => instance.Active == 0 && now - instance.IdleSince >= (instance.IsWorking ? patience : retired.Contains(instance) ? 0 : idle))];
            available.RemoveAll(old.Contains);
            retired.RemoveAll(old.Contains);
        }
        foreach (var instance in old)
        {
            if (instance.IsWorking) service.Log.LogWarning("{Component}[{Instance}] is stopped: it still works, long after its last response", service.Name, instance.Number);
            Drop(instance);
        }
    }

    private void Drop(PooledInstance instance)
    {
        Interlocked.Decrement(ref count);
        instance.Dispose();
    }
}
