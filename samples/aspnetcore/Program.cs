// Components as endpoints and middleware of an application, between middleware in C#.
using Sluice.AspNetCore;

var builder = WebApplication.CreateSlimBuilder(args);
builder.Services.AddSluice(options => options.Timeout = TimeSpan.FromSeconds(10));
builder.Services.AddHealthChecks().AddSluice();
var app = builder.Build();

app.Use(async (context, next) =>
{
    context.Response.Headers["x-served-by"] = "Kestrel";
    await next(context);
});
app.UseWasmMiddleware(Path.Combine(AppContext.BaseDirectory, "gate.wasm"));

app.MapGet("/", () => "C# answers here.\n");
app.MapGet("/private/diary", () => "Nobody reads this.\n");
app.MapWasmService("/wasm/{**path}", Path.Combine(AppContext.BaseDirectory, "service.wasm"));
app.MapHealthChecks("/health");
app.Run();
