using Microsoft.Extensions.Options;

namespace FaaS.AppHost.LocalHost;

/// <summary>Waits until a process that was started can be used.</summary>
internal sealed class Readiness(IOptions<LocalHostOptions> options, HttpClient http, TimeProvider time)
{
    // More crashes than this before it was ever ready are not bad luck.
    private const int MaxExits = 3;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(5);

    public async Task WaitAsync(
        ChildProcess child,
        Func<CancellationToken, Task<bool>> isReady,
        CancellationToken cancellationToken)
    {
        var limit = options.Value.StartTimeout;
        var startedAt = time.GetTimestamp();

        while (!await isReady(cancellationToken))
        {
            if (child.Exits >= MaxExits)
            {
                throw new StartFailedException(
                    $"{child.Name} exited {child.Exits} times before it was ready; its output is above.");
            }

            if (time.GetElapsedTime(startedAt) > limit)
            {
                throw new StartFailedException($"{child.Name} was not ready within {limit.TotalSeconds:0} s.");
            }

            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    public Func<CancellationToken, Task<bool>> HttpOk(Uri url)
        => cancellationToken => IsOkAsync(url, cancellationToken);

    private async Task<bool> IsOkAsync(Uri url, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(ProbeTimeout);
        try
        {
            using var response = await http.GetAsync(url, timeout.Token);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}
