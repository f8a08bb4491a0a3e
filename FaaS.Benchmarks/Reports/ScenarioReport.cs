namespace FaaS.Benchmarks.Reports;

/// <param name="Failure">Why there are no rows.</param>
internal sealed record ScenarioReport(string Scenario, TimeSpan Took, IReadOnlyList<Row> Rows, string? Failure = null)
{
    public bool IsMet => Failure is null && Rows.All(row => row.IsMet);
}
