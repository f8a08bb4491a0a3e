using System.Text;
using System.Text.Json;
using FaaS.Benchmarks.Baselines;
using FaaS.Benchmarks.Docker;
using FaaS.Benchmarks.Platform;
using FaaS.Benchmarks.Reports;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>Very many warm sandboxes that nobody calls: what each takes in memory, and all together in CPU.</summary>
internal sealed class DensityScenario : IScenario
{
    private const string Function = "bench-density";
    private const int BareProcesses = 5;

    // Smaller than the default, so that the worker's memory holds all of them.
    private const int MemoryMb = 64;

    private const string Source = """
        import sys, time
        def handler(event, context):
            time.sleep(event.get("hold", 0))
            return sorted(sys.modules) if "modules" in event else len(sys.modules)
        """;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan CpuWindow = TimeSpan.FromSeconds(20);

    public string Name => "density";

    public bool IsLong => true;

    public async Task<IReadOnlyList<Row>> RunAsync(Bench bench, CancellationToken cancellationToken)
    {
        var wanted = bench.Settings.Sandboxes;
        var slots = (await bench.Client.Admin.ListWorkersAsync(cancellationToken)).Sum(worker => worker.Slots);
        if (slots < wanted)
        {
            throw new InvalidOperationException(
                $"The workers run {slots} calls at once, not {wanted}: start it with Worker__Slots={wanted}.");
        }

        await FillAsync(bench, wanted, cancellationToken);
        var modules = await ModulesAsync(bench, cancellationToken);
        await Task.Delay(Rest, cancellationToken);
        await bench.Containers.SettleAsync(cancellationToken);
        var (worker, daemons) = await IdleCpuAsync(bench, cancellationToken);

        var sandboxes = await MemoryOfSandboxesAsync(bench, cancellationToken);
        var bare = await MemoryOfBareAsync(bench, modules, cancellationToken);
        return
        [
            Row.Of(
                $"{wanted} idle warm python sandboxes",
                Bar.AtLeast("sandboxes", sandboxes.Count, wanted),
                Bar.AtMost("PSS / bare python3's", sandboxes.Average() / bare, 1.3),
                Bar.AtMost("worker, dockerd % of a core", worker + daemons, 1)) with
            {
                Figures = new Dictionary<string, double>
                {
                    ["sandbox PSS MB"] = sandboxes.Average(),
                    ["bare python3 PSS MB"] = bare,
                    ["modules"] = modules.Count,
                    ["worker % of a core"] = worker,
                    ["dockerd, containerd % of a core"] = daemons,
                },
            },
        ];
    }

    /// <summary>As many calls at once as there are to be sandboxes, each held until the last has its own.</summary>
    private static async Task FillAsync(Bench bench, int wanted, CancellationToken cancellationToken)
    {
        var definition = new FunctionDefinition
        {
            Name = Function,
            Runtime = "python",
            Handler = "handler",
            Code = Encoding.UTF8.GetBytes(Source),
            Isolation = Isolation.Function,
            MaxConcurrency = wanted,
            MemoryMb = MemoryMb,
            Timeout = TimeSpan.FromMinutes(2),
        };
        await bench.DeployAsync(definition, cancellationToken);

        // An Engine makes about twice that many in a second, so that no call is answered too early.
        var hold = Payload.Json($$"""{"hold":{{10 + (wanted / 8)}}}""");
        await Task.WhenAll(Enumerable.Range(0, wanted)
            .Select(_ => bench.Client.Invocations.InvokeAsync(Function, hold, cancellationToken)));
    }

    private static async Task<IReadOnlyList<string>> ModulesAsync(Bench bench, CancellationToken cancellationToken)
    {
        var answer = await bench.Client.Invocations.InvokeAsync(
            Function, Payload.Json("""{"modules":true}"""), cancellationToken);
        return
        [
            .. JsonDocument.Parse(answer.Content).RootElement.EnumerateArray()
                .Select(module => module.GetString()!)
                .Where(module => module is not "__main__" and not "__mp_main__" and not "main"
                    && !module.StartsWith("faas_agent", StringComparison.Ordinal)),
        ];
    }

    /// <summary>Of all processes of each; those of others are generic, or left of another function.</summary>
    private static async Task<IReadOnlyList<double>> MemoryOfSandboxesAsync(
        Bench bench, CancellationToken cancellationToken)
    {
        var sandboxes = (await bench.SandboxesAsync(cancellationToken)).Where(IsOurs).ToArray();
        var processes = ProcessTable.Read();
        return
        [
            .. sandboxes.Select(
                sandbox => processes.WithDescendants(sandbox.Process).Sum(ProcessFigures.ProportionalMb)),
        ];
    }

    private static bool IsOurs(SandboxContainer sandbox)
    {
        var code = Path.Combine(sandbox.CodeDirectory, Hello.Python.File);
        return File.Exists(code) && File.ReadAllText(code) == Source;
    }

    /// <summary>While the sandboxes are there, so that both share the pages of the image's files alike.</summary>
    private static async Task<double> MemoryOfBareAsync(
        Bench bench, IReadOnlyList<string> modules, CancellationToken cancellationToken)
    {
        var bare = new List<BarePython>();
        try
        {
            var memory = new List<double>();
            for (var number = 0; number < BareProcesses; number++)
            {
                bare.Add(await BarePython.StartAsync(
                    bench.Docker, bench.ImageOf(Hello.Python), modules, cancellationToken));
                memory.Add(ProcessFigures.ProportionalMb(await bare[^1].ProcessAsync(cancellationToken)));
            }

            return memory.Average();
        }
        finally
        {
            foreach (var python in bare)
            {
                await python.DisposeAsync();
            }
        }
    }

    private static async Task<(double Worker, double Daemons)> IdleCpuAsync(
        Bench bench, CancellationToken cancellationToken)
    {
        var (worker, daemons) = (bench.Processes.Worker, bench.Processes.DockerDaemons());
        var (workerMs, daemonsMs) = (ProcessFigures.CpuMs(worker), daemons.Sum(ProcessFigures.CpuMs));
        var startedAt = TimeProvider.System.GetTimestamp();
        await Task.Delay(CpuWindow, cancellationToken);
        var percent = 100 / TimeProvider.System.GetElapsedTime(startedAt).TotalMilliseconds;
        return (
            (ProcessFigures.CpuMs(worker) - workerMs) * percent,
            (daemons.Sum(ProcessFigures.CpuMs) - daemonsMs) * percent);
    }
}
