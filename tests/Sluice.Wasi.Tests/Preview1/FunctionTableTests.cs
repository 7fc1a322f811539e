using Sluice.Wasi.Preview1;

namespace Sluice.Wasi.Tests.Preview1;

public sealed class FunctionTableTests
{
    // i for i32, I for i64; the result after the colon.
    private static readonly Dictionary<string, string> Signatures = new()
    {
        ["args_get"] = "ii:i",
        ["args_sizes_get"] = "ii:i",
        ["environ_get"] = "ii:i",
        ["environ_sizes_get"] = "ii:i",
        ["clock_res_get"] = "ii:i",
        ["clock_time_get"] = "iIi:i",
        ["fd_advise"] = "iIIi:i",
        ["fd_allocate"] = "iII:i",
        ["fd_close"] = "i:i",
        ["fd_datasync"] = "i:i",
        ["fd_fdstat_get"] = "ii:i",
        ["fd_fdstat_set_flags"] = "ii:i",
        ["fd_fdstat_set_rights"] = "iII:i",
        ["fd_filestat_get"] = "ii:i",
        ["fd_filestat_set_size"] = "iI:i",
        ["fd_filestat_set_times"] = "iIIi:i",
        ["fd_pread"] = "iiiIi:i",
        ["fd_prestat_get"] = "ii:i",
        ["fd_prestat_dir_name"] = "iii:i",
        ["fd_pwrite"] = "iiiIi:i",
        ["fd_read"] = "iiii:i",
        ["fd_readdir"] = "iiiIi:i",
        ["fd_renumber"] = "ii:i",
        ["fd_seek"] = "iIii:i",
        ["fd_sync"] = "i:i",
        ["fd_tell"] = "ii:i",
        ["fd_write"] = "iiii:i",
        ["path_create_directory"] = "iii:i",
        ["path_filestat_get"] = "iiiii:i",
        ["path_filestat_set_times"] = "iiiiIIi:i",
        ["path_link"] = "iiiiiii:i",
        ["path_open"] = "iiiiiIIii:i",
        ["path_readlink"] = "iiiiii:i",
        ["path_remove_directory"] = "iii:i",
        ["path_rename"] = "iiiiii:i",
        ["path_symlink"] = "iiiii:i",
        ["path_unlink_file"] = "iii:i",
        ["poll_oneoff"] = "iiii:i",
        ["proc_exit"] = "i:",
        ["proc_raise"] = "i:i",
        ["sched_yield"] = ":i",
        ["random_get"] = "ii:i",
        ["sock_accept"] = "iii:i",
        ["sock_recv"] = "iiiiii:i",
        ["sock_send"] = "iiiii:i",
        ["sock_shutdown"] = "ii:i",
    };

    [Fact]
    public void Every_function_of_the_snapshot_is_there_with_its_type()
    {
        Assert.Equal(46, Signatures.Count);
        Assert.Equal(Signatures.Keys.Order(), SnapshotFunctions.All.Keys.Order());
        foreach ((string name, string signature) in Signatures)
        {
            var type = Guest.TypeOf(name);
            static string Letters(IEnumerable<Types.ValType> types) => string.Concat(types.Select(static type => type == Types.ValType.I64 ? 'I' : 'i'));
            Assert.Equal($"{name} {signature}", $"{name} {Letters(type.Parameters)}:{Letters(type.Results)}");
        }
    }

    [Fact]
    public void A_module_may_import_every_function()
    {
        using Guest guest = new(new WasiOptions());
        Assert.Equal(Errno.Success, guest.Call("sched_yield"));
    }

    [Theory]
    [InlineData("(import \"wasi_unstable\" \"fd_write\" (func (param i32 i32 i32 i32) (result i32)))", "draft that preceded WASI 0.1")]
    [InlineData("(import \"wasi_snapshot_preview1\" \"fd_open\" (func))", "no function wasi_snapshot_preview1.fd_open")]
    [InlineData("(import \"wasi_snapshot_preview1\" \"fd_close\" (memory 1))", "no function wasi_snapshot_preview1.fd_close")]
    [InlineData("(import \"wasi_snapshot_preview1\" \"fd_close\" (func (param i64) (result i32)))", "incompatible import type")]
    [InlineData("(import \"env\" \"abort\" (func))", "env.abort is not part of WASI 0.1")]
    public void Other_imports_are_refused(string import, string message)
    {
        var engine = new Engine();
        using var store = new Store(engine);
        var module = Module.Load(engine, Wat.ToBytes($"(module {import})"));
        var error = Assert.Throws<LinkException>(() => SnapshotPreview1.Instantiate(store, module, new WasiOptions()));
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }
}
