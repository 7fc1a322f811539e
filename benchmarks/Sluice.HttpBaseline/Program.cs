// The named baseline of the HTTP benchmark: an answer like that of samples/service from a minimal API on the same server.
//   Sluice.HttpBaseline http://127.0.0.1:PORT

using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

var builder = WebApplication.CreateSlimBuilder();
builder.Logging.ClearProviders();
var app = builder.Build();
app.Urls.Add(args is [var url] ? url : "http://127.0.0.1:8081");
app.MapGet("/wait/{milliseconds:int}", static async (int milliseconds) => await Task.Delay(milliseconds));
app.MapGet("/{**path}", () => Results.Text("hello\n"));
await app.RunAsync();
