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
    private Run[] runs = new Run[16];
    private int runCount;
    private int count;

    // A non-defaultable local is set if it has the current function's stamp.
    private int[] setIn = [];
    private int stamp;

    // Those, in order.
    private int[] set = [];

    public int Count => count;

    /// <summary>How many non-defaultable locals have been set.</summary>
    public int SetCount { get; private set; }

    public void Prepare(ValType[] parameters, LocalRun[] locals, ModuleContext context, int offset)
    {
        runCount = SetCount = count = 0;
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
        SetCount = 0;
    }

    private void Add(ValType type, int number)
    {
        for (var i = count; i < Math.Min(count + number, Direct); i++) direct[i] = type;
        count += number;
        if (number == 0) return;
        if (runCount == runs.Length) Array.Resize(ref runs, runCount * 2);
        runs[runCount++] = new Run { End = count, Type = type };
    }

    public ValType this[int index]
    {
        get
        {
            if (index < Direct) return direct[index];
            var (low, high) = (0, runCount - 1);
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
        if (SetCount == set.Length) Array.Resize(ref set, Math.Max(16, SetCount * 2));
        set[SetCount++] = index;
    }

    /// <summary>Forgets what has been set since there were <paramref name="setCount"/>.</summary>
    public void Unset(int setCount)
    {
        while (SetCount > setCount) setIn[set[--SetCount]] = 0;
    }

    /// <summary>Neighbouring locals of one type.</summary>
    private struct Run
    {
        /// <summary>Index of the first local behind them.</summary>
        public int End;
        public ValType Type;
    }
}
