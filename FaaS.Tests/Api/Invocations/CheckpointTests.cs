using System.Net;
using System.Text.Json;
using FaaS.Infrastructure.Postgres.Invocations;
using FaaS.Protocol.Frames;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Invocations;

namespace FaaS.Tests.Api.Invocations;

public sealed class CheckpointTests(InvokeApi api) : IClassFixture<InvokeApi>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Checkpoints_are_listed_and_read_as_they_were_saved()
    {
        var row = InvocationLedger.NewRow();
        await SaveAsync(row, "b", null, [0, 255]);
        await SaveAsync(row, "a", "application/json", "[1]"u8.ToArray());

        var items = (await FunctionsApi.JsonOf(await api.Functions.GetAsync($"/invocations/{row.Id}/checkpoints")))
            .GetProperty("items");
        var read = await api.Functions.GetAsync($"/invocations/{row.Id}/checkpoints/b");

        Assert.Equal(
            [("a", 3, "application/json"), ("b", 2, "application/octet-stream")],
            items.EnumerateArray().Select(item => (
                item.GetProperty("name").GetString()!,
                item.GetProperty("size").GetInt32(),
                item.GetProperty("content_type").GetString()!)));
        Assert.True(items[0].GetProperty("saved_at").TryGetDateTimeOffset(out _));
        Assert.Equal("application/octet-stream", read.Content.Headers.ContentType?.MediaType);
        Assert.Equal([0, 255], await read.Content.ReadAsByteArrayAsync(Token));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("..%2F..%2Fetc%2Fpasswd")]
    [InlineData("a%20b")]
    public async Task A_checkpoint_that_is_not_there_is_a_404(string name)
    {
        var row = InvocationLedger.NewRow();
        await SaveAsync(row, "a", null, [1]);

        var response = await api.Functions.GetAsync($"/invocations/{row.Id}/checkpoints/{name}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.EndsWith(
            "/checkpoint-not-found",
            (await FunctionsApi.JsonOf(response)).GetProperty("type").GetString(),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/a")]
    public async Task An_invocation_that_is_not_there_is_a_404(string name)
    {
        var response = await api.Functions.GetAsync($"/invocations/{Guid.CreateVersion7()}/checkpoints{name}");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.EndsWith(
            "/invocation-not-found",
            (await FunctionsApi.JsonOf(response)).GetProperty("type").GetString(),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_caller_waits_for_shows_its_progress_and_keeps_no_checkpoint()
    {
        var release = new TaskCompletionSource();
        api.Serve = async call =>
        {
            call.Ask(FrameType.Progress, """{"fraction":0.4,"message":"so far"}""");
            await release.Task;
            call.Ask(FrameType.Checkpoint, """{"name":"a"}""", "x"u8);
            var kept = await call.Kept;
            call.Ask(FrameType.Recall, """{"name":"a"}""");
            var recalled = await call.Kept;
            call.Succeed([.. kept.Meta, .. recalled.Meta], "text/plain");
        };
        var invoking = api.InvokeAsync(await api.DeployAsync());
        var call = await api.ArrivedAsync(call => !call.IsAnswered);
        var id = call.Invoke!.InvocationId;
        await Eventually.TrueAsync(async () => await ProgressAsync(id) == (0.4, "so far"), "the progress to show");

        release.SetResult();

        var answer = await (await invoking).Content.ReadAsStringAsync(Token);
        Assert.Equal("""{"found":false}{"found":false}""", answer);
        Assert.Equal((0.4, "so far"), await ProgressAsync(id));
        await using var context = api.Functions.Host.Database.CreateContext();
        await Eventually.TrueAsync(
            async () => await context.Invocations.FindAsync([id], Token) is not null, "the record");
        Assert.Equal((0.4, "so far"), await ProgressAsync(id));
    }

    private async Task<(double?, string?)> ProgressAsync(Guid id)
    {
        var json = await FunctionsApi.JsonOf(await api.Functions.GetAsync($"/invocations/{id}"));
        return json.TryGetProperty("progress", out var progress) && progress.ValueKind is JsonValueKind.Number
            ? (progress.GetDouble(), json.GetProperty("progress_message").GetString())
            : (null, null);
    }

    private async Task SaveAsync(InvocationRow row, string name, string? contentType, byte[] content)
    {
        await using var context = api.Functions.Host.Database.CreateContext();
        if (await context.Invocations.FindAsync([row.Id], Token) is null)
        {
            context.Invocations.Add(row);
        }

        context.Checkpoints.Add(new CheckpointRow
        {
            InvocationId = row.Id,
            Name = name,
            ContentType = contentType,
            Content = content,
            Compressed = false,
            Size = content.Length,
            LeaseEpoch = 1,
            SavedAt = row.CreatedAt,
        });
        await context.SaveChangesAsync(Token);
    }
}
