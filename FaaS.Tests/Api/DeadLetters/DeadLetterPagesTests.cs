extern alias api;

using System.Net.Http.Json;
using System.Text.Json;
using api::FaaS.Api.DeadLetters;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.DeadLetters;

public sealed class DeadLetterPagesTests(TestStores stores)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_search_that_finds_little_goes_on_from_page_to_page()
    {
        await using var api = await ApiHost.StartAsync(stores, _ => { }, Cancel);
        var ledger = InvocationLedger.Over(api.Database);
        await using var dataSource = ledger.DataSource;
        using var client = api.CreateClient();
        var hello = await ledger.PublishAsync();

        // More than are looked at for one page, and the wanted one died first.
        var rows = Enumerable.Range(0, DeadLetterReader.MaxExamined + 10)
            .Select(_ => InvocationLedger.NewRow(hello.FunctionId, versionId: hello.Id)).ToList();
        var wanted = rows[17].Id;
        await ledger.Acceptance.InsertAsync(rows, Cancel);
        await ledger.ExecuteAsync(
            $"""
            UPDATE invocations SET state = 'dead', function_name = 'hello',
                finished_at = now() - CASE WHEN id = '{wanted}' THEN interval '1 hour' ELSE interval '0' END,
                dead_reason = CASE WHEN id = '{wanted}' THEN 'poison' ELSE 'expired' END
            """);

        foreach (var function in (string[])["hello", $"{hello.FunctionId}"])
        {
            var (ids, cursor, pages) = (new List<Guid>(), (string?)"", 0);
            for (; cursor is not null; pages++)
            {
                var page = await client.GetFromJsonAsync<JsonElement>(
                    new Uri($"/dead-letters?function={function}&reason=poison&cursor={cursor}", UriKind.Relative),
                    Cancel);
                ids.AddRange(page.GetProperty("items").EnumerateArray()
                    .Select(item => item.GetProperty("id").GetGuid()));
                cursor = page.GetProperty("next_cursor").GetString();
            }

            Assert.Equal((wanted, 2), (Assert.Single(ids), pages));
        }
    }

    [Theory]
    [InlineData("function_name = 'rare'", "function_name_finished_at")]
    [InlineData("dead_reason = 'poison'", "dead_reason_finished_at")]
    public async Task An_index_answers_what_is_asked_for_most(string condition, string index)
    {
        await using var database = await stores.CreateDatabaseAsync(Cancel);
        var ledger = InvocationLedger.Over(database);
        await using var dataSource = ledger.DataSource;
        await ledger.Acceptance.InsertAsync(
            [.. Enumerable.Range(0, 2000).Select(_ => InvocationLedger.NewRow())], Cancel);
        await ledger.ExecuteAsync(
            """
            UPDATE invocations
            SET state = 'dead', dead_reason = 'expired', finished_at = now(), function_name = 'often'
            """);
        await ledger.ExecuteAsync("ANALYZE invocations");

        await using var command = dataSource.CreateCommand(
            $"""
            EXPLAIN SELECT id FROM invocations WHERE tenant = 'default' AND state = 'dead' AND {condition}
            ORDER BY finished_at DESC, id DESC LIMIT 51
            """);
        await using var reader = await command.ExecuteReaderAsync(Cancel);
        var plan = new List<string>();
        while (await reader.ReadAsync(Cancel))
        {
            plan.Add(reader.GetString(0));
        }

        Assert.Contains(plan, line => line.Contains("Index") && line.Contains(index));
    }
}
