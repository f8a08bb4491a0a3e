extern alias worker;

using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using worker::FaaS.Worker;

namespace FaaS.Tests.Worker;

/// <summary>The counters of a worker that is not there.</summary>
internal static class TestMetrics
{
    private static readonly IMeterFactory Factory =
        new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static WorkerMetrics Create() => new(Factory);
}
