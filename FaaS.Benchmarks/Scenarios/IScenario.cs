using FaaS.Benchmarks.Reports;

namespace FaaS.Benchmarks.Scenarios;

internal interface IScenario
{
    /// <summary>What it is called on the command line.</summary>
    string Name { get; }

    Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken);
}
