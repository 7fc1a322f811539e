using System.Buffers.Binary;
using System.Text;
using Sluice.Compilation;
using Sluice.Runtime;
using Sluice.Types;
using Sluice.Wasi.Preview1;

namespace Sluice.Wasi.Tests.Preview1;

/// <summary>A module that imports the whole snapshot and exports it again, so that tests can call its functions as a guest does.</summary>
internal sealed class Guest : IDisposable
{
    private readonly Instance instance;

    /// <param name="fields">Further fields of the module; its imports are <c>$fd_close</c> and so on.</param>
    public Guest(WasiOptions options, string fields = "", StoreOptions? storeOptions = null)
    {
        var engine = new Engine();
        Store = new Store(engine, storeOptions);
        string exports = string.Concat(SnapshotFunctions.All.Keys.Select(static name => $"(export \"{name}\" (func ${name}))"));
        instance = SnapshotPreview1.Instantiate(Store, Load(engine, exports + fields), options);
    }

    public Store Store { get; }

    public Span<byte> Memory => instance.GetMemory("memory");

    /// <summary>A module with all functions of the snapshot as imports and one page of memory.</summary>
    public static Module Load(Engine engine, string fields)
    {
        string imports = string.Concat(SnapshotFunctions.All.Keys.Select(static name =>
            $"(import \"wasi_snapshot_preview1\" \"{name}\" {TypeOf(name).ToString().Replace("(func", $"(func ${name}", StringComparison.Ordinal)})"));
        return Module.Load(engine, Wat.ToBytes($"(module {imports} (memory (export \"memory\") 1) {fields})"));
    }

    public static FuncType TypeOf(string name)
    {
        var engine = new Engine();
        using var store = new Store(engine);
        using var snapshot = new Snapshot(store, new WasiContext(new WasiOptions()));
        return HostSignature.Of(SnapshotFunctions.All[name](snapshot).GetType());
    }

    public Errno Call(string name, params long[] arguments)
    {
        var function = (Function)instance.GetExport(name)!;
        Slot[] slots = [.. arguments.Zip(function.Type.Parameters, static (value, type) => new Slot(type == ValType.I32 ? (uint)value : (ulong)value))];
        return (Errno)function.Call(slots)[0].Low;
    }

    public void Write(int address, string text) => Encoding.UTF8.GetBytes(text).CopyTo(Memory[address..]);

    public void WriteUInt32(int address, uint value) => BinaryPrimitives.WriteUInt32LittleEndian(Memory[address..], value);

    public void WriteUInt64(int address, ulong value) => BinaryPrimitives.WriteUInt64LittleEndian(Memory[address..], value);

    public uint UInt32(int address) => BinaryPrimitives.ReadUInt32LittleEndian(Memory[address..]);

    public ulong UInt64(int address) => BinaryPrimitives.ReadUInt64LittleEndian(Memory[address..]);

    public string Text(int address, int length) => Encoding.UTF8.GetString(Memory.Slice(address, length));

    /// <summary>Opens a path in the directory 3 with all rights.</summary>
    public Errno Open(string path, out uint fd, OFlags openFlags = OFlags.None, FdFlags flags = FdFlags.None, Rights rights = Rights.File | Rights.Directory, uint directory = 3)
    {
        const int Path = 60_000, Result = 59_000;
        Write(Path, path);
        Errno error = Call(
            "path_open", directory, 1, Path, Encoding.UTF8.GetByteCount(path), (long)openFlags, (long)rights, (long)(Rights.File | Rights.Directory), (long)flags, Result);
        fd = UInt32(Result);
        return error;
    }

    /// <summary>Writes text that starts at 50,000 as one vector.</summary>
    public Errno WriteText(uint fd, string text)
    {
        const int Vector = 49_000, Text = 50_000;
        Write(Text, text);
        WriteUInt32(Vector, Text);
        WriteUInt32(Vector + 4, (uint)Encoding.UTF8.GetByteCount(text));
        return Call("fd_write", fd, Vector, 1, Vector + 8);
    }

    /// <summary>Reads with one vector.</summary>
    public Errno ReadText(uint fd, out string text, int length = 1000)
    {
        const int Vector = 49_000, Text = 50_000;
        WriteUInt32(Vector, Text);
        WriteUInt32(Vector + 4, (uint)length);
        WriteUInt32(Vector + 8, 0);
        Errno error = Call("fd_read", fd, Vector, 1, Vector + 8);
        text = this.Text(Text, (int)UInt32(Vector + 8));
        return error;
    }

    public void Dispose() => Store.Dispose();
}
