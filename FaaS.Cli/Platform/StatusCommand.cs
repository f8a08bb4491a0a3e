using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Admin;
using FaaS.Client.Errors;

namespace FaaS.Cli.Platform;

internal sealed class StatusCommand(CliContext context)
    : CliCommand(context, "status", "Say whether the platform is well, and what it is doing.")
{
    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas status", "health, workers, leader and queues; exit code 6 when something is down")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var (admin, health) = (session.Api.Admin, await session.Api.Admin.GetHealthAsync(cancellationToken));
        var notKnown = new Dictionary<string, string>();
        var status = new StatusOutput(
            health,
            await AskAsync("workers", admin.ListWorkersAsync(cancellationToken)),
            await AskAsync("queues", admin.GetQueuesAsync(cancellationToken)),
            await AskAsync("autoscale", admin.GetAutoscaleAsync(cancellationToken)),
            await AskAsync("leader", admin.GetLeaderAsync(cancellationToken)))
        {
            NotKnown = notKnown.Count > 0 ? notKnown : null,
        };

        if (session.Json)
        {
            session.Terminal.Output.WriteJson(status, CliJson.Default.StatusOutput);
        }
        else
        {
            Fields(status).Write(session.Terminal.Output);
        }

        return health.IsHealthy ? ExitCode.Ok : ExitCode.TryAgain;

        // What is down has been said to be so: it does not keep the rest from being shown.
        async Task<T?> AskAsync<T>(string what, Task<T> answer)
            where T : class
        {
            try
            {
                return await answer;
            }
            catch (FaasException exception) when (!health.IsHealthy)
            {
                notKnown[what] = exception.Problem.Describe();
                return null;
            }
        }
    }

    private static FieldList Fields(StatusOutput status)
    {
        var fields = new FieldList().Add("Health", status.Health.Status);
        foreach (var (name, check) in status.Health.Checks)
        {
            fields.Add($"  {name}", check.Detail is null ? check.Status : $"{check.Status}: {check.Detail}");
        }

        fields.Add("Workers", status.Workers is { } all ? Workers(all) : NotKnown("workers"));
        foreach (var worker in (status.Workers ?? []).Where(one => one.State != "ready" || one.Detail is not null))
        {
            fields.Add(
                $"  {worker.Id}", worker.Detail is null ? worker.State : $"{worker.State}: {worker.Detail}");
        }

        return fields
            .Add("Wanted", status.Autoscale is { } wanted ? Wanted(wanted) : NotKnown("autoscale"))
            .Add("Leader", status.Leader is { } leader ? Leader(leader) : NotKnown("leader"))
            .Add("Queued", status.Queues is { } queues ? Queued(queues) : NotKnown("queues"))
            .Add("Running", status.Queues is { } running ? $"{running.Running}" : null)
            .Add("Dead", status.Queues is { } dead ? $"{dead.Dead}" : null);

        string NotKnown(string what) => $"not known: {status.NotKnown?[what]}";
    }

    private static string Leader(LeaderInfo leader) => leader.Holder is { } holder
        ? $"{holder}, epoch {leader.Epoch}"
        : "none: no scheduler runs, or the last one has just died";

    private static string Wanted(AutoscaleInfo autoscale) => autoscale.Workers is { } workers
        ? $"{workers} workers, from {autoscale.MinWorkers} to {autoscale.MaxWorkers}"
        : "not known: no scheduler says so";

    private static string Queued(QueueInfo queues)
    {
        var due = queues.Priorities.Where(queue => queue.Due > 0).ToList();
        return due.Count > 0
            ? $"{queues.Queued}, the oldest due for {Amounts.Milliseconds(due.Max(queue => queue.OldestAgeMs))}"
            : $"{queues.Queued}";
    }

    private static string Workers(IReadOnlyList<WorkerInfo> workers)
        => $"{workers.Count(worker => worker.State == "ready")} ready of {workers.Count}, "
            + $"{workers.Sum(worker => worker.Running)} of {workers.Sum(worker => worker.Slots)} slots in use";
}
