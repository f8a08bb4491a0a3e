using System.Text.Json;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.EndToEnd;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Faults;

/// <summary>A worker is killed with <c>kill -9</c> in the middle of a long job.</summary>
public sealed class LostWorkerTests(TestStores stores) : IAsyncLifetime
{
    private Platform _platform = null!;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private InvocationsClient Invocations => _platform.Client.Invocations;

    public async ValueTask InitializeAsync() => _platform = await Platform.StartAsync(stores, Token);

    [Fact]
    public async Task A_long_job_goes_on_from_its_last_checkpoint_on_the_next_worker()
    {
        var function = await _platform.Client.Functions.CreateAsync(
            new FunctionDefinition
            {
                Name = "job",
                Runtime = "python",
                Handler = "handler",
                Code = System.Text.Encoding.UTF8.GetBytes(ResumingJob.Python),
                Timeout = TimeSpan.FromMinutes(2),
            },
            cancellationToken: Token);
        var invocation = await Invocations.EnqueueAsync(
            function.Name, Payload.Json("""{"steps":8,"fails_at":5,"how":"hang"}"""), Token);
        await Eventually.TrueAsync(() => HasSavedAsync(invocation.Id, 5), "the fifth step to be saved");

        await _platform.Worker.SignalAsync("KILL", Token);
        await _platform.StartWorkerAsync(Token);

        var ended = await Invocations.WaitAsync(invocation.Id, Token).WaitAsync(TimeSpan.FromSeconds(60), Token);
        Assert.True(ended.Status is InvocationStatus.Succeeded, $"{ended.Error}");
        ResumingJob.AssertResumed(ended, 5);
        Assert.Equal(1, ended.Attempt);
    }

    public ValueTask DisposeAsync() => _platform.DisposeAsync();

    private async Task<bool> HasSavedAsync(Guid id, int steps)
        => await Invocations.ListCheckpointsAsync(id, Token) is [_]
            && JsonElement.Parse(await Invocations.ReadCheckpointAsync(id, "default", Token))
                .GetProperty("done").GetInt32() == steps;
}
