using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>Keeps as many workers as the scheduler would have, within what is allowed.</summary>
/// <param name="readWanted">Null while nobody knows.</param>
internal sealed class WorkerScaler(
    WorkerSlots slots,
    Func<CancellationToken, Task<int?>> readWanted,
    IOptions<LocalHostOptions> options,
    TimeProvider time)
{
    private readonly LocalHostOptions _options = options.Value;

    /// <summary>Until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        if (!_options.MayScale)
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken);
        }

        while (true)
        {
            await Task.Delay(_options.ScaleInterval, time, cancellationToken);
            if (await readWanted(cancellationToken) is { } wanted)
            {
                slots.ScaleTo(Math.Clamp(wanted, _options.FewestWorkers, _options.MostWorkers));
            }
        }
    }
}
