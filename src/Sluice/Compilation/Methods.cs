using System.Collections.Concurrent;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Sluice.Runtime;

namespace Sluice.Compilation;

/// <summary>Members that emitted code uses, each looked up when it is first needed.</summary>
internal static class Methods
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic;

    public static MethodInfo OpaqueSingle => field ??= typeof(Numerics).GetMethod(nameof(Numerics.OpaqueSingle))!;
    public static MethodInfo Int64BitsToDouble => field ??= typeof(BitConverter).GetMethod(nameof(BitConverter.Int64BitsToDouble))!;
    public static MethodInfo CreateVector => field ??= ((Func<ulong, ulong, Vector128<ulong>>)Vector128.Create).Method;

    public static MethodInfo FirstEntry => field ??= ((ReferenceToFirst)MemoryMarshal.GetArrayDataReference).Method;

    public static FieldInfo Vm => field ??= Of(typeof(Instance), nameof(Instance.Vm));
    public static FieldInfo Memory0 => field ??= Of(typeof(Instance), nameof(Instance.Memory0));
    public static FieldInfo Memories => field ??= Of(typeof(Instance), nameof(Instance.Memories));
    public static FieldInfo Table0 => field ??= Of(typeof(Instance), nameof(Instance.Table0));
    public static FieldInfo Tables => field ??= Of(typeof(Instance), nameof(Instance.Tables));
    public static FieldInfo Globals => field ??= Of(typeof(Instance), nameof(Instance.Globals));
    public static FieldInfo GlobalCells => field ??= Of(typeof(Instance), nameof(Instance.GlobalCells));
    public static FieldInfo ImportedCode => field ??= Of(typeof(Instance), nameof(Instance.ImportedCode));
    public static FieldInfo ObjectTypes => field ??= Of(typeof(Instance), nameof(Instance.ObjectTypes));
    public static FieldInfo Tags => field ??= Of(typeof(Instance), nameof(Instance.Tags));
    public static MethodInfo GetFunction => field ??= typeof(Instance).GetMethod(nameof(Instance.GetFunction), All, [typeof(int)])!;

    public static FieldInfo MemoryBase => field ??= Of(typeof(Memory), nameof(Memory.Base));
    public static FieldInfo MemoryLength => field ??= Of(typeof(Memory), nameof(Memory.Length));
    public static FieldInfo GlobalReference => field ??= Of(typeof(Global), nameof(Global.Reference));
    public static FieldInfo TableLength => field ??= Of(typeof(Table), nameof(Table.Length));
    public static FieldInfo TableEntries => field ??= Of(typeof(Table), nameof(Table.Entries));
    public static FieldInfo EntryCode => field ??= Of(typeof(TableEntry), nameof(TableEntry.Code));
    public static FieldInfo EntryContext => field ??= Of(typeof(TableEntry), nameof(TableEntry.Context));
    public static FieldInfo EntryTypeId => field ??= Of(typeof(TableEntry), nameof(TableEntry.TypeId));
    public static FieldInfo FunctionCode => field ??= Of(typeof(Function), nameof(Function.Code));
    public static FieldInfo FunctionContext => field ??= Of(typeof(Function), nameof(Function.Context));
    public static MethodInfo EnsureCompiled => field ??= typeof(Function).GetMethod(nameof(Function.EnsureCompiled))!;
    public static MethodInfo ResolveEntry => field ??= typeof(Table).GetMethod(nameof(Table.Resolve))!;

    /// <summary>A variable of <see cref="OpaqueConstants"/>.</summary>
    public static FieldInfo Opaque(string name)
    {
        // Emitted code would otherwise make sure at each use that the variables are initialized.
        RuntimeHelpers.RunClassConstructor(typeof(OpaqueConstants).TypeHandle);
        return typeof(OpaqueConstants).GetField(name)!;
    }

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

    private delegate ref TableEntry ReferenceToFirst(TableEntry[] array);

    private static FieldInfo Of(Type type, string name) => type.GetField(name, All)!;
}
