using FaaS.Benchmarks.Load;

namespace FaaS.Benchmarks.Reports;

/// <summary>One subject or baseline over the rounds of a run. Its figures are medians over them.</summary>
internal sealed class Series(string name, Func<CancellationToken, Task<LoadResult>>? measure = null)
{
    private readonly List<LoadResult> _rounds = [];

    public string Name => name;

    public IReadOnlyList<LoadResult> Rounds => _rounds;

    public double P50Ms => Median(round => round.P50Ms);

    public double P90Ms => Median(round => round.P90Ms);

    public double P99Ms => Median(round => round.P99Ms);

    public double CallsPerSecond => Median(round => round.CallsPerSecond);

    public double? CpuMsPerCall => _rounds.TrueForAll(round => round.CpuMsPerCall is not null)
        ? Median(round => round.CpuMsPerCall!.Value)
        : null;

    public int Errors => _rounds.Sum(round => round.Errors);

    public string? FirstError => _rounds.Select(round => round.FirstError).FirstOrDefault(error => error is not null);

    public int Containers => _rounds.Sum(round => round.Containers);

    public void Add(LoadResult round) => _rounds.Add(round);

    public async Task MeasureAsync(CancellationToken cancellationToken)
        => Add(await measure!(cancellationToken));

    public double Median(Func<LoadResult, double> figure) => Medians.Of([.. _rounds.Select(figure)]);
}
