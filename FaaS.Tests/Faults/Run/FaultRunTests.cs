using System.Globalization;
using System.Text;
using FaaS.Tests.Infrastructure;
using Npgsql;

namespace FaaS.Tests.Faults.Run;

/// <summary>
/// Work is accepted at a steady pace while everything dies, hangs, forgets and loses touch, one after the other. Then
/// every single invocation is looked at: what was accepted is settled, once, and what ran twice did so for a reason.
/// </summary>
[Collection(FaultRunCollection.Name)]
public sealed class FaultRunTests(PrivateDocker docker) : IAsyncLifetime
{
    // How long things take is in the table; the test only refuses what never comes.
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(4);
    private static readonly TimeSpan Drain = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Calm = TimeSpan.FromSeconds(5);

    private readonly FaultRunSettings _settings = FaultRunSettings.FromEnvironment();
    private readonly List<FaultRecord> _faults = [];
    private Cluster _cluster = null!;
    private Truth _truth = null!;
    private SteadyLoad _load = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public async ValueTask InitializeAsync()
    {
        _cluster = await Cluster.StartAsync(docker, _settings.LogDirectory, Cancelled);
        _truth = new Truth(_cluster.DataSource);
        await _truth.WatchAsync(Cancelled);
        await Eventually.TrueAsync(
            () => _cluster.AreWorkersReadyAsync(Cancelled), "both workers to join", Recovery);
        foreach (var function in LoadFunction.All)
        {
            await _cluster.Client.Functions.CreateAsync(function, cancellationToken: Cancelled);
        }

        _load = new SteadyLoad(_cluster.Apis.Select(api => api.Url), _settings.PerSecond, _settings.Seed);
    }

    [Fact]
    public async Task What_was_accepted_is_settled_once_whatever_dies()
    {
        Tell($"Seed {_settings.Seed}, {_settings.PerSecond} invocations a second.");
        await RecoverAsync("the start");
        await Task.Delay(Calm, Cancelled);
        await InflictAllAsync();

        await _load.StopAsync();
        var stoppedAt = Now;
        await DrainAsync();
        await JudgeAsync(stoppedAt, Now);
    }

    public async ValueTask DisposeAsync()
    {
        if (_load is not null)
        {
            await _load.DisposeAsync();
        }

        if (_cluster is not null)
        {
            await _cluster.DisposeAsync();
        }

        await docker.EndStrandedAsync(CancellationToken.None);
    }

    private async Task InflictAllAsync()
    {
        var random = new Random(_settings.Seed);
        var catalog = new FaultCatalog(_cluster, docker, random);
        var until = Now + TimeSpan.FromMinutes(_settings.Minutes ?? 0);
        do
        {
            var round = (_settings is { Minutes: null, Only: null } ? catalog.ShortRound() : catalog.Round())
                .Where(fault => fault.What.Contains(_settings.Only ?? ""))
                .ToArray();
            Assert.NotEmpty(round);
            foreach (var fault in round)
            {
                await InflictAsync(fault);
                await Task.Delay(TimeSpan.FromMilliseconds(random.Next(200, 800)), Cancelled);
            }
        }
        while (Now < until);
    }

    private async Task InflictAsync(Fault fault)
    {
        var startedAt = Now;
        await fault.InflictAsync(Cancelled);
        await Task.Delay(fault.Lasts, Cancelled);
        var healedAt = Now;
        await fault.HealAsync(Cancelled);
        await RecoverAsync(fault.What);
        var record = new FaultRecord(fault.What, startedAt, healedAt, Now);
        _faults.Add(record);
        Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"{startedAt:HH:mm:ss} {record.What}, recovered after {record.Recovery.TotalSeconds:0.0} s"));
    }

    /// <summary>Returns when each Api has accepted something new that has run, and all workers are ready.</summary>
    private Task RecoverAsync(string what)
    {
        var probes = new Guid?[_cluster.Apis.Count];
        var seen = "";
        return Eventually.TrueAsync(
            async () =>
            {
                for (var api = 0; api < probes.Length; api++)
                {
                    probes[api] ??= await _load.ProbeAsync(api);
                }

                Guid[] accepted = [.. probes.OfType<Guid>()];
                var haveRun = accepted.Length == probes.Length
                    && await IsSeenAsync(() => _truth.SucceededAsync(accepted, Cancelled), probes.Length);
                var states = await _cluster.WorkerStatesAsync(Cancelled);
                seen = $"{accepted.Length} of {probes.Length} probes are accepted: "
                    + (haveRun ? "they have run" : await DescribeAsync(() => _truth.DescribeAsync(accepted, Cancelled)))
                    + $"; the workers are {string.Join(", ", states)}";
                return haveRun && states.Count(state => state == "ready") == _cluster.Workers.Count;
            },
            () => $"work to go through after {what}; {seen}",
            Recovery);
    }

    private Task DrainAsync()
    {
        var open = "";
        return Eventually.TrueAsync(
            async () =>
            {
                open = await DescribeAsync(() => _truth.DescribeOpenAsync(Cancelled));
                return open == Truth.None;
            },
            () => $"all that was accepted to be settled; open are {open}",
            Drain);
    }

    private static async Task<string> DescribeAsync(Func<Task<string>> describe)
    {
        try
        {
            return await describe();
        }
        catch (NpgsqlException exception)
        {
            return exception.Message;
        }
    }

    // A connection from before a crash is noticed when it is used.
    private static async Task<bool> IsSeenAsync(Func<Task<long>> count, long expected)
    {
        try
        {
            return await count() == expected;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private async Task JudgeAsync(DateTimeOffset stoppedAt, DateTimeOffset drainedAt)
    {
        var held = await _truth.InvocationsAsync(Cancelled);
        var verdict = new Verdict(_load.Accepted, held, await _truth.TransitionsAsync(Cancelled), _faults);
        var (accepted, settled, dead) = await _truth.TotalsAsync(Cancelled);
        Tell(Table(verdict));
        Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Clients were told of {_load.Accepted.Count} accepted, {_load.Refused} refused, {_load.Unanswered} nothing.
            Postgres has {held.Count}: accepted {accepted} = settled {settled} + dead {dead}.
            That took {verdict.Executions} executions.
            The rest was settled {(drainedAt - stoppedAt).TotalSeconds:0.0} s after the last was accepted.
            """));

        foreach (var late in verdict.SettledAfter(stoppedAt + Late).Take(3))
        {
            Tell(late);
        }

        Assert.Empty(verdict.Wrong);
        Assert.Equal((held.Count, held.Count), (accepted, settled + dead));
        Assert.Equal(held.Values.Count(invocation => invocation.State == "dead"), dead);

        var told = await _cluster.Client.Admin.GetConservationAsync(Cancelled);
        Assert.Equal(
            (accepted, 0, 0, settled, dead, 0),
            (told.Accepted, told.Queued, told.Running, told.Settled, told.Dead, told.Drift));
    }

    private string Table(Verdict verdict)
    {
        var table = new StringBuilder("| fault | lasted s | recovered after s | ran again |\n|---|---:|---:|---:|\n");
        foreach (var fault in _faults)
        {
            table.Append(
                CultureInfo.InvariantCulture,
                $"| {fault.What} | {fault.Lasted.TotalSeconds:0.0} | {fault.Recovery.TotalSeconds:0.0} |");
            table.Append(CultureInfo.InvariantCulture, $" {verdict.RepeatsOf(fault)} |\n");
        }

        return table.ToString();
    }

    private void Tell(string text)
    {
        TestContext.Current.TestOutputHelper?.WriteLine(text);
        if (_settings.ReportPath is { } path)
        {
            File.AppendAllText(path, text + "\n");
        }
    }
}
