extern alias api;

using System.Net.Http.Json;
using System.Text.Json;
using api::FaaS.Api.Invocations.Reading;
using FaaS.Infrastructure.Postgres.Functions;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.Invocations;

public sealed class InvocationPagesTests(TestStores stores) : IAsyncLifetime
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
    public async Task A_search_that_finds_little_goes_on_from_page_to_page()
    {
        // More than are looked at for one page, and the wanted one is the oldest of all.
        var wanted = (await _ledger.AcceptAsync(_hello.FunctionId)).Id;
        await _ledger.ExecuteAsync(
            $"""
            INSERT INTO invocations (
                id, tenant, function_id, function_name, version_id, version, mode, state, priority, headers, attempt,
                max_attempts, lease_epoch, not_before, created_at, finished_at, timeout_ms, logs_size)
            SELECT
                (left(first_invocation_id_of(now() + n * interval '1 ms')::text, 14) || '7000-8000-000000000000')::uuid,
                'default', '{_hello.FunctionId}', 'hello', gen_random_uuid(), '1.0.0', 'sync', 'succeeded', 'normal',
                '{"{}"}', 1, 1, 1, now(), now(), now(), 1000, 0
            FROM generate_series(1, {InvocationPages.MaxExamined + 10}) AS n
            """);

        foreach (var filter in (string[])["mode=async", $"function={_hello.FunctionId}&mode=async"])
        {
            var first = await _client.GetFromJsonAsync<JsonElement>(Path($"/invocations?{filter}"), Cancel);
            var second = await _client.GetFromJsonAsync<JsonElement>(
                Path($"/invocations?{filter}&cursor={first.GetProperty("next_cursor").GetString()}"), Cancel);

            Assert.Equal(0, first.GetProperty("items").GetArrayLength());
            Assert.Equal(
                wanted, Assert.Single(second.GetProperty("items").EnumerateArray()).GetProperty("id").GetGuid());
            Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
        }
    }

    [Fact]
    public async Task A_page_goes_back_over_days_without_anything()
    {
        var newest = (await _ledger.AcceptAsync(_hello.FunctionId)).Id;
        var ids = new List<Guid> { newest };
        foreach (var days in (int[])[1, 5, 40])
        {
            var id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow().AddDays(-days));
            ids.Add(id);
            await _ledger.ExecuteAsync(
                $"""
                INSERT INTO invocations
                SELECT (jsonb_populate_record(i, jsonb_build_object('id', '{id}'))).*
                FROM invocations AS i WHERE id = '{newest}'
                """);
        }

        var all = await _client.GetFromJsonAsync<JsonElement>(Path("/invocations?function=hello&limit=4"), Cancel);
        var two = await _client.GetFromJsonAsync<JsonElement>(Path("/invocations?function=hello&limit=2"), Cancel);
        var rest = await _client.GetFromJsonAsync<JsonElement>(
            Path($"/invocations?function=hello&cursor={two.GetProperty("next_cursor").GetString()}"), Cancel);

        Assert.Equal(ids, Ids(all));
        Assert.Equal(ids[..2], Ids(two));
        Assert.Equal(ids[2..], Ids(rest));
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }

    private static IEnumerable<Guid> Ids(JsonElement page)
        => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("id").GetGuid());

    private static Uri Path(string path) => new(path, UriKind.Relative);
}
