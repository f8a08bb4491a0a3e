using System.Net;
using System.Text.Json;

namespace FaaS.Tests.Api.Functions;

public sealed class FunctionListTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task Pages_show_every_function_once_in_order()
    {
        var names = Enumerable.Range(0, 5).Select(number => $"page-{number}").ToList();
        foreach (var name in names)
        {
            await api.CreateAsync(FunctionsApi.Request(name));
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await ListAsync($"?prefix=page-&limit=2&cursor={cursor}");
            seen.AddRange(NamesOf(page));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(names, seen);
    }

    [Fact]
    public async Task Prefix_and_runtime_narrow_the_list()
    {
        await api.CreateAsync(FunctionsApi.Request("narrow-one"));
        var other = FunctionsApi.Request("narrow-two");
        other["runtime"] = "nodejs";
        await api.CreateAsync(other);
        await api.CreateAsync(FunctionsApi.Request("wide"));

        Assert.Equal(["narrow-one", "narrow-two"], NamesOf(await ListAsync("?prefix=narrow")));
        Assert.Equal(["narrow-two"], NamesOf(await ListAsync("?prefix=narrow&runtime=nodejs")));
        Assert.Empty(NamesOf(await ListAsync("?prefix=narrow&runtime=go")));
    }

    [Fact]
    public async Task Wrong_questions_are_answered_with_every_wrong_field()
    {
        var response = await api.GetAsync("/functions?prefix=A%25&runtime=cobol&limit=0&cursor=***");

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(["cursor", "limit", "prefix", "runtime"], problem.Fields());
    }

    [Fact]
    public async Task Limit_that_is_not_a_number_is_a_400()
        => await (await api.GetAsync("/functions?limit=many"))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

    private static IEnumerable<string> NamesOf(JsonElement page)
        => page.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("name").GetString()!);

    private async Task<JsonElement> ListAsync(string query)
    {
        var response = await api.GetAsync($"/functions{query}");
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await FunctionsApi.JsonOf(response);
    }
}
