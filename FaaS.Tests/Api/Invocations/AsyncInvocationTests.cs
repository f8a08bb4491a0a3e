using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.Invocations;

public sealed class AsyncInvocationTests(TestStores stores) : IAsyncLifetime
{
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
    public async Task Accepted_invocation_is_committed_before_the_answer()
    {
        using var payload = new StringContent("""{ "n": 1 }""", Encoding.UTF8, "application/json");

        using var response = await _client.PostAsync(Path("/functions/hello/invoke-async"), payload, Cancel);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var document = await DocumentAsync(response);
        var id = document.GetProperty("id").GetGuid();
        Assert.Equal($"/invocations/{id}", response.Headers.Location?.ToString());
        Assert.Equal("queued", document.GetProperty("status").GetString());
        var row = await _ledger.ReadAsync(id);
        Assert.Equal("""{ "n": 1 }""", Encoding.UTF8.GetString(row.Payload!));
        Assert.Equal((InvocationState.Queued, _hello.Id), (row.State, row.VersionId));
    }

    [Fact]
    public async Task Invoke_takes_any_JSON_and_passes_its_very_bytes()
    {
        const string Payload = """{"b": 1.50,  "a":"\u00e4"}""";
        const string Body = $$"""
            {"function_id":"hello","payload":{{Payload}},"headers":{"x-a":"1"},"priority":"high","timeout":"5s"}
            """;

        using var response = await PostJsonAsync("/invoke", Body);

        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var row = await _ledger.ReadAsync((await DocumentAsync(response)).GetProperty("id").GetGuid());
        Assert.Equal(Payload, Encoding.UTF8.GetString(row.Payload!));
        Assert.Equal("application/json", row.ContentType);
        Assert.Equal((5000, InvocationPriority.High), (row.TimeoutMs, row.Priority));
        Assert.Equal("1", row.Headers["x-a"]);
    }

    [Theory]
    [InlineData("""{"payload":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"function_id":"hello","timeout":"soon"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"function_id":"hello","priority":"urgent"}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"function_id":"hello","unknown":1}""", HttpStatusCode.BadRequest)]
    [InlineData("""{"function_id":"hello",""", HttpStatusCode.BadRequest)]
    [InlineData("""{"function_id":"nobody"}""", HttpStatusCode.NotFound)]
    public async Task Wrong_request_is_a_problem(string body, HttpStatusCode expected)
    {
        using var response = await PostJsonAsync("/invoke", body);

        Assert.Equal(expected, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData("/functions/hello/invoke-async", false)]
    [InlineData("/invoke", true)]
    public async Task Payload_over_a_megabyte_is_too_large(string path, bool inJson)
    {
        var payload = $"\"{new string('x', 1024 * 1024)}\"";

        using var response = await PostJsonAsync(
            path, inJson ? $$"""{"function_id":"hello","payload":{{payload}}}""" : payload);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, response.StatusCode);
    }

    [Fact]
    public async Task Callers_at_once_share_commits_and_each_gets_its_own()
    {
        var accepted = await Task.WhenAll(Enumerable.Range(0, 300).Select(async index =>
        {
            using var response = await PostJsonAsync("/functions/hello/invoke-async", $"{index}");
            return (Index: index, Id: (await DocumentAsync(response)).GetProperty("id").GetGuid());
        }));

        Assert.Equal(300, accepted.Select(one => one.Id).Distinct().Count());
        foreach (var (index, id) in accepted.Where(one => one.Index % 50 == 0))
        {
            Assert.Equal($"{index}", Encoding.UTF8.GetString((await _ledger.ReadAsync(id)).Payload!));
        }

        var report = await _ledger.Reports.ReadAsync(Cancel);
        Assert.Equal((300, 300, 0), (report.Accepted, report.Queued, report.Drift));
    }

    [Fact]
    public async Task Nothing_is_accepted_that_cannot_be_committed()
    {
        await _ledger.ExecuteAsync("ALTER TABLE invocations RENAME TO gone");

        using var response = await PostJsonAsync("/functions/hello/invoke-async", "1");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
    }

    [Fact]
    public async Task Waiting_ends_when_another_process_settles()
    {
        var row = await _ledger.AcceptAsync(_hello.FunctionId);
        var claimed = await _ledger.ClaimAsync(row.Id);
        var waiting = _client.GetFromJsonAsync<JsonElement>(Path($"/invocations/{row.Id}?wait=30s"), Cancel);

        await _ledger.SettleAsync(claimed, null);

        var document = await waiting;
        Assert.Equal("succeeded", document.GetProperty("status").GetString());
        Assert.Equal(42, document.GetProperty("result").GetInt32());
        Assert.Equal("json", document.GetProperty("result_encoding").GetString());
        Assert.Equal("worker-1", document.GetProperty("worker").GetString());
        Assert.Equal(5, document.GetProperty("run_ms").GetDouble());
    }

    [Fact]
    public async Task Waiting_has_an_end()
    {
        var row = await _ledger.AcceptAsync(_hello.FunctionId);

        var document = await _client.GetFromJsonAsync<JsonElement>(Path($"/invocations/{row.Id}?wait=100ms"), Cancel);

        Assert.Equal("queued", document.GetProperty("status").GetString());
    }

    [Fact]
    public async Task Failure_is_shown_with_what_the_code_said()
    {
        var row = await _ledger.AcceptAsync(_hello.FunctionId);
        await _ledger.SettleAsync(
            await _ledger.ClaimAsync(row.Id), new(FailureKind.BadPayload, "ValueError", "No.", "at line 1"));

        var document = await _client.GetFromJsonAsync<JsonElement>(Path($"/invocations/{row.Id}"), Cancel);

        Assert.Equal("dead", document.GetProperty("status").GetString());
        var error = document.GetProperty("error");
        Assert.Equal("bad_payload", error.GetProperty("kind").GetString());
        Assert.Equal("at line 1", error.GetProperty("stack_trace").GetString());
    }

    [Fact]
    public async Task Logs_can_be_read_and_followed_to_the_end()
    {
        var row = await _ledger.AcceptAsync(_hello.FunctionId);
        var claimed = await _ledger.ClaimAsync(row.Id);
        var following = _client.GetStringAsync(Path($"/invocations/{row.Id}/logs?follow=true"), Cancel);

        await _ledger.SettleAsync(claimed, null);

        Assert.Equal("log", await following);
        Assert.Equal("log", await _client.GetStringAsync(Path($"/invocations/{row.Id}/logs"), Cancel));
    }

    [Fact]
    public async Task Queued_invocation_is_cancelled_at_once_and_only_once()
    {
        var row = await _ledger.AcceptAsync(_hello.FunctionId);

        using var first = await _client.PostAsync(Path($"/invocations/{row.Id}/cancel"), null, Cancel);
        using var second = await _client.PostAsync(Path($"/invocations/{row.Id}/cancel"), null, Cancel);

        Assert.Equal("cancelled", (await DocumentAsync(first)).GetProperty("status").GetString());
        Assert.Equal(HttpStatusCode.Conflict, second.StatusCode);
    }

    [Theory]
    [InlineData("", "GET")]
    [InlineData("/logs", "GET")]
    [InlineData("/logs?follow=true", "GET")]
    [InlineData("/cancel", "POST")]
    public async Task Unknown_invocation_is_not_found(string suffix, string method)
    {
        using var request = new HttpRequestMessage(
            new HttpMethod(method), Path($"/invocations/{Guid.CreateVersion7()}{suffix}"));

        using var response = await _client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType?.MediaType);
    }

    [Fact]
    public async Task Pages_go_from_the_newest_to_the_oldest_without_gaps()
    {
        var ids = new List<Guid>();
        for (var index = 0; index < 7; index++)
        {
            ids.Add((await _ledger.AcceptAsync(_hello.FunctionId)).Id);
        }

        var (seen, cursor) = (new List<Guid>(), "");
        do
        {
            var page = await _client.GetFromJsonAsync<JsonElement>(
                Path($"/invocations?function=hello&limit=3&cursor={cursor}"), Cancel);
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid()));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(ids.OrderDescending(), seen);
    }

    [Theory]
    [InlineData("status=dead", 0)]
    [InlineData("function=hello&status=queued", 1)]
    [InlineData("function=hello&status=succeeded&mode=async", 0)]
    [InlineData("function=0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10", 0)]
    [InlineData("status=queued&mode=async", 1)]
    [InlineData("mode=sync", 0)]
    [InlineData("function=nobody", 0)]
    [InlineData("since=2020-01-01T00:00:00Z", 1)]
    [InlineData("since=0001-01-01T00:00:00Z&until=9999-12-31T23:59:59.9999999Z", 1)]
    [InlineData("cursor=ffffffffffffffffffffffffffffffff", 1)]
    [InlineData("cursor=00000000000000000000000000000000", 0)]
    [InlineData("until=2020-01-01T00:00:00%2B01:00", 0)]
    public async Task Lists_are_filtered(string filter, int expected)
    {
        await _ledger.AcceptAsync(_hello.FunctionId);

        var page = await _client.GetFromJsonAsync<JsonElement>(Path($"/invocations?{filter}"), Cancel);

        Assert.Equal(expected, page.GetProperty("items").GetArrayLength());
    }

    [Theory]
    [InlineData("/invocations?status=lost&limit=0&cursor=x", 3)]
    [InlineData("/invocations/0199a3f2-6c1e-7b61-9a52-0d1f3c1c7a10?wait=5m", 1)]
    public async Task Wrong_query_names_every_field(string path, int fields)
    {
        using var response = await _client.GetAsync(Path(path), Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(fields, (await DocumentAsync(response)).GetProperty("errors").EnumerateObject().Count());
    }

    [Fact]
    public async Task Queues_are_shown_by_priority_and_add_up()
    {
        await _ledger.AcceptAsync(_hello.FunctionId, InvocationPriority.High);
        var row = await _ledger.AcceptAsync(_hello.FunctionId);
        await _ledger.SettleAsync(await _ledger.ClaimAsync(row.Id), null);

        var queues = await _client.GetFromJsonAsync<JsonElement>(Path("/admin/queues"), Cancel);

        Assert.Equal(
            (2, 1, 1, 0),
            (Number(queues, "accepted"), Number(queues, "queued"), Number(queues, "settled"), Number(queues, "drift")));
        Assert.Equal(1, Number(queues.GetProperty("priorities")[0], "depth"));
    }

    private static int Number(JsonElement element, string name) => element.GetProperty(name).GetInt32();

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private static async Task<JsonElement> DocumentAsync(HttpResponseMessage response)
        => await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    private async Task<HttpResponseMessage> PostJsonAsync(string path, string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.PostAsync(Path(path), content, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }
}
