using FaaS.Infrastructure.Dispatch;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Workers;

namespace FaaS.Tests.Infrastructure.Dispatch;

public sealed class LiveLogsTests
{
    [Fact]
    public async Task What_the_client_does_not_say_it_throws_ends_nothing()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var running = new RunningInvocations(TimeProvider.System);
        var request = new InvocationRequest
        {
            InvocationId = Guid.CreateVersion7(),
            Payload = default,
            ContentType = null,
            Timeout = TimeSpan.FromSeconds(30),
            Patience = TimeSpan.FromSeconds(30),
        };
        using var invocation = running.Begin(TestDispatcher.Function(), request, cancellationToken);
        invocation.Log.Append("said\n"u8, 0);
        var logger = new RecordingLogger<LiveLogs>();
        using var logs = new LiveLogs(running, BrokenRedis.Create(), TimeProvider.System, logger);

        await logs.StartAsync(cancellationToken);
        await Eventually.TrueAsync(
            () => Task.FromResult(!logger.Levels.IsEmpty || logs.ExecuteTask!.IsCompleted), "a look at the logs");

        Assert.Single(logger.Levels);
        Assert.False(logs.ExecuteTask!.IsCompleted);
        await logs.StopAsync(cancellationToken);
    }
}
