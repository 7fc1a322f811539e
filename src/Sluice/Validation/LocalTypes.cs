// WebAssembly 3.0, "Validation: Local Types". https://webassembly.github.io/spec/core/valid/types.html#local-types

using Sluice.Binary;
using Sluice.Modules;
using Sluice.Types;

namespace Sluice.Validation;

/// <summary>
/// The types of a function's locals, and which of those without a default value have been set. Preparing one costs by the
/// runs that declare locals, not by the locals: a few bytes can declare fifty thousand, in each of a million functions.
/// </summary>
internal sealed class LocalTypes
{
    private const int Direct = 64;

    private readonly ValType[] direct = new ValType[Direct];
    private readonly List<(int End, ValType Type)> runs = [];
    private int count;

    // A non-defaultable local is set if it has the current function's stamp.
    private int[] setIn = [];
    private int stamp;
    private readonly Stack<int> set = new();

    public int Count => count;

    /// <summary>How many non-defaultable locals have been set.</summary>
    public int SetCount => set.Count;

    public void Prepare(ValType[] parameters, LocalRun[] locals, ModuleContext context, int offset)
    {
        runs.Clear();
        set.Clear();
        count = 0;
        stamp++;
        foreach (var parameter in parameters) Add(parameter, 1);
        foreach (var run in locals) Add(context.Canonicalize(run.Type, offset), (int)run.Count);
        if (count > ImplementationLimits.Locals)
            throw new InvalidException($"too many locals: {count}, the limit is {ImplementationLimits.Locals}", offset);
        for (var i = 0; i < parameters.Length; i++)
        {
            if (!parameters[i].IsDefaultable) Set(i);
        }
        // Parameters stay set however blocks end.
        set.Clear();
    }

    private void Add(ValType type, int number)
    {
        for (var i = count; i < Math.Min(count + number, Direct); i++) direct[i] = type;
        count += number;
        if (number > 0) runs.Add((count, type));
    }

    public ValType this[int index]
    {
        get
        {
            if (index < Direct) return direct[index];
            var (low, high) = (0, runs.Count - 1);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (index < runs[middle].End) high = middle;
                else low = middle + 1;
            }
            return runs[low].Type;
        }
    }

    public bool IsSet(int index) => index < setIn.Length && setIn[index] == stamp;

    public void Set(int index)
    {
        if (IsSet(index)) return;
        if (index >= setIn.Length) Array.Resize(ref setIn, Math.Max(index + 1, Math.Min(count, ImplementationLimits.Locals + ImplementationLimits.Parameters)));
        setIn[index] = stamp;
        set.Push(index);
    }

    /// <summary>Forgets what has been set since there were <paramref name="setCount"/>.</summary>
    public void Unset(int setCount)
    {
        while (set.Count > setCount) setIn[set.Pop()] = 0;
    }
}
