using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.DeadLetters;

public sealed class DeadLetterTests(TestStores stores) : IAsyncLifetime
{
    private static readonly InvocationFailure BadPayload = new(FailureKind.BadPayload, "ValueError", "No.", "at 1");
    private static readonly InvocationFailure FunctionError = new(FailureKind.FunctionError, "KeyError", "No.", "at 1");

    private ApiHost _api = null!;
    private InvocationLedger _ledger = null!;
    private HttpClient _client = null!;
    private FunctionVersionRow _hello = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(stores, _ => { }, Cancel);
        _ledger = InvocationLedger.Over(_api.Database);
        _client = _api.CreateClient();
        _hello = await _ledger.PublishAsync();
    }

    [Fact]
    public async Task A_dead_letter_shows_its_payload_its_error_and_every_attempt()
    {
        var id = await DieAsync(FunctionError, """{"n":1}""");

        var letter = await GetAsync($"/dead-letters/{id}");

        Assert.Equal("attempts_exhausted", Text(letter, "reason"));
        Assert.Equal(1, letter.GetProperty("payload").GetProperty("n").GetInt32());
        Assert.Equal(("json", "application/json"), (Text(letter, "payload_encoding"), Text(letter, "content_type")));
        Assert.Equal("b", letter.GetProperty("headers").GetProperty("x-a").GetString());
        Assert.Equal("at 1", letter.GetProperty("error").GetProperty("stack_trace").GetString());
        var attempts = letter.GetProperty("attempts").EnumerateArray().ToArray();
        Assert.Equal([1, 2, 3], attempts.Select(attempt => attempt.GetProperty("number").GetInt32()));
        Assert.All(attempts, attempt =>
        {
            Assert.Equal(("failed", "worker-1"), (Text(attempt, "outcome"), Text(attempt, "worker")));
            Assert.True(Time(attempt, "ended_at") >= Time(attempt, "started_at"));
        });
    }

    [Fact]
    public async Task Redriven_it_runs_the_function_as_it_is_now_with_all_attempts_before_it()
    {
        var id = await DieAsync(FunctionError);
        var died = await _ledger.ReadAsync(id);
        var mended = await _ledger.PublishAgainAsync(_hello, "1.0.1");

        using var response = await PostAsync($"/dead-letters/{id}/redrive");

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        Assert.Equal($"/invocations/{id}", response.Headers.Location?.ToString());
        var queued = await DocumentAsync(response);
        Assert.Equal(("queued", "1.0.1"), (Text(queued, "status"), Text(queued, "version")));
        Assert.Equal(1, queued.GetProperty("redrives").GetInt32());
        var row = await _ledger.ReadAsync(id);
        Assert.Equal((mended.Id, 0, 0, null), (row.VersionId, row.Attempt, row.PlatformFaults, row.DeadReason));
        Assert.True(row.LeaseEpoch > died.LeaseEpoch);
        Assert.True(row.ExpiresAt > row.NotBefore);
        Assert.Equal(3, (await GetAsync($"/invocations/{id}/attempts")).GetProperty("items").GetArrayLength());
        await AssertConservedAsync(queued: 1, dead: 0);

        await _ledger.SettleAsync(await _ledger.ClaimAsync(id), null);
        var attempts = (await GetAsync($"/invocations/{id}/attempts")).GetProperty("items").EnumerateArray();
        Assert.Equal(
            ["failed", "failed", "failed", "succeeded"], attempts.Select(attempt => Text(attempt, "outcome")));
        await AssertConservedAsync(settled: 1);
    }

    [Fact]
    public async Task Nothing_is_redriven_twice()
    {
        var id = await DieAsync(BadPayload);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(async _ =>
        {
            using var response = await PostAsync($"/dead-letters/{id}/redrive");
            return response.StatusCode;
        }));

        Assert.Equal(1, answers.Count(status => status == HttpStatusCode.Accepted));
        Assert.Equal(5, answers.Count(status => status == HttpStatusCode.Conflict));
        Assert.Equal(1, (await _ledger.ReadAsync(id)).Redrives);
        await AssertConservedAsync(queued: 1);
    }

    [Fact]
    public async Task What_has_no_function_any_more_can_only_be_purged()
    {
        var id = await DieAsync(BadPayload);
        await _ledger.ExecuteAsync("DELETE FROM functions");

        using var redrive = await PostAsync($"/dead-letters/{id}/redrive");
        using var all = await PostAsync("/dead-letters/redrive", "{}");
        using var purge = await _client.DeleteAsync(Path($"/dead-letters/{id}"), Cancel);

        Assert.Equal(HttpStatusCode.Conflict, redrive.StatusCode);
        Assert.EndsWith("function-deleted", Text(await DocumentAsync(redrive), "type"));
        var found = await DocumentAsync(all);
        Assert.Equal((0, 1), (Number(found, "redriven"), Number(found, "orphaned")));
        Assert.Equal(HttpStatusCode.NoContent, purge.StatusCode);
        await AssertConservedAsync(settled: 1);
    }

    [Fact]
    public async Task Many_are_redriven_as_fast_as_asked_and_no_more_than_asked()
    {
        for (var index = 0; index < 5; index++)
        {
            await DieAsync(BadPayload);
        }

        using var response = await PostAsync("/dead-letters/redrive", """{"function":"hello","limit":4,"rate":0.1}""");

        var redriven = await DocumentAsync(response);
        Assert.Equal(
            (4, 1, 0), (Number(redriven, "redriven"), Number(redriven, "remaining"), Number(redriven, "orphaned")));
        var due = await DueAsync();
        Assert.Equal([10, 10, 10], due.Zip(due.Skip(1), (one, next) => (int)Math.Round((next - one).TotalSeconds)));
        await AssertConservedAsync(queued: 4, dead: 1);
    }

    [Fact]
    public async Task Only_what_matches_is_redriven_or_purged()
    {
        var bad = await DieAsync(BadPayload);
        var exhausted = await DieAsync(FunctionError);
        var between = TimeProvider.System.GetUtcNow().AddHours(1);

        using var redriven = await PostAsync("/dead-letters/redrive", """{"reason":"attempts_exhausted"}""");
        using var purged = await PostAsync(
            "/dead-letters/purge", $$"""{"function":"{{_hello.FunctionId}}","until":"{{between:O}}"}""");

        Assert.Equal(1, Number(await DocumentAsync(redriven), "redriven"));
        Assert.Equal(1, Number(await DocumentAsync(purged), "purged"));
        Assert.Equal(InvocationState.Queued, (await _ledger.ReadAsync(exhausted)).State);
        using var gone = await _client.GetAsync(Path($"/invocations/{bad}"), Cancel);
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
        await AssertConservedAsync(queued: 1, settled: 1);
    }

    [Fact]
    public async Task A_purge_leaves_nothing_behind()
    {
        var id = await DieAsync(FunctionError);
        await _ledger.ExecuteAsync(
            $"""
            INSERT INTO invocation_checkpoints (invocation_id, name, content, compressed, size, lease_epoch, saved_at)
            VALUES ('{id}', '', '', false, 0, 1, now())
            """);

        using var response = await PostAsync("/dead-letters/purge", """{"all":true}""");
        Assert.Equal(1, Number(await DocumentAsync(response), "purged"));
        foreach (var table in (string[])["invocation_attempts", "invocation_logs", "invocation_checkpoints"])
        {
            Assert.Equal(0, await _ledger.ExecuteAsync($"DELETE FROM {table}"));
        }
    }

    [Fact]
    public async Task Pages_go_from_the_last_death_to_the_first_without_gaps()
    {
        var ids = new List<Guid>();
        for (var index = 0; index < 7; index++)
        {
            ids.Add(await DieAsync(BadPayload));
        }

        // Those that one statement killed died in the same moment.
        await _ledger.ExecuteAsync("UPDATE invocations SET finished_at = now()");
        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await GetAsync($"/dead-letters?function=hello&limit=3&cursor={cursor}");
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(ids.OrderDescending(), seen);
    }

    [Theory]
    [InlineData("reason=not_retryable", 1)]
    [InlineData("reason=poison", 0)]
    [InlineData("function=nobody", 0)]
    [InlineData("since=2020-01-01T00:00:00Z", 1)]
    [InlineData("until=2020-01-01T00:00:00%2B01:00", 0)]
    public async Task Lists_are_filtered(string filter, int expected)
    {
        await DieAsync(BadPayload);

        var page = await GetAsync($"/dead-letters?{filter}");

        Assert.Equal(expected, page.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("GET", "/dead-letters?function=!&reason=sad&limit=0&cursor=x", "", 4)]
    [InlineData("POST", "/dead-letters/redrive", """{"function":"!","reason":"sad","limit":0,"rate":0}""", 4)]
    [InlineData("POST", "/dead-letters/purge", """{"limit":10001}""", 2)]
    public async Task Wrong_request_names_every_field(string method, string path, string body, int fields)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Path(path));
        request.Content = body.Length > 0 ? new StringContent(body, Encoding.UTF8, "application/json") : null;

        using var response = await _client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(fields, (await DocumentAsync(response)).GetProperty("errors").EnumerateObject().Count());
    }

    [Theory]
    [InlineData("GET", "", HttpStatusCode.NotFound)]
    [InlineData("POST", "/redrive", HttpStatusCode.Conflict)]
    [InlineData("DELETE", "", HttpStatusCode.Conflict)]
    public async Task What_is_not_dead_is_no_dead_letter(string method, string suffix, HttpStatusCode expected)
    {
        var row = await _ledger.AcceptAsync(_hello.FunctionId);

        Assert.Equal(expected, await StatusAsync(method, row.Id, suffix));
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(method, Guid.CreateVersion7(), suffix));
        Assert.Equal(InvocationState.Queued, (await _ledger.ReadAsync(row.Id)).State);
    }

    private async Task<HttpStatusCode> StatusAsync(string method, Guid id, string suffix)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), Path($"/dead-letters/{id}{suffix}"));
        using var response = await _client.SendAsync(request, Cancel);
        return response.StatusCode;
    }

    private async Task<Guid> DieAsync(InvocationFailure failure, string payload = "1")
    {
        var row = InvocationLedger.NewRow(_hello.FunctionId, payload: payload, versionId: _hello.Id);
        await _ledger.Acceptance.InsertAsync([row], Cancel);
        while ((await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), failure))?.State != InvocationState.Dead)
        {
        }

        return row.Id;
    }

    private async Task AssertConservedAsync(int queued = 0, int settled = 0, int dead = 0)
    {
        string[] places = ["queued", "running", "settled", "dead", "drift"];
        await Infrastructure.Eventually.TrueAsync(
            async () => await GetAsync("/admin/conservation") is var report
                && places.Select(place => Number(report, place)).SequenceEqual([queued, 0, settled, dead, 0])
                && Time(report, "since") <= Time(report, "at"),
            $"{queued} queued, {settled} settled and {dead} dead, by a count that may be a second old");
    }

    private async Task<DateTimeOffset[]> DueAsync()
    {
        await using var command = _ledger.DataSource.CreateCommand(
            "SELECT array_agg(not_before ORDER BY not_before) FROM invocations WHERE state = 'queued'");
        var due = (DateTime[])(await command.ExecuteScalarAsync(Cancel))!;
        return [.. due.Select(time => new DateTimeOffset(time))];
    }

    private async Task<JsonElement> GetAsync(string path)
        => await _client.GetFromJsonAsync<JsonElement>(Path(path), Cancel);

    private async Task<HttpResponseMessage> PostAsync(string path, string? body = null)
    {
        using var content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.PostAsync(Path(path), content, Cancel);
    }

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static DateTimeOffset Time(JsonElement element, string name)
        => element.GetProperty(name).GetDateTimeOffset();

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private static async Task<JsonElement> DocumentAsync(HttpResponseMessage response)
        => await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }
}
