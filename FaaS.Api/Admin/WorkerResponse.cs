using FaaS.Domain.Functions;
using FaaS.Infrastructure.Workers;
using FaaS.Protocol.Messages;

namespace FaaS.Api.Admin;

/// <summary>A worker as this replica sees it.</summary>
/// <param name="RunningHere">Of <paramref name="Running"/>, what this replica has sent.</param>
/// <param name="Warm">Sandboxes that are ready for the next call, of all versions.</param>
/// <param name="Detail">Why it is not ready.</param>
internal sealed record WorkerResponse(
    string Id,
    string Host,
    WorkerCondition State,
    int Running,
    int RunningHere,
    int Slots,
    int MemoryUsedMb,
    int MemoryMb,
    double Cpus,
    IReadOnlyList<Runtime> Runtimes,
    int Warm,
    DateTimeOffset ConnectedAt,
    DateTimeOffset LastSeenAt,
    string? Detail)
{
    public static WorkerResponse Of(WorkerChannel worker, DateTimeOffset now)
    {
        var (hello, status) = (worker.Hello, worker.Status);
        return new(
            hello.WorkerId,
            hello.Host,
            ConditionOf(worker),
            status.Running,
            worker.Calls.Count,
            status.Slots,
            status.MemoryUsedMb,
            status.MemoryMb,
            hello.Cpus,
            worker.Runtimes,
            status.Warm.Values.Sum(),
            worker.ConnectedAt,
            now - worker.SilentFor,
            status.Detail);
    }

    private static WorkerCondition ConditionOf(WorkerChannel worker) => worker.Status.State switch
    {
        _ when worker.IsSuspect => WorkerCondition.Suspect,
        _ when worker.IsLeaving => WorkerCondition.Draining,
        WorkerState.Draining => WorkerCondition.Draining,
        WorkerState.Unhealthy => WorkerCondition.Unhealthy,
        _ => WorkerCondition.Ready,
    };
}
