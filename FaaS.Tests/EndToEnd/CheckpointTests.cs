using System.Net;
using System.Text.Json;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>Long jobs go on from their last checkpoint, whatever ended the attempt before.</summary>
public sealed class CheckpointTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    [Theory]
    [InlineData("python", "raise")]
    [InlineData("python", "exit")]
    [InlineData("python", "hang")]
    [InlineData("nodejs", "exit")]
    public async Task The_next_attempt_starts_where_the_last_one_saved(string runtime, string how)
    {
        var function = await DeployAsync(Job(runtime) with { Timeout = TimeSpan.FromSeconds(3) });

        var invocation = await RunAsync(function, Payload.Json($$"""{"steps":8,"fails_at":5,"how":"{{how}}"}"""));

        Assert.True(invocation.Status is InvocationStatus.Succeeded, $"{invocation.Error}");
        ResumingJob.AssertResumed(invocation, 5);
        Assert.InRange(invocation.Attempt, 2, 3);
        await Eventually.TrueAsync(
            async () => await Faas.Invocations.ListCheckpointsAsync(invocation.Id, CancellationToken) is [],
            "the checkpoints of what has succeeded to be gone");
        await Eventually.TrueAsync(
            async () => await GetAsync(invocation.Id) is { Progress: 1, ProgressMessage: "step 8" },
            "the last of its progress to be written");
    }

    [Fact]
    public async Task What_a_dead_invocation_has_saved_can_be_read()
    {
        var function = await DeployAsync(Job("python"));

        var invocation = await RunAsync(
            function, Payload.Json("""{"steps":8,"fails_at":2,"how":"raise","always":true}"""));

        Assert.Equal(InvocationStatus.Dead, invocation.Status);
        var kept = Assert.Single(await Faas.Invocations.ListCheckpointsAsync(invocation.Id, CancellationToken));
        Assert.Equal(("default", "application/json"), (kept.Name, kept.ContentType));
        var content = await Faas.Invocations.ReadCheckpointAsync(invocation.Id, "default", CancellationToken);
        Assert.Equal((kept.Size, 2), (content.Length, JsonElement.Parse(content).GetProperty("done").GetInt32()));

        var listed = await CliProcess.RunAsync(Platform.Url, ["checkpoints", invocation.Id.ToString()]);
        Assert.Matches($"(?m)^default +{content.Length} B +application/json", listed.Output);
        var printed = await CliProcess.RunAsync(Platform.Url, ["checkpoints", invocation.Id.ToString(), "default"]);
        Assert.Equal(content, System.Text.Encoding.UTF8.GetBytes(printed.Output));

        var missing = await Assert.ThrowsAsync<FaasException>(
            () => Faas.Invocations.ReadCheckpointAsync(invocation.Id, "other", CancellationToken));
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
    }

    [Fact]
    public async Task Progress_shows_while_it_runs()
    {
        var function = await DeployAsync(Job("python"));
        var invocation = await Faas.Invocations.EnqueueAsync(
            function.Name, Payload.Json("""{"steps":8,"fails_at":2,"how":"hang"}"""), CancellationToken);

        await Eventually.TrueAsync(
            async () => await GetAsync(invocation.Id) is { Progress: 0.25, ProgressMessage: "step 2" },
            "the progress of what runs");
        var shown = await CliProcess.RunAsync(Platform.Url, ["invocations", invocation.Id.ToString()]);
        await Faas.Invocations.CancelAsync(invocation.Id, CancellationToken);

        Assert.Matches("(?m)^Progress +25 % step 2", shown.Output);
        var cancelled = await Faas.Invocations.WaitAsync(invocation.Id, CancellationToken);
        Assert.Equal((InvocationStatus.Cancelled, 0.25), (cancelled.Status, cancelled.Progress));
    }

    [Fact]
    public async Task A_caller_who_waits_has_one_attempt_and_nothing_is_kept_for_another()
    {
        var function = await DeployAsync(Job("python"));

        var result = await Faas.Invocations.InvokeAsync(
            function.Name, Payload.Json("""{"steps":3,"fails_at":9,"how":"raise"}"""), CancellationToken);

        Assert.Equal("[0]", JsonElement.Parse(result.Content).GetProperty("starts").GetRawText());
        Assert.Empty(await Faas.Invocations.ListCheckpointsAsync(result.InvocationId, CancellationToken));
        Assert.Equal(1, (await GetAsync(result.InvocationId)).Progress);
    }

    private static FunctionDefinition Job(string runtime)
        => Define(runtime, "handler", runtime == "python" ? ResumingJob.Python : ResumingJob.Nodejs);

    private Task<Invocation> GetAsync(Guid id) => Faas.Invocations.GetAsync(id, null, CancellationToken);
}
