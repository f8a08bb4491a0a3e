using System.Text.Json;
using FaaS.Tests.Client;

namespace FaaS.Tests.Cli;

public sealed class ScheduleCommandTests : IAsyncLifetime
{
    private const string Schedule = """
        {"id":"01a0f000-0000-7000-8000-0000000000aa","name":"nightly","function":"hello",
        "function_id":"01a0f000-0000-7000-8000-000000000001","cron":"30 2 * * *","time_zone":"Europe/Berlin",
        "interval":null,"payload":{"a":1},"payload_size":7,"headers":{"x-a":"b"},"priority":"low","overlap":"skip",
        "catch_up":"last","enabled":true,"next_due_at":"2026-11-23T01:30:00+00:00","last_due_at":null,
        "last_invocation_id":null,"revision":1,"created_at":"2026-11-21T10:00:00Z","updated_at":"2026-11-21T10:00:00Z"}
        """;

    private RecordedApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await RecordedApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("create")]
    [InlineData("list")]
    [InlineData("get")]
    [InlineData("update")]
    [InlineData("delete")]
    [InlineData("next")]
    [InlineData("enable")]
    [InlineData("disable")]
    public async Task Help_of_each_command_has_an_example(string command)
    {
        var run = await CliRun.OfAsync(_api.Url, ["schedules", command, "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains($"./faas schedules {command}", run.Output);
    }

    [Fact]
    public async Task Create_sends_what_the_command_line_says()
    {
        _api.On("POST /schedules", Schedule, 201);

        var run = await CliRun.OfAsync(
            _api.Url,
            ["schedules", "create", "nightly", "hello", "--cron", "30 2 * * *", "--time-zone", "Europe/Berlin",
                "-d", """{"a": 1}""", "-H", "x-a: b", "--priority", "low", "--overlap", "skip", "--catch-up", "last"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(
            """
            {"name":"nightly","function":"hello","cron":"30 2 * * *","time_zone":"Europe/Berlin","payload":{"a":1},
            "headers":{"x-a":"b"},"priority":"low","overlap":"skip","catch_up":"last","enabled":true}
            """.Replace("\n", "", StringComparison.Ordinal),
            _api.Requests.Single().Body.Replace("\"a\": 1", "\"a\":1", StringComparison.Ordinal));
        Assert.Matches("(?m)^Headers +x-a: b", run.Output);
        Assert.Matches("(?m)^When +30 2 \\* \\* \\* \\(Europe/Berlin\\)", run.Output);
    }

    [Theory]
    [InlineData("enable", true)]
    [InlineData("disable", false)]
    public async Task A_switched_schedule_keeps_everything_else(string command, bool enabled)
    {
        _api.On("GET /schedules/nightly", Schedule);
        _api.On("PUT /schedules/nightly", Schedule);

        var run = await CliRun.OfAsync(_api.Url, ["schedules", command, "nightly", "--json"]);

        Assert.Equal(0, run.ExitCode);
        var sent = JsonElement.Parse(_api.Requests[1].Body);
        Assert.Equal(enabled, sent.GetProperty("enabled").GetBoolean());
        Assert.Equal(1, sent.GetProperty("payload").GetProperty("a").GetInt32());
        Assert.Equal("skip", sent.GetProperty("overlap").GetString());
        Assert.False(sent.TryGetProperty("interval", out _));
    }

    [Fact]
    public async Task Update_from_cron_to_an_interval_leaves_the_time_zone_behind()
    {
        _api.On("GET /schedules/nightly", Schedule);
        _api.On("PUT /schedules/nightly", Schedule);

        await CliRun.OfAsync(_api.Url, ["schedules", "update", "nightly", "--every", "90s"]);

        var sent = JsonElement.Parse(_api.Requests[1].Body);
        Assert.Equal("90s", sent.GetProperty("interval").GetString());
        Assert.False(sent.TryGetProperty("cron", out _));
        Assert.False(sent.TryGetProperty("time_zone", out _));
    }

    [Fact]
    public async Task List_and_next_are_plain_lines()
    {
        _api.On("GET /schedules", $$"""{"items":[{{Schedule}}],"next_cursor":null}""");
        _api.On(
            "GET /schedules/nightly/next",
            """{"time_zone":"Europe/Berlin","times":["2026-11-23T02:30:00+01:00"]}""");

        var list = await CliRun.OfAsync(_api.Url, ["schedules", "list", "--function", "hello"]);
        var next = await CliRun.OfAsync(_api.Url, ["schedules", "next", "nightly", "-n", "1"]);

        Assert.Matches(
            "nightly +hello +30 2 \\* \\* \\* \\(Europe/Berlin\\) +skip +last +2026-11-23 01:30:00", list.Output);
        Assert.Equal("?function=hello", _api.Requests[0].Query);
        Assert.Equal("2026-11-23 02:30:00 +01:00\n", next.Output);
        Assert.Equal("?n=1", _api.Requests[1].Query);
    }

    [Theory]
    [InlineData("schedules create nightly hello --cron x --every 5m")]
    [InlineData("schedules create nightly hello --every soon")]
    [InlineData("schedules create nightly hello --every 5m -d word")]
    [InlineData("schedules create nightly hello --every 5m -H word")]
    [InlineData("schedules create nightly hello --every 5m -H name=value")]
    [InlineData("schedules create nightly hello --every 5m --overlap sometimes")]
    [InlineData("schedules")]
    [InlineData("schedules nothing")]
    public async Task Wrong_use_is_exit_code_2(string commandLine)
    {
        var run = await CliRun.OfAsync(_api.Url, commandLine.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Empty(_api.Requests);
    }
}
