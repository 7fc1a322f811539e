using Sluice.Builtins;
using Sluice.Concurrency;

namespace Sluice;

public sealed partial class GuestResourceHandle : IDisposable
{
    /// <summary>Ends an owned resource: its component's destructor runs when it is the store's turn. Does nothing for a borrowed one. Any thread may, and more than once.</summary>
    public void Dispose()
    {
        if (!IsOwned || Interlocked.Exchange(ref valid, 0) == 0) return;
        var type = (GuestResourceType)Type;
        type.Implementation.Store.Post(new Destruction(type, representation));
    }

    private sealed class Destruction(GuestResourceType type, uint representation) : IStoreWork
    {
        public void Run()
        {
            // A component that has trapped cannot be told.
            if (type.Implementation.MayEnterFrom(null)) DestructorCall.Run(type, representation, null);
        }
    }
}
