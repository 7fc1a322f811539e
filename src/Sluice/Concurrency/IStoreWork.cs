namespace Sluice.Concurrency;

/// <summary>Something that a store is to do when it is its turn.</summary>
internal interface IStoreWork
{
    /// <summary>Runs as the store's owner with no guest on the stack. What it throws has left guest code half-way.</summary>
    void Run();

    /// <summary>The store was disposed before it came to this.</summary>
    void Abandon()
    {
    }
}
