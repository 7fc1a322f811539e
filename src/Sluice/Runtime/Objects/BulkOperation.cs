using System.Runtime.CompilerServices;

namespace Sluice.Runtime;

/// <summary>
/// Fills and copies of tables and arrays, in parts: a deadline or a cancellation ends a long one within milliseconds. What was done
/// until then stays.
/// </summary>
internal static class BulkOperation
{
    // Between two looks for an interruption.
    private const int PartBytes = 16 << 20;

    /// <exception cref="Trap">The store was interrupted.</exception>
    public static void Fill<T>(Span<T> destination, T value, Store store)
    {
        for (var part = PartOf<T>(); destination.Length > part; destination = destination[part..])
        {
            destination[..part].Fill(value);
            Trap.If(store.IsInterrupted, TrapCode.Interrupted);
        }
        destination.Fill(value);
    }

    /// <summary>Copies between ranges of one length, which may overlap.</summary>
    /// <exception cref="Trap">The store was interrupted.</exception>
    public static void Copy<T>(ReadOnlySpan<T> source, Span<T> destination, Store store)
    {
        var part = PartOf<T>();
        if (source.Length <= part)
        {
            source.CopyTo(destination);
            return;
        }
        // What a part overwrites must have been copied.
        var fromTheEnd = source.Overlaps(destination, out var offset) && offset > 0;
        for (var done = 0; done < source.Length;)
        {
            var count = Math.Min(source.Length - done, part);
            var at = fromTheEnd ? source.Length - done - count : done;
            source.Slice(at, count).CopyTo(destination.Slice(at, count));
            done += count;
            Trap.If(store.IsInterrupted, TrapCode.Interrupted);
        }
    }

    private static int PartOf<T>() => PartBytes / Unsafe.SizeOf<T>();
}
