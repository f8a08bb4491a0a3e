using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure.Invocations;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Schedules;

public sealed class ScheduleTests(FunctionsApi api, TestStores stores) : IClassFixture<FunctionsApi>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_schedule_is_stored_with_its_defaults_and_its_next_time()
    {
        var function = await DeployAsync();
        var request = Request(function);
        request["payload"] = JsonNode.Parse("""{"b": 1, "a": [null]}""");

        var response = await api.Client.PostAsJsonAsync("/schedules", request, Cancel);

        Assert.Equal(HttpStatusCode.Created, response.StatusCode);
        var name = request["name"]!.GetValue<string>();
        Assert.Equal($"/schedules/{name}", response.Headers.Location?.ToString());
        var created = await FunctionsApi.JsonOf(response);
        Assert.Equal(created.ToString(), (await ReadAsync(name)).ToString());
        Assert.Equal(created.ToString(), (await ReadAsync(Text(created, "id"))).ToString());
        Assert.Equal(
            (function, "30 2 * * *", "Europe/Berlin", "normal", "allow", "none"),
            (Text(created, "function"), Text(created, "cron"), Text(created, "time_zone"), Text(created, "priority"),
                Text(created, "overlap"), Text(created, "catch_up")));
        Assert.Equal("""{"b":1,"a":[null]}""", created.GetProperty("payload").GetRawText());
        Assert.True(created.GetProperty("enabled").GetBoolean());
        var next = created.GetProperty("next_due_at").GetDateTimeOffset();
        Assert.True(next > TimeProvider.System.GetUtcNow());
        Assert.Equal(
            new TimeOnly(2, 30),
            TimeOnly.FromDateTime(
                TimeZoneInfo.ConvertTime(next, TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin")).DateTime));
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var response = await api.Client.PostAsJsonAsync(
            "/schedules",
            new
            {
                name = "Not A Name",
                cron = "61 * * * *",
                time_zone = "Europe/Atlantis",
                priority = "urgent",
                overlap = "maybe",
                catch_up = "some",
                headers = new Dictionary<string, string?> { ["a"] = null },
            },
            Cancel);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal(
            ["catch_up", "cron", "function", "headers", "name", "overlap", "priority", "time_zone"], problem.Fields());
    }

    [Theory]
    [InlineData("""{"cron": "* * * * *", "interval": "5m"}""", "cron")]
    [InlineData("""{}""", "cron")]
    [InlineData("""{"interval": "0s"}""", "interval")]
    [InlineData("""{"interval": "999ms"}""", "interval")]
    [InlineData("""{"interval": "9000h"}""", "interval")]
    [InlineData("""{"interval": "1000.0001ms"}""", "interval")]
    [InlineData("""{"interval": "soon"}""", "interval")]
    [InlineData("""{"interval": "5m", "time_zone": "Europe/Berlin"}""", "time_zone")]
    [InlineData("""{"cron": "0 0 30 2 *"}""", "cron")]
    [InlineData("""{"cron": "* * * * *", "time_zone": "../../../etc/passwd"}""", "time_zone")]
    [InlineData("""{"cron": "* * * * *", "time_zone": "posixrules\n"}""", "time_zone")]
    [InlineData("""{"cron": "* * * * *", "time_zone": ""}""", "time_zone")]
    public async Task Times_that_make_no_sense_are_refused(string times, string field)
    {
        var request = JsonNode.Parse(times)!.AsObject();
        request["name"] = NewName();
        request["function"] = "whatever";

        var response = await api.Client.PostAsJsonAsync("/schedules", request, Cancel);

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        Assert.Equal([field], problem.Fields());
    }

    [Fact]
    public async Task What_does_not_exist_is_a_404_and_what_exists_a_409()
    {
        await (await api.GetAsync("/schedules/nothing")).ShouldBeProblemAsync(
            HttpStatusCode.NotFound, "schedule-not-found");
        await (await api.GetAsync("/schedules/NOTHING/next")).ShouldBeProblemAsync(
            HttpStatusCode.NotFound, "schedule-not-found");
        await (await api.Client.DeleteAsync(new Uri("/schedules/nothing", UriKind.Relative), Cancel))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "schedule-not-found");
        await (await api.Client.PostAsJsonAsync("/schedules", Request("no-such-function"), Cancel))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "function-not-found");

        var request = Request(await DeployAsync());
        await (await api.Client.PutAsJsonAsync("/schedules/nothing", request, Cancel))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "schedule-not-found");
        await CreateAsync(request);
        await (await api.Client.PostAsJsonAsync("/schedules", request, Cancel))
            .ShouldBeProblemAsync(HttpStatusCode.Conflict, "schedule-exists");
    }

    [Fact]
    public async Task Put_replaces_all_and_lets_times_go_on_that_stay_the_same()
    {
        var request = Request(await DeployAsync());
        (request["interval"], request["overlap"]) = ("1h", "skip");
        request.Remove("cron");
        request.Remove("time_zone");
        var created = await CreateAsync(request);
        var name = Text(created, "name");

        request.Remove("overlap");
        request["priority"] = "high";
        var same = await PutAsync(name, request);
        Assert.Equal(("allow", "high"), (Text(same, "overlap"), Text(same, "priority")));
        Assert.Equal(Text(created, "next_due_at"), Text(same, "next_due_at"));
        Assert.Equal(2, same.GetProperty("revision").GetInt64());

        request["enabled"] = false;
        Assert.Equal(JsonValueKind.Null, (await PutAsync(name, request)).GetProperty("next_due_at").ValueKind);

        request["enabled"] = true;
        request["interval"] = "2h";
        var other = await PutAsync(name, request);
        Assert.True(Due(other) > Due(created).AddMinutes(30));
    }

    [Fact]
    public async Task The_first_time_is_by_the_clock_that_fires_it()
    {
        await using var host = await ApiHost.StartAsync(
            stores, services => services.AddSingleton<TimeProvider>(new ClockAhead(TimeSpan.FromHours(6))), Cancel);
        using var client = host.CreateClient();
        var ledger = InvocationLedger.Over(host.Database);
        await using var dataSource = ledger.DataSource;
        await ledger.PublishAsync();
        var request = new JsonObject { ["name"] = "ticks", ["function"] = "hello", ["interval"] = "1h" };

        using var response = await client.PostAsJsonAsync("/schedules", request, Cancel);
        Assert.InRange(Due(await FunctionsApi.JsonOf(response)), InHours(0), InHours(2));

        request["interval"] = "2h";
        using var changed = await client.PutAsJsonAsync("/schedules/ticks", request, Cancel);
        Assert.InRange(Due(await FunctionsApi.JsonOf(changed)), InHours(1), InHours(3));
    }

    [Fact]
    public async Task A_schedule_keeps_its_name()
    {
        var request = Request(await DeployAsync());
        var name = Text(await CreateAsync(request), "name");
        request["name"] = "another";

        var problem = await (await api.Client.PutAsJsonAsync($"/schedules/{name}", request, Cancel))
            .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");

        Assert.Equal(["name"], problem.Fields());
    }

    [Fact]
    public async Task Pages_show_every_schedule_of_a_function_once_in_order_and_without_payload()
    {
        var function = await DeployAsync();
        await CreateAsync(Request(await DeployAsync()));
        var names = Enumerable.Range(0, 5).Select(number => $"{NewName()}-{number}").Order().ToList();
        foreach (var name in names)
        {
            var request = Request(function);
            (request["name"], request["payload"]) = (name, 1);
            await CreateAsync(request);
        }

        var seen = new List<string>();
        string? cursor = null;
        do
        {
            var page = await FunctionsApi.JsonOf(
                await api.GetAsync($"/schedules?function={function}&limit=2&cursor={cursor}"));
            Assert.All(page.GetProperty("items").EnumerateArray(), item => Assert.Equal(
                (JsonValueKind.Null, 1),
                (item.GetProperty("payload").ValueKind, item.GetProperty("payload_size").GetInt32())));
            seen.AddRange(page.GetProperty("items").EnumerateArray().Select(item => Text(item, "name")));
            cursor = page.GetProperty("next_cursor").GetString();
        }
        while (cursor is not null);

        Assert.Equal(names, seen);
        Assert.Equal(
            ["cursor", "limit"],
            (await (await api.GetAsync("/schedules?limit=0&cursor=***"))
                .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request")).Fields());
    }

    [Fact]
    public async Task The_next_times_are_shown_in_the_zone_of_the_schedule()
    {
        var name = Text(await CreateAsync(Request(await DeployAsync())), "name");

        var next = await FunctionsApi.JsonOf(await api.GetAsync($"/schedules/{name}/next?n=100"));

        var times = next.GetProperty("times").EnumerateArray().Select(time => time.GetDateTimeOffset()).ToList();
        Assert.Equal((100, "Europe/Berlin"), (times.Count, Text(next, "time_zone")));
        Assert.Equal(times, times.Order());
        Assert.All(times, time => Assert.InRange(time.Offset, TimeSpan.FromHours(1), TimeSpan.FromHours(2)));
        Assert.Equal(5, (await FunctionsApi.JsonOf(await api.GetAsync($"/schedules/{name}/next")))
            .GetProperty("times").GetArrayLength());
        foreach (var wrong in (string[])["0", "101", "many"])
        {
            await (await api.GetAsync($"/schedules/{name}/next?n={wrong}"))
                .ShouldBeProblemAsync(HttpStatusCode.BadRequest, "invalid-request");
        }
    }

    [Fact]
    public async Task A_function_that_is_deleted_takes_its_schedules_along()
    {
        var function = await DeployAsync();
        var name = Text(await CreateAsync(Request(function)), "name");

        await api.DeleteAsync(function);

        await (await api.GetAsync($"/schedules/{name}"))
            .ShouldBeProblemAsync(HttpStatusCode.NotFound, "schedule-not-found");
        await using var context = api.Host.Database.CreateContext();
        Assert.False(await context.Schedules.AnyAsync(row => row.Name == name, Cancel));
    }

    [Fact]
    public async Task A_payload_over_a_mebibyte_is_too_large()
    {
        var request = Request(await DeployAsync());
        request["payload"] = new string('x', 1024 * 1024);

        await (await api.Client.PostAsJsonAsync("/schedules", request, Cancel))
            .ShouldBeProblemAsync(HttpStatusCode.RequestEntityTooLarge, "payload-too-large");
    }

    [Fact]
    public async Task A_schedule_that_is_deleted_is_gone()
    {
        var name = Text(await CreateAsync(Request(await DeployAsync())), "name");

        var response = await api.Client.DeleteAsync(new Uri($"/schedules/{name}", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/schedules/{name}")).StatusCode);
    }

    private static DateTimeOffset InHours(int hours) => TimeProvider.System.GetUtcNow().AddHours(hours);

    private static string NewName() => $"s{Guid.CreateVersion7():n}";

    private static JsonObject Request(string function) => new()
    {
        ["name"] = NewName(),
        ["function"] = function,
        ["cron"] = "30 2 * * *",
        ["time_zone"] = "Europe/Berlin",
    };

    private static string Text(JsonElement document, string name) => document.GetProperty(name).GetString()!;

    private static DateTimeOffset Due(JsonElement schedule)
        => schedule.GetProperty("next_due_at").GetDateTimeOffset();

    private async Task<string> DeployAsync()
        => Text(await api.CreateAsync(FunctionsApi.Request(FunctionsApi.NewName())), "name");

    private async Task<JsonElement> CreateAsync(JsonObject request)
    {
        var response = await api.Client.PostAsJsonAsync("/schedules", request, Cancel);
        var document = await FunctionsApi.JsonOf(response);
        Assert.True(response.StatusCode == HttpStatusCode.Created, document.ToString());
        return document;
    }

    private async Task<JsonElement> PutAsync(string name, JsonObject request)
    {
        var response = await api.Client.PutAsJsonAsync($"/schedules/{name}", request, Cancel);
        var document = await FunctionsApi.JsonOf(response);
        Assert.True(response.StatusCode == HttpStatusCode.OK, document.ToString());
        return document;
    }

    private async Task<JsonElement> ReadAsync(string key)
        => await FunctionsApi.JsonOf(await api.GetAsync($"/schedules/{key}"));
}
