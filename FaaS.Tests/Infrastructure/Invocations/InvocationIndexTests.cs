using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.Queue;
using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Infrastructure.Invocations;

public sealed class InvocationIndexTests
{
    [Fact]
    public async Task Never_fails_and_says_once_each_what_Redis_is_not_told()
    {
        var redis = BrokenRedis.Create();
        var logger = new RecordingLogger<InvocationIndex>();
        var index = new InvocationIndex(new InvocationQueue(redis), new InvocationSignals(redis), logger);
        var id = Guid.CreateVersion7();

        for (var i = 0; i < 2; i++)
        {
            await index.QueuedAsync([new(InvocationPriority.Normal, "default", Guid.NewGuid(), id, TimeSpan.Zero)]);
            await index.SettledAsync([id]);
            await index.CancelledAsync(id);
        }

        // What is queued is one thing, and what becomes of it another.
        Assert.Equal([LogLevel.Warning, LogLevel.Warning], logger.Levels);
    }
}
