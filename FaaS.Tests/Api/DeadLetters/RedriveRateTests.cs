using System.Net.Http.Json;
using System.Text.Json;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.DeadLetters;

public sealed class RedriveRateTests(TestStores stores) : IAsyncLifetime
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
    }

    [Fact]
    public async Task Without_a_rate_ten_a_second_of_each_function_are_redriven()
    {
        await DieAsync("hello", 3);
        await DieAsync("other", 2);

        await RedriveAsync(new { });

        Assert.Equal(Enumerable.Repeat(100, 2), Apart(await DueAsync("hello")));
        Assert.Equal(Enumerable.Repeat(100, 1), Apart(await DueAsync("other")));
        Assert.Equal((await DueAsync("hello"))[0], (await DueAsync("other"))[0]);
    }

    [Fact]
    public async Task Redrives_of_a_function_at_the_same_time_keep_to_one_rate()
    {
        await DieAsync("hello", 6);
        await DieAsync("other", 1);

        await Task.WhenAll(Enumerable.Range(0, 3).Select(
            _ => RedriveAsync(new { function = "hello", limit = 2, rate = 0.01 })));
        await RedriveAsync(new { rate = 0.01 });

        Assert.Equal(Enumerable.Repeat(100_000, 5), Apart(await DueAsync("hello")));
        Assert.True((await DueAsync("other"))[0] < (await DueAsync("hello"))[1]);
    }

    [Fact]
    public async Task What_has_a_due_time_of_its_own_holds_nothing_up()
    {
        await DieAsync("hello", 2);
        await _ledger.ExecuteAsync(
            """
            UPDATE invocations SET state = 'queued', not_before = now() + interval '1 day'
            WHERE id = (SELECT min(id::text)::uuid FROM invocations)
            """);

        var last = await RedriveAsync(new { rate = 1 });

        Assert.True(last < TimeProvider.System.GetUtcNow().AddHours(1));
    }

    private static int[] Apart(DateTimeOffset[] due)
        => [.. due.Zip(due.Skip(1), (one, next) => (int)Math.Round((next - one).TotalMilliseconds))];

    private async Task<DateTimeOffset> RedriveAsync(object request)
    {
        using var response = await _client.PostAsJsonAsync("/dead-letters/redrive", request, Cancel);
        var document = await response.Content.ReadFromJsonAsync<JsonElement>(Cancel);
        return document.GetProperty("last_due_at").GetDateTimeOffset();
    }

    private async Task DieAsync(string function, int count)
    {
        var version = await _ledger.PublishAsync(function);
        await _ledger.Acceptance.InsertAsync(
            [.. Enumerable.Range(0, count).Select(
                _ => InvocationLedger.NewRow(version.FunctionId, versionId: version.Id))],
            Cancel);
        await _ledger.ExecuteAsync(
            $"""
            UPDATE invocations
            SET state = 'dead', dead_reason = 'expired', finished_at = now(), function_name = '{function}'
            WHERE function_id = '{version.FunctionId}'
            """);
    }

    private async Task<DateTimeOffset[]> DueAsync(string function)
    {
        await using var command = _ledger.DataSource.CreateCommand(
            """
            SELECT array_agg(not_before ORDER BY not_before) FROM invocations
            WHERE state = 'queued' AND function_name = $1
            """);
        command.Parameters.Add(new() { Value = function });
        var due = (DateTime[])(await command.ExecuteScalarAsync(Cancel))!;
        return [.. due.Select(time => new DateTimeOffset(time))];
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _ledger.DataSource.DisposeAsync();
        await _api.DisposeAsync();
    }
}
