using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.Invocations;

public sealed class RequestedTimesTests(TestStores stores) : IAsyncLifetime
{
    private ApiHost _api = null!;
    private InvocationLedger _ledger = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await ApiHost.StartAsync(stores, _ => { }, Cancel);
        _ledger = InvocationLedger.Over(_api.Database);
        _client = _api.CreateClient();
        await _ledger.PublishAsync();
    }

    [Fact]
    public async Task What_is_accepted_expires_six_hours_after_it_is_due()
    {
        var document = await AcceptAsync("""{"function_id":"hello","delay":"2h"}""");

        var row = await _ledger.ReadAsync(document.GetProperty("id").GetGuid());
        Assert.Equal(TimeSpan.FromHours(6), row.ExpiresAt - row.NotBefore);
        Assert.InRange(row.NotBefore - row.CreatedAt, TimeSpan.FromMinutes(119), TimeSpan.FromMinutes(121));
        Assert.Equal(row.NotBefore, Time(document, "not_before"));
        Assert.Equal(row.NotBefore, Time(document, "next_attempt_at"));
        Assert.Equal(row.ExpiresAt, Time(document, "expires_at"));
    }

    [Fact]
    public async Task The_age_that_a_function_allows_counts_from_when_it_is_due()
    {
        await _ledger.ExecuteAsync("UPDATE function_versions SET max_event_age_ms = 60000");

        var document = await AcceptAsync("""{"function_id":"hello","delay":"2h","expires_in":"5h"}""");

        Assert.Equal(TimeSpan.FromMinutes(1), Time(document, "expires_at") - Time(document, "not_before"));
    }

    [Fact]
    public async Task Expires_in_counts_from_acceptance()
    {
        var document = await AcceptAsync("""{"function_id":"hello","delay":"1m","expires_in":"90s"}""");

        Assert.Equal(TimeSpan.FromSeconds(30), Time(document, "expires_at") - Time(document, "not_before"));
    }

    [Fact]
    public async Task An_exact_time_is_kept_and_one_that_is_over_means_now()
    {
        var later = new DateTimeOffset(TimeProvider.System.GetUtcNow().AddDays(2).Date, TimeSpan.Zero);

        var exact = await AcceptAsync($$"""{"function_id":"hello","not_before":"{{later:yyyy-MM-dd'T'HH:mm:ss}}Z"}""");
        var past = await AcceptAsync("""{"function_id":"hello","not_before":"2020-01-01T00:00:00+01:00"}""");

        Assert.Equal(later, Time(exact, "not_before"));
        Assert.InRange(
            Time(past, "not_before") - Time(past, "created_at"), TimeSpan.FromMinutes(-1), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task Headers_say_the_same_where_the_body_is_the_payload()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("/functions/hello/invoke-async"))
        {
            Headers = { { "Faas-Delay", "1m" }, { "Faas-Expires-In", "90s" }, { "Faas-Priority", "high" } },
        };

        using var response = await _client.SendAsync(request, Cancel);

        var document = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        Assert.Equal(TimeSpan.FromSeconds(30), Time(document, "expires_at") - Time(document, "not_before"));
        var row = await _ledger.ReadAsync(document.GetProperty("id").GetGuid());
        Assert.Equal(InvocationPriority.High, row.Priority);
    }

    [Theory]
    [InlineData("""{"delay":"soon"}""", "delay")]
    [InlineData("""{"delay":"721h"}""", "delay")]
    [InlineData("""{"delay":"-1s"}""", "delay")]
    [InlineData("""{"not_before":"tomorrow"}""", "not_before")]
    [InlineData("""{"not_before":"2999-01-01T00:00:00Z"}""", "not_before")]
    [InlineData("""{"not_before":"2020-01-01T00:00:00"}""", "not_before")]
    [InlineData("""{"delay":"1s","not_before":"2020-01-01T00:00:00Z"}""", "not_before")]
    [InlineData("""{"expires_in":"0s"}""", "expires_in")]
    [InlineData("""{"delay":"1h","expires_in":"1h"}""", "expires_in")]
    [InlineData("""{"delay":"x","not_before":"x","expires_in":"x"}""", "delay", "expires_in", "not_before")]
    [InlineData("""{"async":false,"delay":"1s","expires_in":"1h"}""", "delay", "expires_in")]
    public async Task Wrong_times_are_refused_all_at_once(string options, params string[] fields)
    {
        using var response = await PostAsync($$"""{"function_id":"hello",{{options[1..]}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(fields, await ErrorsOfAsync(response));
    }

    [Fact]
    public async Task Wrong_headers_are_refused_all_at_once()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path("/functions/hello/invoke-async"));
        string[] names = ["Faas-Delay", "Faas-Expires-In", "Faas-Not-Before", "Faas-Priority", "Idempotency-Key"];
        Assert.All(names, name => Assert.True(request.Headers.TryAddWithoutValidation(name, "")));

        using var response = await _client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(names, await ErrorsOfAsync(response));
    }

    [Theory]
    [InlineData("/functions/hello/invoke", "1")]
    [InlineData("/invoke", """{"function_id":"hello"}""")]
    public async Task Options_for_later_are_refused_where_they_mean_nothing(string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Path(path))
        {
            Headers = { { "Faas-Delay", "1m" } },
            Content = new StringContent(body, Encoding.UTF8, "application/json"),
        };

        using var response = await _client.SendAsync(request, Cancel);

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal(["Faas-Delay"], await ErrorsOfAsync(response));
    }

    private static DateTimeOffset Time(JsonElement document, string name)
        => document.GetProperty(name).GetDateTimeOffset();

    private static Uri Path(string path) => new(path, UriKind.Relative);

    private static async Task<string[]> ErrorsOfAsync(HttpResponseMessage response)
    {
        var problem = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return [.. problem.GetProperty("errors").EnumerateObject().Select(error => error.Name).Order()];
    }

    private async Task<JsonElement> AcceptAsync(string body)
    {
        using var response = await PostAsync(body);
        Assert.Equal(HttpStatusCode.Accepted, response.StatusCode);
        return await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
    }

    private async Task<HttpResponseMessage> PostAsync(string body)
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.PostAsync(Path("/invoke"), content, Cancel);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }
}
