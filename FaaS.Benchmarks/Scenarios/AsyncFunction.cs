using FaaS.Benchmarks.Load;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;

namespace FaaS.Benchmarks.Scenarios;

/// <summary>A function that does nearly nothing, called asynchronously, and what became of the calls.</summary>
internal sealed class AsyncFunction(Bench bench, string name)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>Its <c>POST …/invoke-async</c>.</summary>
    public HttpTarget Accept { get; } = Hello.CallOf(new Uri(bench.Settings.Api, $"/functions/{name}/invoke-async"));

    public HttpTarget Invoke { get; } = Hello.CallOf(new Uri(bench.Settings.Api, $"/functions/{name}/invoke"));

    public static async Task<AsyncFunction> DeployAsync(Bench bench, string name, CancellationToken cancellationToken)
    {
        await bench.DeployAsync(name, Hello.Node, Isolation.Function, cancellationToken);
        var function = new AsyncFunction(bench, name);
        await bench.Load.RunAsync(
            function.Invoke.DialAsync, new(8, bench.Settings.RoundTime), cancellationToken);
        return function;
    }

    /// <summary>Waits until nothing is queued or running any more.</summary>
    public async Task DrainAsync(CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (await bench.Client.Admin.GetQueuesAsync(patience.Token) is { Queued: > 0 } or { Running: > 0 })
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), patience.Token);
        }
    }

    /// <summary>All that were accepted from then on, as the API shows them.</summary>
    public async Task<IReadOnlyList<Invocation>> ReadAsync(DateTimeOffset since, CancellationToken cancellationToken)
    {
        var filter = new InvocationFilter { Function = name, Since = since };
        var found = new List<Invocation>();
        string? cursor = null;
        do
        {
            var page = await bench.Client.Invocations.ListAsync(filter, 1000, cursor, cancellationToken);
            found.AddRange(page.Items.Where(invocation => invocation.Mode == InvocationMode.Async));
            cursor = page.NextCursor;
        }
        while (cursor is not null);

        return found;
    }

    /// <summary>The load that was sent, with a time of each invocation in place of its 202's.</summary>
    public static LoadResult ResultOf(
        LoadResult sent, IReadOnlyList<Invocation> invocations, Func<Invocation, double> time)
    {
        Invocation[] succeeded = [.. invocations.Where(found => found.Status == InvocationStatus.Succeeded)];
        var lost = sent.Calls - sent.Errors - succeeded.Length;
        return LoadResult.Of([.. succeeded.Select(time)], TimeSpan.FromSeconds(sent.Seconds)) with
        {
            CpuMsPerCall = sent.CpuMsPerCall,
            Errors = sent.Errors + lost,
            FirstError = sent.FirstError ?? (lost > 0 ? "accepted but not done" : null),
        };
    }
}
