using System.CommandLine;
using FaaS.Cli.CommandLine;
using FaaS.Cli.Terminals;
using FaaS.Client.Admin;

namespace FaaS.Cli.Platform;

internal sealed class StatusCommand(CliContext context)
    : CliCommand(context, "status", "Say whether the platform is well, and what it is doing.")
{
    public override IReadOnlyList<CliExample> Examples =>
        [new("./faas status", "health, workers and queues; exit code 6 when something is down")];

    protected override async Task<ExitCode> RunAsync(
        ParseResult arguments,
        CliSession session,
        CancellationToken cancellationToken)
    {
        var health = await session.Api.Admin.GetHealthAsync(cancellationToken);
        var status = new StatusOutput(
            health,
            await session.Api.Admin.ListWorkersAsync(cancellationToken),
            await session.Api.Admin.GetQueuesAsync(cancellationToken),
            await session.Api.Admin.GetAutoscaleAsync(cancellationToken));

        if (session.Json)
        {
            session.Terminal.Output.WriteJson(status, CliJson.Default.StatusOutput);
        }
        else
        {
            Fields(status).Write(session.Terminal.Output);
        }

        return health.IsHealthy ? ExitCode.Ok : ExitCode.TryAgain;
    }

    private static FieldList Fields(StatusOutput status)
    {
        var fields = new FieldList().Add("Health", status.Health.Status);
        foreach (var (name, check) in status.Health.Checks)
        {
            fields.Add($"  {name}", check.Detail is null ? check.Status : $"{check.Status}: {check.Detail}");
        }

        fields.Add("Workers", Workers(status.Workers));
        foreach (var worker in status.Workers.Where(worker => worker.State != "ready" || worker.Detail is not null))
        {
            fields.Add(
                $"  {worker.Id}", worker.Detail is null ? worker.State : $"{worker.State}: {worker.Detail}");
        }

        return fields
            .Add("Wanted", Wanted(status.Autoscale))
            .Add("Queued", Queued(status.Queues))
            .Add("Running", $"{status.Queues.Running}")
            .Add("Dead", $"{status.Queues.Dead}");
    }

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
