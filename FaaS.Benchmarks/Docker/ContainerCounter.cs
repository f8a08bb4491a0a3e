using System.Text.Json;

namespace FaaS.Benchmarks.Docker;

/// <summary>Hears from the Engine which containers come and go, and counts those of the platform and of ours.</summary>
internal sealed class ContainerCounter : IAsyncDisposable
{
    public const string WorkerLabel = "faas.worker";

    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _stopping = new();
    private readonly IReadOnlySet<string> _workers;
    private readonly Stream _events;
    private readonly Task _reading;
    private int _created;
    private long _lastEventAt;

    private ContainerCounter(Stream events, IReadOnlySet<string> workers)
    {
        _events = events;
        _workers = workers;
        _reading = ReadAsync();
    }

    /// <summary>Since this was started.</summary>
    public int Created => Volatile.Read(ref _created);

    /// <param name="workers">The ids of the platform's workers; another platform may use the same Engine.</param>
    public static async Task<ContainerCounter> StartAsync(
        DockerEngine docker, IEnumerable<string> workers, CancellationToken cancellationToken)
    {
        const string Wanted = """{"type":["container"],"event":["create","destroy"]}""";
        var path = $"events?filters={Uri.EscapeDataString(Wanted)}";
        return new(await docker.OpenAsync(path, cancellationToken), workers.ToHashSet());
    }

    /// <summary>Waits until what the last calls have set off is over: nothing comes or goes for a second.</summary>
    public async Task SettleAsync(CancellationToken cancellationToken)
    {
        var waitingSince = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(Math.Max(waitingSince, Volatile.Read(ref _lastEventAt))) < Quiet)
        {
            if (TimeProvider.System.GetElapsedTime(waitingSince) > Patience)
            {
                throw new TimeoutException($"Containers still come and go after {Patience.TotalSeconds} s.");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(50), cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await _reading;
        await _events.DisposeAsync();
        _stopping.Dispose();
    }

    private async Task ReadAsync()
    {
        using var reader = new StreamReader(_events, leaveOpen: true);
        try
        {
            while (await reader.ReadLineAsync(_stopping.Token) is { } line)
            {
                Count(JsonDocument.Parse(line).RootElement);
            }
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            // Nobody counts any more.
        }
    }

    private void Count(JsonElement happened)
    {
        var attributes = happened.GetProperty("Actor").GetProperty("Attributes");
        var isTheirs = attributes.TryGetProperty(WorkerLabel, out var worker) && _workers.Contains(worker.GetString()!);
        if (!isTheirs && !attributes.TryGetProperty(DockerEngine.Label, out _))
        {
            return;
        }

        Volatile.Write(ref _lastEventAt, TimeProvider.System.GetTimestamp());
        if (happened.GetProperty("Action").GetString() == "create")
        {
            Interlocked.Increment(ref _created);
        }
    }
}
