using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Reading invocations and lists of them, when there are millions.</summary>
internal sealed class RecordsScenario : IScenario
{
    private const int Clients = 2;
    private const int Requests = 200;
    private const double BoundMs = 20;

    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(2);

    public string Name => "records";

    public bool IsLong => true;

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        await using var records = await SeededRecords.CreateAsync(
            bench.Processes.Postgres, bench.Settings.Rows, cancellationToken);
        var ids = await records.SampleAsync(Requests, cancellationToken);
        (string Name, Func<Guid, int, string> Path)[] subjects =
        [
            ("get by id", (id, _) => $"/invocations/{id}"),
            ("newest page", (_, _) => "/invocations"),
            ("page in the middle", (id, _) => $"/invocations?cursor={id:n}"),
            ("page of a function", (_, n) => $"/invocations?function={SeededRecords.FunctionOf(n)}"),
            ("page of the failed", (_, _) => "/invocations?status=failed"),
            ("page before a time", (_, n) => $"/invocations?until={HoursAgo(n)}"),
            ("page of a function's failed", (id, n)
                => $"/invocations?status=failed&function={SeededRecords.FunctionOf(n)}&cursor={id:n}"),
            ("page of the asynchronous", (id, _) => $"/invocations?mode=async&cursor={id:n}"),
        ];
        var plan = new LoadPlan(Clients, bench.Settings.RoundTime);
        var measured = new List<Series>();
        foreach (var (name, path) in subjects)
        {
            var target = HttpTarget.Get(bench.Settings.Api, [.. ids.Select(path)]);

            // What a connection's first query costs, or a disk that is read for the first time, is another question.
            await bench.Load.RunAsync(target.DialAsync, plan with { Duration = WarmUp }, cancellationToken);
            measured.Add(bench.Loaded($"{name} of {bench.Settings.Rows}", target.DialAsync, plan));
        }

        await bench.InterleaveAsync(measured, cancellationToken);
        return [.. measured.Select(series => Row.Of(series, Bar.AtMost("p99 ms", series.P99Ms, BoundMs)))];
    }

    private static string HoursAgo(int hours)
        => TimeProvider.System.GetUtcNow().AddHours(-hours % 144).ToString("yyyy-MM-ddTHH:mm:ssZ");
}
