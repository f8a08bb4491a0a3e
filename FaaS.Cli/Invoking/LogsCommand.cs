using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Client.Invocations;

namespace FaaS.Cli.Invoking;

internal sealed class LogsCommand : CliCommand
{
    private const int NewestPerLook = 50;

    private static readonly TimeSpan BetweenLooks = TimeSpan.FromSeconds(1);

    private readonly Argument<string> _target = new("ID|NAME")
    {
        Description = "An invocation's id, or a function's name for its newest invocation.",
    };

    private readonly Option<bool> _follow = new("--follow", "-f")
    {
        Description = "Print them as they are written: of an invocation until its end, of a function until Ctrl-C.",
    };

    public LogsCommand(CliContext context)
        : base(context, "logs", "Print what a function wrote to stdout and stderr.")
    {
        Add(_target);
        Add(_follow);
    }

    public override IReadOnlyList<CliExample> Examples =>
    [
        new("./faas logs hello", "of its newest invocation"),
        new("./faas logs hello --follow", "of each of its invocations from now on"),
    ];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var target = arguments.GetRequiredValue(_target);
        var follow = arguments.GetValue(_follow);
        if (follow && session.Json)
        {
            throw new UsageException("Say either --follow or --json: what is still being written is no document yet.");
        }

        if (Guid.TryParse(target, out var id))
        {
            await WriteAsync(session, id, follow, cancellationToken);
            return ExitCode.Ok;
        }

        var function = await session.Api.Functions.GetAsync(target, cancellationToken);
        if (follow)
        {
            await FollowFunctionAsync(session, function.Name, cancellationToken);
            return ExitCode.Ok;
        }

        var filter = new InvocationFilter { Function = function.Name };
        var newest = (await session.Api.Invocations.ListAsync(filter, 1, null, cancellationToken)).Items;
        if (newest is [var invocation])
        {
            await WriteAsync(session, invocation.Id, follow: false, cancellationToken);
        }
        else
        {
            session.Terminal.Error.WriteNote($"{function.Name} has not run yet.");
        }

        return ExitCode.Ok;
    }

    private static async Task WriteAsync(CliSession session, Guid id, bool follow, CancellationToken cancellationToken)
    {
        var (api, output) = (session.Api.Invocations, session.Terminal.Output);
        if (session.Json)
        {
            var logs = await api.GetLogsAsync(id, cancellationToken);
            output.WriteJson(new LogsOutput(id, logs), CliJson.Default.LogsOutput);
        }
        else if (follow)
        {
            await FollowAsync(session, id, cancellationToken);
        }
        else
        {
            await output.Writer.WriteAsync(await api.GetLogsAsync(id, cancellationToken));
        }
    }

    private static Task FollowAsync(CliSession session, Guid id, CancellationToken cancellationToken) => Task.WhenAll(
        session.Api.Invocations.FollowLogsAsync(id, session.Terminal.Output.AsStream(), cancellationToken),
        session.Api.Invocations.WaitAsync(id, new ProgressNotes(session.Terminal.Error), cancellationToken));

    private static async Task FollowFunctionAsync(CliSession session, string name, CancellationToken cancellationToken)
    {
        var since = TimeProvider.System.GetUtcNow();
        HashSet<Guid> shown = [];
        while (true)
        {
            var filter = new InvocationFilter { Function = name, Since = since };
            var page = await session.Api.Invocations.ListAsync(filter, NewestPerLook, null, cancellationToken);
            foreach (var invocation in page.Items.Reverse().Where(one => !shown.Contains(one.Id)))
            {
                session.Terminal.Error.WriteNote($"{invocation.Id}:");
                await FollowAsync(session, invocation.Id, cancellationToken);
            }

            // The newest is listed again by the next look, which asks for its time or later.
            shown = page.Items.Count > 0 ? [.. page.Items.Select(one => one.Id)] : shown;
            since = page.Items.Count > 0 ? page.Items[0].CreatedAt : since;
            await Task.Delay(BetweenLooks, TimeProvider.System, cancellationToken);
        }
    }
}
