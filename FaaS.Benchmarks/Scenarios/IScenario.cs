using FaaS.Benchmarks.Reports;

namespace FaaS.Benchmarks.Scenarios;

internal interface IScenario
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    /// <summary>Takes minutes whatever the length of a round; left out of a quick run.</summary>
    bool IsLong => false;

    Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken);
}
