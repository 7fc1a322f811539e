using System.CommandLine;
using System.Globalization;
using System.Net;
using Sluice.Cli.Running;

namespace Sluice.Cli.Commands;

/// <summary><c>sluice serve</c></summary>
internal static class ServeCommand
{
    private const string DefaultAddress = "0.0.0.0:8080";

    public static Command Create()
    {
        var file = new Argument<string?>("file") { Description = "A component that answers all requests that no route takes.", Arity = ArgumentArity.ZeroOrOne };
        var address = new CommandOption<string>("--addr") { Description = $"Where to listen; {DefaultAddress} by default. Port 0 is any free one.", HelpName = "HOST:PORT", DefaultValueFactory = _ => DefaultAddress };
        var shutdown = new CommandOption<string?>("--shutdown-addr") { Description = "Stop, as on SIGTERM, when somebody connects here.", HelpName = "HOST:PORT" };
        var routes = new CommandOption<string[]>("--route") { Description = "Have another component answer the requests below a path.", HelpName = "/PATH=FILE" };
        var middleware = new CommandOption<string[]>("--middleware") { Description = "Put a component before all others; the outermost is given first.", HelpName = "FILE" };
        var reuse = new CommandOption<int?>("--max-instance-reuse-count") { Description = "Requests that an instance serves before it is replaced; 128 by default, 1 for a proxy of WASI 0.2.", HelpName = "N" };
        var concurrentReuse = new CommandOption<int?>("--max-instance-concurrent-reuse-count") { Description = "Requests that an instance serves at the same time; 1 by default. They share its fate.", HelpName = "N" };
        var idle = new CommandOption<string?>("--idle-instance-timeout") { Description = "How long an unused instance is kept; 1s by default.", HelpName = "TIME" };
        var concurrent = new CommandOption<int?>("--max-concurrent-requests") { Description = "Requests that are served at the same time; others wait.", HelpName = "N" };
        var noPrefix = new CommandOption<bool>("--no-logging-prefix") { Description = "Do not say which instance has written a line." };
        var accessLog = new CommandOption<bool>("--access-log") { Description = "Write a line for each request to standard error." };
        var options = new GuestOptions();
        var command = new Command("serve", "Answer HTTP requests.") { file, address, shutdown, routes, middleware, reuse, concurrentReuse, idle, concurrent, noPrefix, accessLog };
        options.AddTo(command);
        command.SetAction(result =>
        {
            if (options.Read(result) is not { } settings) return 0;
            var serve = new ServeSettings
            {
                Guest = settings,
                Address = ParseAddress("--addr", result.GetValue(address)!),
                ShutdownAddress = result.GetValue(shutdown) is { } at ? ParseAddress("--shutdown-addr", at) : null,
                Middleware = result.GetValue(middleware) ?? [],
                MaxInstanceReuseCount = AtLeastOne(reuse.Name, result.GetValue(reuse)),
                MaxInstanceConcurrentReuseCount = AtLeastOne(concurrentReuse.Name, result.GetValue(concurrentReuse)),
                MaxConcurrentRequests = AtLeastOne(concurrent.Name, result.GetValue(concurrent)),
                IdleInstanceTimeout = result.GetValue(idle) is { } time ? ParseTime(idle.Name, time) : null,
                LoggingPrefix = !result.GetValue(noPrefix),
                AccessLog = result.GetValue(accessLog),
            };
            foreach (string route in result.GetValue(routes) ?? []) serve.Routes.Add(ParseRoute(route));
            if (result.GetValue(file) is { } path) serve.Routes.Add(("/", path));
            if (serve.Routes.Count == 0) throw new UsageException("serve: which FILE?");
            return HttpServer.Run(serve);
        });
        return command;
    }

    private static (string Prefix, string File) ParseRoute(string text)
    {
        int equals = text.IndexOf('=', StringComparison.Ordinal);
        if (equals < 1 || text[0] != '/' || equals == text.Length - 1) throw new UsageException($"--route {text}: that is no /PATH=FILE");
        // Braces would make it a pattern.
        if (text.AsSpan(0, equals).ContainsAny('{', '}')) throw new UsageException($"--route {text}: a path has no braces");
        return (text[..equals].TrimEnd('/'), text[(equals + 1)..]);
    }

    private static IPEndPoint ParseAddress(string option, string text)
    {
        if (text.StartsWith("localhost:", StringComparison.OrdinalIgnoreCase)) text = "127.0.0.1" + text["localhost".Length..];
        // Without its port an IPv6 address would take its last group for one.
        return text.Contains(':', StringComparison.Ordinal) && IPEndPoint.TryParse(text, out var address)
            ? address
            : throw new UsageException($"{option} {text}: that is no HOST:PORT");
    }

    private static int? AtLeastOne(string option, int? value) => value is < 1 ? throw new UsageException($"{option}: at least 1") : value;

    private static TimeSpan ParseTime(string option, string text)
    {
        (string digits, double unit) = text switch
        {
            [.. var number, 'm', 's'] => (number, 1e-3),
            [.. var number, 'u' or 'μ', 's'] => (number, 1e-6),
            [.. var number, 'n', 's'] => (number, 1e-9),
            [.. var number, 's'] => (number, 1),
            _ => (text, 1),
        };
        return double.TryParse(digits, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double value) && value * unit <= int.MaxValue / 1000
            ? TimeSpan.FromSeconds(value * unit)
            : throw new UsageException($"{option} {text}: that is no time, such as 1s or 500ms");
    }
}
