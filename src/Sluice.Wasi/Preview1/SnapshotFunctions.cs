using System.Collections.Frozen;

namespace Sluice.Wasi.Preview1;

/// <summary>The functions of the snapshot by name. Their types are those of the delegates.</summary>
internal static class SnapshotFunctions
{
    public static readonly FrozenDictionary<string, Func<Snapshot, Delegate>> All = new Dictionary<string, Func<Snapshot, Delegate>>
    {
        ["args_get"] = static snapshot => snapshot.ArgsGet,
        ["args_sizes_get"] = static snapshot => snapshot.ArgsSizesGet,
        ["environ_get"] = static snapshot => snapshot.EnvironGet,
        ["environ_sizes_get"] = static snapshot => snapshot.EnvironSizesGet,
        ["clock_res_get"] = static snapshot => snapshot.ClockResGet,
        ["clock_time_get"] = static snapshot => snapshot.ClockTimeGet,
        ["fd_advise"] = static snapshot => snapshot.FdAdvise,
        ["fd_allocate"] = static snapshot => snapshot.FdAllocate,
        ["fd_close"] = static snapshot => snapshot.FdClose,
        ["fd_datasync"] = static snapshot => snapshot.FdDatasync,
        ["fd_fdstat_get"] = static snapshot => snapshot.FdFdstatGet,
        ["fd_fdstat_set_flags"] = static snapshot => snapshot.FdFdstatSetFlags,
        ["fd_fdstat_set_rights"] = static snapshot => snapshot.FdFdstatSetRights,
        ["fd_filestat_get"] = static snapshot => snapshot.FdFilestatGet,
        ["fd_filestat_set_size"] = static snapshot => snapshot.FdFilestatSetSize,
        ["fd_filestat_set_times"] = static snapshot => snapshot.FdFilestatSetTimes,
        ["fd_pread"] = static snapshot => snapshot.FdPread,
        ["fd_prestat_get"] = static snapshot => snapshot.FdPrestatGet,
        ["fd_prestat_dir_name"] = static snapshot => snapshot.FdPrestatDirName,
        ["fd_pwrite"] = static snapshot => snapshot.FdPwrite,
        ["fd_read"] = static snapshot => snapshot.FdRead,
        ["fd_readdir"] = static snapshot => snapshot.FdReaddir,
        ["fd_renumber"] = static snapshot => snapshot.FdRenumber,
        ["fd_seek"] = static snapshot => snapshot.FdSeek,
        ["fd_sync"] = static snapshot => snapshot.FdSync,
        ["fd_tell"] = static snapshot => snapshot.FdTell,
        ["fd_write"] = static snapshot => snapshot.FdWrite,
        ["path_create_directory"] = static snapshot => snapshot.PathCreateDirectory,
        ["path_filestat_get"] = static snapshot => snapshot.PathFilestatGet,
        ["path_filestat_set_times"] = static snapshot => snapshot.PathFilestatSetTimes,
        ["path_link"] = static snapshot => snapshot.PathLink,
        ["path_open"] = static snapshot => snapshot.PathOpen,
        ["path_readlink"] = static snapshot => snapshot.PathReadlink,
        ["path_remove_directory"] = static snapshot => snapshot.PathRemoveDirectory,
        ["path_rename"] = static snapshot => snapshot.PathRename,
        ["path_symlink"] = static snapshot => snapshot.PathSymlink,
        ["path_unlink_file"] = static snapshot => snapshot.PathUnlinkFile,
        ["poll_oneoff"] = static snapshot => snapshot.PollOneoff,
        ["proc_exit"] = static _ => Snapshot.ProcExit,
        ["proc_raise"] = static _ => Snapshot.ProcRaise,
        ["sched_yield"] = static _ => Snapshot.SchedYield,
        ["random_get"] = static snapshot => snapshot.RandomGet,
        ["sock_accept"] = static snapshot => snapshot.SockAccept,
        ["sock_recv"] = static snapshot => snapshot.SockRecv,
        ["sock_send"] = static snapshot => snapshot.SockSend,
        ["sock_shutdown"] = static snapshot => snapshot.SockShutdown,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
