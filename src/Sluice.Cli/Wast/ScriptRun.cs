using Sluice.Text.Scripts;

namespace Sluice.Cli.Wast;

/// <summary>One run of one script, on a thread of its own and under the eyes of a watchdog.</summary>
internal sealed class ScriptRun
{
    // Scripts recurse until the guest's stack is exhausted; the host needs its share beside it.
    private const int StackBytes = 16 << 20;

    /// <summary>How long a command may go on after its guests were told to stop.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly string path;
    private readonly ReadOnlyMemory<byte> source;
    private readonly WastOptions options;
    private readonly int? seed;
    private readonly WastReport report = new();
    private volatile ScriptSession? session;

    // Written by the script's thread, read by the watchdog.
    private volatile int currentLine;
    private long commandStarted;
    private volatile bool abandoned;

    private ScriptRun(string path, ReadOnlyMemory<byte> source, WastOptions options, int? seed)
    {
        this.path = path;
        this.seed = seed;
        this.source = source;
        this.options = options;
    }

    /// <param name="seed">Which schedule to run under; null for first come, first served.</param>
    public static WastReport Run(string path, ReadOnlyMemory<byte> source, WastOptions options, int? seed)
    {
        var run = new ScriptRun(path, source, options, seed);
        Interlocked.Exchange(ref run.commandStarted, Environment.TickCount64);
        var thread = new Thread(run.RunScript, StackBytes) { IsBackground = true, Name = Path.GetFileName(path) };
        thread.Start();
        return run.Watch(thread);
    }

    private WastReport Watch(Thread thread)
    {
        while (!thread.Join(TimeSpan.FromMilliseconds(100)))
        {
            var running = TimeSpan.FromMilliseconds(Environment.TickCount64 - Interlocked.Read(ref commandStarted));
            if (running < options.Timeout) continue;
            session?.Store.Interrupt();
            if (running < options.Timeout + Grace) continue;

            // The thread cannot be stopped; its report is its own from here on.
            abandoned = true;
            var partial = new WastReport();
            lock (report) partial.Add(report);
            partial.Fail(path, currentLine, $"no end after {running.TotalSeconds:0} s; the rest of the script was not run");
            return partial;
        }
        return report;
    }

    private void RunScript()
    {
        try
        {
            using var current = new ScriptSession(seed);
            session = current;
            foreach (var command in ScriptParser.Parse(source))
            {
                currentLine = command.Line;
                Interlocked.Exchange(ref commandStarted, Environment.TickCount64);
                string? problem = Try(() => Execute(command));
                if (abandoned) return;
                lock (report) Count(command, problem);
            }
        }
        catch (MalformedException error)
        {
            lock (report) report.Fail(path, error.Line, error.Rule);
        }
    }

    private void Count(ScriptCommand command, string? problem)
    {
        if (command is UnsupportedCommand unsupported) report.Skip(path, command.Line, unsupported.Reason);
        else if (problem is not null) report.Fail(path, command.Line, problem);
        else if (command is ModuleCommand or InstanceCommand or AssertReturnCommand or AssertFailureCommand) report.Pass();
    }

    /// <summary>Whatever goes wrong, ours or the script's fault, is a failure of this command alone.</summary>
    private static string? Try(Func<string?> action)
    {
        try
        {
            return action();
        }
        catch (Exception error)
        {
            return Describe(error);
        }
    }

    private static string Describe(Exception error) => error switch
    {
        Trap or SluiceException or ScriptException or NotSupportedException => $"{error.GetType().Name}: {error.Message}",
        _ => $"{error.GetType().Name}: {error.Message} {error.StackTrace?.Split('\n')[0].Trim()}",
    };

    private string? Execute(ScriptCommand command)
    {
        switch (command)
        {
            case ModuleCommand module:
                session!.Define(module.Identifier, module.Source);
                if (!module.IsDefinition) session.Instantiate(module.Identifier, null, module.Source.IsComponent);
                return null;
            case InstanceCommand instance:
                session!.Instantiate(instance.Identifier, instance.Definition, instance.IsComponent);
                return null;
            case RegisterCommand register:
                session!.Register(register.Name, register.Instance);
                return null;
            case ActionCommand action:
                return session!.Run(action.Action, null);
            case AssertReturnCommand assertion:
                return session!.Run(assertion.Action, assertion.Results);
            case AssertFailureCommand assertion:
                return ExpectFailure(assertion);
            default:
                return null;
        }
    }

    private string? ExpectFailure(AssertFailureCommand assertion)
    {
        try
        {
            if (assertion.Failure is ScriptFailure.Malformed or ScriptFailure.Invalid && assertion.Subject is ModuleCommand module) session!.Check(module.Source);
            else if (Execute(assertion.Subject) is { } problem) return problem;
        }
        catch (Exception error) when (Failures.KindOf(error, assertion.Failure) is { } kind)
        {
            if (kind != assertion.Failure) return $"expected {Failures.Name(assertion.Failure)} \"{assertion.Message}\", got {Describe(error)}";
            string actual = Failures.Message(error);
            return options.IgnoreErrorMessages || Failures.Agree(actual, assertion.Message)
                ? null
                : $"expected the message \"{assertion.Message}\", got \"{actual}\"";
        }
        return $"expected {Failures.Name(assertion.Failure)} \"{assertion.Message}\", but nothing failed";
    }
}
