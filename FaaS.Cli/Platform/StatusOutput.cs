using FaaS.Client.Admin;

namespace FaaS.Cli.Platform;

internal sealed record StatusOutput(
    HealthReport Health, IReadOnlyList<WorkerInfo> Workers, QueueInfo Queues, AutoscaleInfo Autoscale);
