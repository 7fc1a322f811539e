using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sluice.Runtime;

namespace Sluice.Compilation;

/// <summary>Members that emitted code uses, looked up once.</summary>
internal static class Methods
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static readonly MethodInfo OpaqueSingle = typeof(Numerics).GetMethod(nameof(Numerics.OpaqueSingle))!;
    public static readonly MethodInfo Int64BitsToDouble = typeof(BitConverter).GetMethod(nameof(BitConverter.Int64BitsToDouble))!;
    public static MethodInfo CreateVector => ((Func<ulong, ulong, Vector128<ulong>>)Vector128.Create).Method;

    public static MethodInfo FirstEntry => ((ReferenceToFirst<TableEntry>)MemoryMarshal.GetArrayDataReference).Method;

    public static readonly FieldInfo Vm = Of(typeof(Instance), nameof(Instance.Vm));
    public static readonly FieldInfo Memory0 = Of(typeof(Instance), nameof(Instance.Memory0));
    public static readonly FieldInfo Memories = Of(typeof(Instance), nameof(Instance.Memories));
    public static readonly FieldInfo Table0 = Of(typeof(Instance), nameof(Instance.Table0));
    public static readonly FieldInfo Tables = Of(typeof(Instance), nameof(Instance.Tables));
    public static readonly FieldInfo Globals = Of(typeof(Instance), nameof(Instance.Globals));
    public static readonly FieldInfo GlobalCells = Of(typeof(Instance), nameof(Instance.GlobalCells));
    public static readonly FieldInfo ImportedCode = Of(typeof(Instance), nameof(Instance.ImportedCode));
    public static readonly FieldInfo ObjectTypes = Of(typeof(Instance), nameof(Instance.ObjectTypes));
    public static readonly FieldInfo Tags = Of(typeof(Instance), nameof(Instance.Tags));
    public static readonly MethodInfo GetFunction = typeof(Instance).GetMethod(nameof(Instance.GetFunction), All, [typeof(int)])!;

    public static readonly FieldInfo MemoryBase = Of(typeof(Memory), nameof(Memory.Base));
    public static readonly FieldInfo MemoryLength = Of(typeof(Memory), nameof(Memory.Length));
    public static readonly FieldInfo GlobalReference = Of(typeof(Global), nameof(Global.Reference));
    public static readonly FieldInfo TableLength = Of(typeof(Table), nameof(Table.Length));
    public static readonly FieldInfo TableEntries = Of(typeof(Table), nameof(Table.Entries));
    public static readonly FieldInfo EntryCode = Of(typeof(TableEntry), nameof(TableEntry.Code));
    public static readonly FieldInfo EntryContext = Of(typeof(TableEntry), nameof(TableEntry.Context));
    public static readonly FieldInfo EntryTypeId = Of(typeof(TableEntry), nameof(TableEntry.TypeId));
    public static readonly FieldInfo FunctionCode = Of(typeof(Function), nameof(Function.Code));
    public static readonly FieldInfo FunctionContext = Of(typeof(Function), nameof(Function.Context));
    public static readonly MethodInfo EnsureCompiled = typeof(Function).GetMethod(nameof(Function.EnsureCompiled))!;
    public static readonly MethodInfo ResolveEntry = typeof(Table).GetMethod(nameof(Table.Resolve))!;

    // Emitted code would otherwise make sure at each use that the variables are initialized.
    static Methods() => RuntimeHelpers.RunClassConstructor(typeof(OpaqueConstants).TypeHandle);

    /// <summary>A variable of <see cref="OpaqueConstants"/>.</summary>
    public static FieldInfo Opaque(string name) => typeof(OpaqueConstants).GetField(name)!;

    /// <summary>A method of <see cref="RuntimeCalls"/>.</summary>
    public static MethodInfo Runtime(string name) => typeof(RuntimeCalls).GetMethod(name)!;

    /// <summary>A method of <see cref="ObjectCalls"/>.</summary>
    /// <param name="argument">The type argument of a generic one.</param>
    public static MethodInfo Object(string name, Type? argument = null) => Objects.Found.GetOrAdd((name, argument), static key =>
    {
        var method = typeof(ObjectCalls).GetMethod(key.Name)!;
        return key.Argument is null ? method : method.MakeGenericMethod(key.Argument);
    });

    // On its own: few guests have objects.
    private static class Objects
    {
        public static readonly ConcurrentDictionary<(string Name, Type? Argument), MethodInfo> Found = new();
    }

    private delegate ref T ReferenceToFirst<T>(T[] array);

    private static FieldInfo Of(Type type, string name) => type.GetField(name, All)!;
}
