using FaaS.Worker.Sandboxes;

namespace FaaS.Worker.Execution;

/// <summary>What every dispatcher's calls share.</summary>
internal sealed record ExecutionServices(
    FunctionPools Pools,
    WorkerLoad Load,
    WorkerMetrics Metrics,
    TimeProvider TimeProvider,
    ILogger<ActiveInvocation> Logger);
