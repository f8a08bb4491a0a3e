using System.Diagnostics;

namespace FaaS.Benchmarks.Load;

/// <summary>One client at its work.</summary>
internal sealed class LoadClient(ICaller caller, LoadPlan plan, long started, TimeSpan offset)
{
    private const int MaxErrorsKept = 1000;
    private const int InitialCalls = 16 * 1024;
    private static readonly TimeSpan OneMillisecond = TimeSpan.FromMilliseconds(1);

    public List<double> LatenciesMs { get; } = new(InitialCalls);

    public List<string> Errors { get; } = [];

    public async Task<LoadClient> RunAsync(CancellationToken cancellationToken)
    {
        var due = offset;
        for (var call = 0; call < plan.CallsPerClient; call++)
        {
            if (plan.Interval > TimeSpan.Zero && !await WaitAsync(due, cancellationToken))
            {
                return this;
            }

            var sent = Stopwatch.GetTimestamp();
            var sentAfter = Stopwatch.GetElapsedTime(started, sent);
            if (sentAfter >= plan.Lead + plan.Duration)
            {
                return this;
            }

            var error = await caller.CallAsync(cancellationToken);
            if (sentAfter >= plan.Lead)
            {
                LatenciesMs.Add(Stopwatch.GetElapsedTime(sent).TotalMilliseconds);
            }

            if (error is not null && Errors.Count < MaxErrorsKept)
            {
                Errors.Add(error);
            }

            due += plan.Interval;
        }

        return this;
    }

    private TimeSpan Until(TimeSpan due) => due - Stopwatch.GetElapsedTime(started);

    private async ValueTask<bool> WaitAsync(TimeSpan due, CancellationToken cancellationToken)
    {
        if (due >= plan.Lead + plan.Duration)
        {
            return false;
        }

        // Delays are cut to whole milliseconds: the last one is waited for in what is left of them.
        for (var wait = Until(due); wait > TimeSpan.Zero; wait = Until(due))
        {
            await Task.Delay(wait < OneMillisecond ? OneMillisecond : wait, cancellationToken);
        }

        return true;
    }
}
