using Sluice.Wasi.Http;
using Sluice.Wasi.V03.Wasi.Http.Types;

namespace Sluice.AspNetCore.Instances;

/// <summary>A store with one instance of each component of a chain. The counts are the pool's, and changed under its lock.</summary>
internal sealed class PooledInstance(WasmService service, Store store, long number, int length) : IDisposable
{
    private readonly IHttpHandler[] handlers = new IHttpHandler[length];
    private readonly ComponentInstance[] components = new ComponentInstance[length];

    // Middleware of an application serves one request at a time: this one's pipeline.
    private volatile IHttpHandler? pipeline;
    private volatile bool isRetired;
    private int disposed;

    public long Number { get; } = number;

    public Store Store { get; } = store;

    /// <summary>Whether it is among those that a request may get.</summary>
    public bool IsOffered { get; set; }

    /// <summary>No more requests are given to it, and none is active. Read without the lock.</summary>
    public bool IsRetired { get => isRetired; set => isRetired = value; }

    public int Active { get; set; }

    public int Uses { get; set; }

    /// <summary>How many requests it may serve.</summary>
    public int MaxUses => service.Options.MaxInstanceReuseCount ?? (Array.Exists(handlers, static handler => handler is IncomingHandlerExport) ? 1 : 128);

    public long IdleSince { get; set; }

    /// <summary>A guest has trapped or was given up: nothing more is asked of the instance.</summary>
    public bool IsBroken { get; private set; }

    /// <summary>Whether guests still have something to do, or wait for something.</summary>
    public bool IsWorking => !IsBroken && Store.HasPendingWork;

    /// <summary>Whether a guest has trapped in what it did after its response. Good as long as no request is active.</summary>
    public bool HasTrapped => !Store.HasPendingWork && Array.Exists(components, static component => !component.MayEnterFrom(null));

    /// <summary>The outermost component.</summary>
    public IHttpHandler Handler => handlers[0];

    public void Add(int index, ComponentInstance component)
    {
        components[index] = component;
        handlers[index] = HttpHandlerExport.Of(component);
    }

    public void SetPipeline(IHttpHandler? next) => pipeline = next;

    /// <summary>What the component at this place of the chain imports; asked for before the next one is there.</summary>
    public IHttpHandler NextOf(int index) => index + 1 < length ? new Link(this, index + 1) : new Pipeline(this);

    /// <summary>Stops whatever runs, wherever it is.</summary>
    public void Break()
    {
        IsBroken = true;
        Store.Interrupt();
    }

    public void Dispose()
    {
        if (Interlocked.Exchange(ref disposed, 1) != 0) return;
        Store.Dispose();
        SluiceTelemetry.Instances.Add(-1, new KeyValuePair<string, object?>("component", service.Name));
    }

    private sealed class Link(PooledInstance instance, int index) : IHttpHandler
    {
        public ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken) =>
            instance.handlers[index].HandleAsync(request, cancellationToken);
    }

    private sealed class Pipeline(PooledInstance instance) : IHttpHandler
    {
        public ValueTask<Result<Response, ErrorCode>> HandleAsync(Request request, CancellationToken cancellationToken)
        {
            if (instance.pipeline is { } pipeline) return pipeline.HandleAsync(request, cancellationToken);
            request.Dispose();
            return new(new ErrorCode.InternalError("there is no request to pass on"));
        }
    }
}
