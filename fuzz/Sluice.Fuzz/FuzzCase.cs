using System.Diagnostics;

namespace Sluice.Fuzz;

/// <summary>One mutated input. It follows from its number alone.</summary>
internal sealed class FuzzCase
{
    private const long MaxAllocatedBytes = 500L << 20;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    private readonly bool isText, isComponent;
    private readonly int seed;

    private FuzzCase(byte[] input, bool isText, bool isComponent, int seed) =>
        (Input, this.isText, this.isComponent, this.seed) = (input, isText, isComponent, seed);

    public byte[] Input { get; }

    public string Description => $"{(isComponent ? "component" : "module")} in {(isText ? "text" : "binary")}, {Input.Length} bytes";

    public static FuzzCase Create(long number)
    {
        var seed = number.GetHashCode();
        var random = new Random(seed);
        var isComponent = random.Next(100) < 40;
        var isText = random.Next(100) < 20;
        var corpus = isComponent ? Seeds.Components : Seeds.Modules;
        var input = isText ? TextMutator.Mutate(random, corpus) : new BinaryMutator(random, [.. corpus.Select(Seeds.BinaryOf)]).Mutate();
        return new FuzzCase(input, isText, isComponent, seed);
    }

    /// <exception cref="Exception">Whatever is not among the answers that the input may get.</exception>
    public void Run()
    {
        var watch = Stopwatch.StartNew();
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        if (Binary() is { } binary)
        {
            if (isComponent) ComponentTrial.Run(binary, new Random(seed));
            else ModuleTrial.Run(binary, new Random(seed));
        }
        allocated = GC.GetAllocatedBytesForCurrentThread() - allocated;
        if (watch.Elapsed > MaxTime) throw new FindingException($"took {watch.Elapsed}");
        if (allocated > MaxAllocatedBytes) throw new FindingException($"allocated {allocated} bytes");
    }

    private byte[]? Binary()
    {
        if (!isText) return Input;
        try
        {
            return Wat.ToBytes(Input);
        }
        catch (MalformedException error) when (error.Line > 0 && error.Column > 0)
        {
            return null;
        }
    }
}

/// <summary>Something did not hold that should hold for every input.</summary>
internal sealed class FindingException(string message, Exception? inner = null) : Exception(message, inner);
