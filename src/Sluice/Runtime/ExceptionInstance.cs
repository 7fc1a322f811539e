// WebAssembly 3.0, "Runtime Structure: Exception Instances". https://webassembly.github.io/spec/core/exec/runtime.html#exception-instances

using System.Runtime.Intrinsics;

namespace Sluice.Runtime;

/// <summary>A wasm exception: a tag and its values. It is what an exception reference refers to.</summary>
internal sealed class ExceptionInstance(Tag tag)
{
    /// <summary>What an exception without values takes of the heap: itself and its array.</summary>
    public const int HeaderBytes = 32 + 24;

    private readonly Slot[] values = new Slot[tag.Type.Parameters.Length];

    public Tag Tag { get; } = tag;

    public ReadOnlySpan<Slot> Values => values;

    // What emitted code stores and loads the values with.
    public void SetI32(int value, int index) => values[index] = new Slot((uint)value);
    public void SetI64(long value, int index) => values[index] = new Slot((ulong)value);
    public void SetF32(float value, int index) => values[index] = new Slot(BitConverter.SingleToUInt32Bits(value));
    public void SetF64(double value, int index) => values[index] = new Slot(BitConverter.DoubleToUInt64Bits(value));
    public void SetV128(Vector128<byte> value, int index) => values[index] = new Slot(value.AsUInt64()[0], value.AsUInt64()[1]);
    public void SetRef(object? value, int index) => values[index] = new Slot(0, 0, value);

    public int GetI32(int index) => (int)values[index].Low;
    public long GetI64(int index) => (long)values[index].Low;
    public float GetF32(int index) => BitConverter.UInt32BitsToSingle((uint)values[index].Low);
    public double GetF64(int index) => BitConverter.UInt64BitsToDouble(values[index].Low);
    public Vector128<byte> GetV128(int index) => Vector128.Create(values[index].Low, values[index].High).AsByte();
    public object? GetRef(int index) => values[index].Reference;
}

/// <summary>Carries an <see cref="ExceptionInstance"/> through .NET frames.</summary>
internal sealed class GuestException(ExceptionInstance instance) : Exception
{
    public ExceptionInstance Instance { get; } = instance;

    public override string Message => Trap.Describe(TrapCode.UncaughtException);
}
