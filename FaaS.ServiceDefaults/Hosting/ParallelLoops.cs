namespace FaaS.ServiceDefaults.Hosting;

/// <summary>Loops that are one service together.</summary>
public static class ParallelLoops
{
    /// <summary>Returns when all have ended, and fails when the first does: no other would notice.</summary>
    public static async Task RunAsync(IEnumerable<Task> loops)
    {
        Task[] all = [.. loops];
        await foreach (var ended in Task.WhenEach(all))
        {
            if (ended.IsFaulted)
            {
                await ended;
            }
        }

        await Task.WhenAll(all);
    }
}
