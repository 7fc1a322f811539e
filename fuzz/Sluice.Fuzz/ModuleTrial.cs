using System.Runtime.Intrinsics;
using Sluice.Binary;
using Sluice.Text.Printing;
using Sluice.Types;
using Sluice.Validation;

namespace Sluice.Fuzz;

/// <summary>
/// A core module is refused, or: its text means the same again, and its exports run within the limits or trap.
/// </summary>
internal static class ModuleTrial
{
    private const int MaxCalls = 8;

    private static readonly StoreOptions Options = new()
    {
        Timeout = TimeSpan.FromMilliseconds(40),
        Limits = new StoreLimits { MemoryBytes = 16 << 20, TableElements = 10_000, ObjectBytes = 16 << 20, Instances = 10, StackBytes = 256 << 10 },
    };

    public static void Run(byte[] binary, Random random)
    {
        if (Print(binary) is not { } text) return;
        if (Load(binary) is not { } module) return;
        RoundTrip.Check(text, Print);
        Call(module, random);
    }

    private static string? Print(byte[] binary)
    {
        try
        {
            using var writer = new StringWriter();
            ModulePrinter.Print(BinaryDecoder.Decode(binary), writer);
            return writer.ToString();
        }
        catch (MalformedException)
        {
            return null;
        }
    }

    private static Module? Load(byte[] binary)
    {
        try
        {
            var engine = new Engine();
            var definition = BinaryDecoder.Decode(binary);
            ModuleValidator.Validate(definition, engine.Types);
            return new Module(engine, definition);
        }
        catch (Exception expected) when (expected is MalformedException or InvalidException)
        {
            return null;
        }
    }

    private static void Call(Module module, Random random)
    {
        using var store = new Store(module.Engine, Options);
        Instance instance;
        try
        {
            instance = Instance.Create(store, module, Imports(store));
        }
        catch (Exception expected) when (expected is Trap or LinkException or NotSupportedException)
        {
            return;
        }
        foreach (var export in module.Definition.Exports.Where(export => export.Kind == ExternKind.Function).Take(MaxCalls))
        {
            var type = instance.GetFunction(export.Index).Type;
            if (type.Parameters.Any(parameter => parameter.IsRef && !parameter.Nullable)) continue;
            try
            {
                instance.Invoke(export.Name, [.. type.Parameters.Select(parameter => Argument(Value.KindOf(parameter.Kind), random))]);
            }
            catch (Exception expected) when (expected is Trap or NotSupportedException)
            {
            }
        }
    }

    private static ModuleImports Imports(Store store) => new ModuleImports(store)
        .Add("h", "f", (Func<int, int>)(static value => value + 1))
        .Add("h", "g", (Action)(static () => { }))
        .Add("h", "fail", (Action)(static () => throw new InvalidOperationException("the host fails")));

    private static Value Argument(ValueKind kind, Random random) => kind switch
    {
        ValueKind.I32 => Value.FromInt32((int)Number(random)),
        ValueKind.I64 => Value.FromInt64(Number(random)),
        ValueKind.F32 => Value.FromSingle(BitConverter.Int32BitsToSingle((int)Number(random))),
        ValueKind.F64 => Value.FromDouble(BitConverter.Int64BitsToDouble(Number(random))),
        ValueKind.V128 => Value.FromVector(Vector128.Create(Number(random), Number(random)).AsByte()),
        _ => Value.FromReference(null),
    };

    private static long Number(Random random) => random.Next(5) switch
    {
        0 => 0,
        1 => random.Next(100),
        2 => -1,
        3 => int.MinValue,
        _ => random.NextInt64(long.MinValue, long.MaxValue),
    };
}
