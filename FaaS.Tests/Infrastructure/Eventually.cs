namespace FaaS.Tests.Infrastructure;

/// <summary>Waits for a named condition; the failure says what was missing.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static Task TrueAsync(Func<Task<bool>> condition, string what) => TrueAsync(condition, what, Limit);

    public static Task TrueAsync(Func<bool> condition, string what) => TrueAsync(condition, what, Limit);

    public static Task TrueAsync(Func<bool> condition, string what, TimeSpan limit)
        => TrueAsync(() => Task.FromResult(condition()), what, limit);

    public static Task TrueAsync(Func<Task<bool>> condition, string what, TimeSpan limit)
        => TrueAsync(condition, () => what, limit);

    /// <param name="what">Asked when it has not come, so that it can say what there is instead.</param>
    public static async Task TrueAsync(Func<Task<bool>> condition, Func<string> what, TimeSpan limit)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var started = TimeProvider.System.GetTimestamp();
        while (!await condition())
        {
            Assert.True(
                TimeProvider.System.GetElapsedTime(started) < limit,
                $"Waited {limit.TotalSeconds} s in vain for {what()}.");
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }
}
