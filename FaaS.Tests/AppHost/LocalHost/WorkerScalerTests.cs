extern alias apphost;

using apphost::FaaS.AppHost.LocalHost;
using FaaS.Tests.Infrastructure;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace FaaS.Tests.AppHost.LocalHost;

/// <summary>A wish that the test decides upon, and real processes that are started and stopped by it.</summary>
public sealed class WorkerScalerTests : IAsyncDisposable
{
    // Like a worker: finishes what it runs when it is asked to stop.
    private const string Worker = """
        trap 'echo "$0 is asked to stop"; while [ -e "$1" ]; do sleep 0.02; done; echo "$0 is done"; exit 0' TERM
        echo "$0 starts"; while :; do sleep 0.02; done
        """;

    private readonly string _busy = Path.Combine(Path.GetTempPath(), $"faas-busy-{Guid.CreateVersion7():n}");
    private readonly ProcessSpawner _spawner = new();
    private readonly RecordedOutput _output = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Children _children;
    private readonly WorkerSlots _slots;
    private readonly Task _scaling;
    private int _wanted = -1;

    public WorkerScalerTests()
    {
        var options = Options.Create(new LocalHostOptions
        {
            MinWorkers = 1,
            MaxWorkers = 4,
            ScaleInterval = TimeSpan.FromMilliseconds(50),
            DockerSocket = "/nowhere/docker.sock",
        });
        _children = new(
            options, _spawner, new(_output, coloured: false), TimeProvider.System, NullLogger<ChildProcess>.Instance);
        _slots = new(
            () => Enumerable.Range(1, 4).Select(number => (
                $"worker-{number}",
                new ChildCommand($"worker-{number}", "sh", "-c", Worker, $"worker-{number}", _busy))),
            _children,
            new(options, NullLogger<LeftoverContainers>.Instance),
            options,
            NullLogger<WorkerSlots>.Instance);
        _scaling = new WorkerScaler(
            _slots,
            _ => Task.FromResult<int?>(Volatile.Read(ref _wanted) is >= 0 and var wanted ? wanted : null),
            options,
            TimeProvider.System).RunAsync(_stop.Token);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(_busy);
        await _stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _scaling);
        await _children.StopAsync(StopOrder.Workers);
        _children.Dispose();
        _spawner.Dispose();
        _output.Dispose();
        _stop.Dispose();
    }

    [Fact]
    public async Task Workers_come_and_go_within_what_is_allowed()
    {
        _slots.ScaleTo(1);
        await WroteAsync("worker-1 starts");

        Want(100);
        await WroteAsync("worker-4 starts");
        Assert.Equal(4, _slots.Running);

        Want(0);
        await WroteAsync("worker-2 is done");
        await WroteAsync("worker-4 is done");
        Assert.Equal(1, _slots.Running);
        Assert.DoesNotContain("worker-1 is asked", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_finishes_what_it_runs_and_then_its_id_is_used_again()
    {
        await File.WriteAllTextAsync(_busy, "", TestContext.Current.CancellationToken);
        _slots.ScaleTo(2);
        await WroteAsync("worker-2 starts");

        Want(1);
        await WroteAsync("worker-2 is asked to stop");
        Want(3);
        await WroteAsync("worker-4 starts");
        Assert.DoesNotContain("worker-2 is done", _output.ToString(), StringComparison.Ordinal);

        File.Delete(_busy);
        await WroteAsync("worker-2 is done");
        Want(4);
        await Eventually.TrueAsync(() => Count("worker-2 starts") == 2, "the second life of worker-2");
        Assert.Equal(4, _slots.Running);
    }

    [Fact]
    public async Task Nobody_is_stopped_while_nobody_knows()
    {
        _slots.ScaleTo(3);
        await WroteAsync("worker-3 starts");

        Want(-1);
        await Eventually.TrueAsync(() => Count("starts") == 3, "three workers");

        Assert.Equal(3, _slots.Running);
        Assert.DoesNotContain("asked to stop", _output.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Without_limits_the_number_is_fixed()
    {
        Assert.False(new LocalHostOptions().MayScale);
        Assert.Equal((1, 5), Limits(new() { MaxWorkers = 5 }));
        Assert.Equal((2, 3), Limits(new() { MinWorkers = 2, MaxWorkers = 3 }));
        Assert.Equal((3, 3), Limits(new() { Workers = 3 }));
        Assert.True(new LocalHostOptionsValidator()
            .Validate(null, new() { MinWorkers = 3, MaxWorkers = 2 }).Failed);
    }

    private static (int Fewest, int Most) Limits(LocalHostOptions options)
        => (options.FewestWorkers, options.MostWorkers);

    private void Want(int workers) => Volatile.Write(ref _wanted, workers);

    private Task WroteAsync(string text)
        => Eventually.TrueAsync(() => Count(text) > 0, $"'{text}'");

    private int Count(string text) => _output.ToString().Split(text).Length - 1;
}
