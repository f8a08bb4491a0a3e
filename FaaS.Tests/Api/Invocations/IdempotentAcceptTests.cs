using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Tests.Cli;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.Invocations;

public sealed class IdempotentAcceptTests(TestStores stores) : IAsyncLifetime
{
    private const string InvokeAsync = "/functions/hello/invoke-async";

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
    public async Task The_same_key_again_is_answered_with_the_first_invocation()
    {
        var (first, _) = await AcceptAsync("k", "1");

        var (second, replayed) = await AcceptAsync("k", "1");

        Assert.Equal((first.Id, true), (second.Id, replayed));
        Assert.Equal("k", second.Document.GetProperty("idempotency_key").GetString());
        Assert.Equal((1, 1, 0), await CountsAsync());
    }

    [Fact]
    public async Task A_replay_shows_what_has_become_of_the_first()
    {
        var (first, _) = await AcceptAsync("k", "1");
        await _ledger.SettleAsync(await _ledger.ClaimAsync(first.Id), null);

        var (second, replayed) = await AcceptAsync("k", "1");

        Assert.Equal((first.Id, true), (second.Id, replayed));
        Assert.Equal("succeeded", second.Document.GetProperty("status").GetString());
        Assert.Equal(42, second.Document.GetProperty("result").GetInt32());
    }

    [Fact]
    public async Task Two_replicas_accept_a_key_once_however_many_send_it_at_once()
    {
        await using var other = ApiHost.Start(_api.Database, _api.Redis, _ => { });
        using var otherClient = other.CreateClient();
        var keys = Enumerable.Range(0, 20).Select(number => $"key-{number}").ToArray();

        var accepted = await Task.WhenAll(keys.SelectMany(key => Enumerable.Range(0, 6).Select(async turn =>
            (Key: key, await AcceptAsync(key, "1", client: turn % 2 == 0 ? _client : otherClient)))));

        foreach (var ofKey in accepted.GroupBy(one => one.Key))
        {
            Assert.Single(ofKey.Select(one => one.Item2.Accepted.Id).Distinct());
            Assert.Single(ofKey, one => !one.Item2.Replayed);
        }

        Assert.Equal((20, 20, 0), await CountsAsync());
    }

    [Fact]
    public async Task The_command_line_prints_the_first_id_again()
    {
        string[] arguments = ["invoke", "hello", "-d", "1", "--async", "--idempotency-key", "k", "--delay", "1h"];

        var first = await CliRun.OfAsync(_client.BaseAddress!, arguments);
        var second = await CliRun.OfAsync(_client.BaseAddress!, arguments);
        var other = await CliRun.OfAsync(_client.BaseAddress!, [.. arguments, "--priority", "low"]);

        Assert.Equal((0, 0, 5), (first.ExitCode, second.ExitCode, other.ExitCode));
        Assert.True(Guid.TryParse(first.Output.Trim(), out _));
        Assert.Equal(first.Output, second.Output);
        Assert.Contains("take a new key", other.Error);
    }

    [Fact]
    public async Task Every_function_has_keys_of_its_own()
    {
        await _ledger.PublishAsync("other");

        var (first, _) = await AcceptAsync("k", "1");
        var (second, replayed) = await AcceptAsync("k", "1", "/functions/other/invoke-async");

        Assert.NotEqual(first.Id, second.Id);
        Assert.False(replayed);
    }

    [Theory]
    [InlineData("2", "application/json", null)]
    [InlineData("1", "text/plain", null)]
    [InlineData("1", "application/json", "Faas-Delay: 1h")]
    [InlineData("1", "application/json", "Faas-Priority: low")]
    [InlineData("1", "application/json", "Faas-Expires-In: 1h")]
    [InlineData("1", "application/json", "Faas-Not-Before: 2020-01-01T00:00:00Z")]
    public async Task The_key_of_another_request_is_refused(string payload, string contentType, string? header)
    {
        await AcceptAsync("k", "1");

        using var response = await PostAsync(InvokeAsync, payload, contentType, ["Idempotency-Key: k", header]);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, response.StatusCode);
        Assert.Equal("https://faas.dev/problems/idempotency-key-reused", await TypeOfAsync(response));
        Assert.Equal((1, 1, 0), await CountsAsync());
    }

    [Fact]
    public async Task Headers_that_proxies_add_do_not_make_it_another_request()
    {
        using var first = await PostAsync(
            InvokeAsync, "1", "application/json", ["Idempotency-Key: k", "X-Request-Id: 1"]);
        using var second = await PostAsync(
            InvokeAsync, "1", "application/json", ["Idempotency-Key: \"k\"", "X-Request-Id: 2"]);

        Assert.Equal(HttpStatusCode.Accepted, second.StatusCode);
        Assert.Equal(first.Headers.Location, second.Headers.Location);
    }

    [Fact]
    public async Task Headers_in_the_body_of_invoke_count()
    {
        var request = """{"function_id":"hello","payload":1,"headers":{"a":"1"},"timeout":"5s"}""";
        using var first = await PostAsync("/invoke", request, "application/json", ["Idempotency-Key: k"]);
        using var same = await PostAsync("/invoke", request, "application/json", ["Idempotency-Key: k"]);
        using var other = await PostAsync(
            "/invoke", request.Replace("\"a\":\"1\"", "\"a\":\"2\""), "application/json", ["Idempotency-Key: k"]);

        Assert.Equal(first.Headers.Location, same.Headers.Location);
        Assert.Equal("true", Assert.Single(same.Headers.GetValues("Idempotency-Replayed")));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("\"\"")]
    [InlineData("\"open")]
    [InlineData("\"a\"b\"")]
    [InlineData("\"a\\n\"")]
    [InlineData("tab\there")]
    public async Task A_malformed_key_is_refused(string key)
    {
        using var response = await PostAsync(InvokeAsync, "1", "application/json", [$"Idempotency-Key: {key}"]);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.True((await JsonOf(response)).GetProperty("errors").TryGetProperty("Idempotency-Key", out _));
    }

    [Theory]
    [InlineData(255, HttpStatusCode.Accepted)]
    [InlineData(256, HttpStatusCode.BadRequest)]
    public async Task A_key_has_at_most_255_characters(int length, HttpStatusCode expected)
    {
        var key = new string('k', length);

        using var response = await PostAsync(InvokeAsync, "1", "application/json", [$"Idempotency-Key: {key}"]);

        Assert.Equal(expected, response.StatusCode);
    }

    [Fact]
    public async Task An_expired_key_is_taken_over()
    {
        var (first, _) = await AcceptAsync("k", "1");
        await _ledger.ExecuteAsync("UPDATE idempotency_keys SET expires_at = now() - interval '1 second'");

        var (second, replayed) = await AcceptAsync("k", "2");
        var (third, again) = await AcceptAsync("k", "2");

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal((second.Id, false, true), (third.Id, replayed, again));
    }

    [Fact]
    public async Task A_key_whose_invocation_is_no_longer_kept_says_so()
    {
        await AcceptAsync("k", "1");
        await _ledger.ExecuteAsync("DELETE FROM invocations");

        using var response = await PostAsync(InvokeAsync, "1", "application/json", ["Idempotency-Key: k"]);

        Assert.Equal(HttpStatusCode.Conflict, response.StatusCode);
        Assert.Equal("https://faas.dev/problems/outcome-unknown", await TypeOfAsync(response));
    }

    private async Task<((Guid Id, JsonElement Document) Accepted, bool Replayed)> AcceptAsync(
        string key, string payload, string path = InvokeAsync, HttpClient? client = null)
    {
        using var response = await PostAsync(path, payload, "application/json", [$"Idempotency-Key: {key}"], client);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        var document = await JsonOf(response);
        return ((document.GetProperty("id").GetGuid(), document), response.Headers.Contains("Idempotency-Replayed"));
    }

    private async Task<HttpResponseMessage> PostAsync(
        string path, string payload, string contentType, string?[] headers, HttpClient? client = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative));
        request.Content = new StringContent(payload, Encoding.UTF8, contentType);
        foreach (var header in headers.OfType<string>())
        {
            var colon = header.IndexOf(": ", StringComparison.Ordinal);
            Assert.True(request.Headers.TryAddWithoutValidation(header[..colon], header[(colon + 2)..]));
        }

        return await (client ?? _client).SendAsync(request, Cancel);
    }

    private async Task<(long Accepted, long Queued, long Drift)> CountsAsync()
    {
        var report = await _ledger.Reports.ReadAsync(Cancel);
        return (report.Accepted, report.Queued, report.Drift);
    }

    private static async Task<string?> TypeOfAsync(HttpResponseMessage response)
        => (await JsonOf(response)).GetProperty("type").GetString();

    private static async Task<JsonElement> JsonOf(HttpResponseMessage response)
        => await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }
}
