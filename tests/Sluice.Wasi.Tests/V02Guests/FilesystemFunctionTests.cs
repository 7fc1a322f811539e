namespace Sluice.Wasi.Tests.V02Guests;

/// <summary>Guests of 0.2 call <c>wasi:filesystem</c>.</summary>
public sealed class FilesystemFunctionTests : IDisposable
{
    private const string D = "wasi:filesystem/types#[method]descriptor.";

    private readonly string folder = Directory.CreateTempSubdirectory("sluice-v02-").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    private async Task<(ForwardingGuest Guest, string Root)> StartAsync()
    {
        var guest = await ForwardingGuest.StartAsync(new WasiOptions { Preopens = [new Preopen(folder, "/data")] });
        var directories = await guest.CallAsync("wasi:filesystem/preopens#get-directories");
        Assert.Matches("""^\[\(\d+, "/data"\)\]$""", directories);
        return (guest, directories[2..].Split(',')[0]);
    }

    [Fact]
    public async Task A_file_is_written_read_and_described()
    {
        var (guest, root) = await StartAsync();
        await using var _ = guest;
        var file = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.open-at", root, "{symlink-follow}", "\"file\"", "{create, exclusive}", "{read, write}");
        Assert.Equal("err(exist)", await guest.CallAsync(D + "open-at", root, "{}", "\"file\"", "{create, exclusive}", "{read, write}"));
        Assert.Equal("ok(5)", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.write", file, "[104, 101, 108, 108, 111]", "0"));
        Assert.Equal("ok(([101, 108], false))", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.read", file, "2", "1"));
        Assert.Equal("ok(([], true))", await guest.CallAsync(D + "read", file, "2", "5"));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.sync-data", file));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.sync", file));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.advise", file, "0", "5", "sequential"));
        Assert.Equal("ok({read, write})", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.get-flags", file));
        Assert.Equal("ok(regular-file)", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.get-type", file));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.set-size", file, "3"));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.set-times", file, "timestamp({seconds: 1000, nanoseconds: 5})", "timestamp({seconds: 2000, nanoseconds: 0})"));
        var status = await guest.CallAsync("wasi:filesystem/types#[method]descriptor.stat", file);
        Assert.Contains("type: regular-file", status);
        Assert.Contains("size: 3", status);
        Assert.Contains("data-modification-timestamp: some({seconds: 2000, nanoseconds: 0})", status);
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.set-times-at", root, "{}", "\"file\"", "no-change", "timestamp({seconds: 3000, nanoseconds: 0})"));
        Assert.Contains("seconds: 3000", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.stat-at", root, "{}", "\"file\""));
        Assert.Equal("err(no-entry)", await guest.CallAsync(D + "stat-at", root, "{}", "\"nothing\""));

        var again = await guest.HandleAsync(D + "open-at", root, "{}", "\"file\"", "{}", "{read}");
        Assert.Equal("true", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.is-same-object", file, again));
        Assert.Equal("false", await guest.CallAsync(D + "is-same-object", file, root));
        var hash = await guest.CallAsync("wasi:filesystem/types#[method]descriptor.metadata-hash", file);
        Assert.StartsWith("ok({lower: ", hash);
        Assert.Equal(hash, await guest.CallAsync("wasi:filesystem/types#[method]descriptor.metadata-hash-at", root, "{}", "\"file\""));
        Assert.StartsWith("err(", await guest.CallAsync(D + "write", again, "[1]", "0"));
        await guest.DropAsync("wasi:filesystem/types#descriptor", again);
    }

    [Fact]
    public async Task Streams_of_a_file_begin_at_an_offset_or_append()
    {
        var (guest, root) = await StartAsync();
        await using var _ = guest;
        var file = await guest.HandleAsync(D + "open-at", root, "{}", "\"file\"", "{create}", "{read, write}");
        var output = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.write-via-stream", file, "2");
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-write-and-flush", output, "[97, 98]"));
        var appending = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.append-via-stream", file);
        Assert.Equal("ok", await guest.CallAsync("wasi:io/streams#[method]output-stream.blocking-write-and-flush", appending, "[99]"));
        var input = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.read-via-stream", file, "1");
        Assert.Equal("ok([0, 97, 98, 99])", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", input, "10"));
        Assert.Equal("err(closed)", await guest.CallAsync("wasi:io/streams#[method]input-stream.blocking-read", input, "10"));
    }

    [Fact]
    public async Task Names_are_made_linked_renamed_listed_and_removed()
    {
        var (guest, root) = await StartAsync();
        await using var _ = guest;
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.create-directory-at", root, "\"inner\""));
        Assert.Equal("err(exist)", await guest.CallAsync(D + "create-directory-at", root, "\"inner\""));
        await guest.DropAsync("wasi:filesystem/types#descriptor", await guest.HandleAsync(D + "open-at", root, "{}", "\"a\"", "{create}", "{write}"));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.link-at", root, "{}", "\"a\"", root, "\"b\""));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.symlink-at", root, "\"a\"", "\"c\""));
        Assert.Equal("ok(\"a\")", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.readlink-at", root, "\"c\""));
        Assert.Equal("err(invalid)", await guest.CallAsync(D + "readlink-at", root, "\"a\""));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.rename-at", root, "\"b\"", root, "\"inner/d\""));
        Assert.Equal("err(not-permitted)", await guest.CallAsync(D + "rename-at", root, "\"a\"", root, "\"../outside\""));

        var entries = await guest.HandleAsync("wasi:filesystem/types#[method]descriptor.read-directory", root);
        var listed = new List<string>();
        while (await guest.CallAsync("wasi:filesystem/types#[method]directory-entry-stream.read-directory-entry", entries) is var entry && entry != "ok(none)") listed.Add(entry);
        Assert.Equal(["ok(some({type: directory, name: \"inner\"}))", "ok(some({type: regular-file, name: \"a\"}))", "ok(some({type: symbolic-link, name: \"c\"}))"], listed.Order(StringComparer.Ordinal));
        await guest.DropAsync("wasi:filesystem/types#directory-entry-stream", entries);

        Assert.Equal("err(not-empty)", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.remove-directory-at", root, "\"inner\""));
        Assert.Equal("ok", await guest.CallAsync("wasi:filesystem/types#[method]descriptor.unlink-file-at", root, "\"inner/d\""));
        Assert.Equal("err(no-entry)", await guest.CallAsync(D + "unlink-file-at", root, "\"inner/d\""));
        Assert.Equal("ok", await guest.CallAsync(D + "remove-directory-at", root, "\"inner\""));
        Assert.StartsWith("err(", await guest.CallAsync(D + "read-directory", await guest.HandleAsync(D + "open-at", root, "{}", "\"a\"", "{}", "{read}")));
        Assert.Equal("err(not-permitted)", await guest.CallAsync(D + "open-at", root, "{symlink-follow}", "\"../etc\"", "{}", "{read}"));
    }
}
