using FaaS.Benchmarks.Load;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>A Go binary that is run per invocation, in a container that is not made for it.</summary>
internal sealed class ProgramScenario : IScenario
{
    public string Name => "program";

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var url = await bench.DeployAsync("bench-program", Hello.Go, Isolation.Function, cancellationToken);
        var plan = new LoadPlan(1, bench.Settings.RoundTime);
        var b3 = bench.Loaded("B3 docker run go", bench.DockerRunOf(Hello.Go), plan);
        var program = bench.Loaded("go program, 1 client", Hello.CallOf(url).DialAsync, plan);
        await bench.Load.RunAsync(Hello.CallOf(url).DialAsync, plan, cancellationToken);

        await bench.InterleaveAsync([b3, program], cancellationToken);
        return [Row.Of(b3), Row.Of(program, Bar.AtMost("p50 / B3's", program.P50Ms / b3.P50Ms, 1.0 / 40))];
    }
}
