using System.Text.Json;
using FaaS.Tests.Client;

namespace FaaS.Tests.Cli;

public sealed class ListingTests : IAsyncLifetime
{
    private RecordedApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await RecordedApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task Functions_are_one_plain_line_each_where_nobody_looks()
    {
        _api.On("GET /functions", $$"""{"items":[{{Samples.Function}}],"next_cursor":null}""");

        var run = await CliRun.OfAsync(_api.Url, ["list"]);

        var lines = run.Output.TrimEnd().Split('\n');
        Assert.Equal(2, lines.Length);
        Assert.Matches("^NAME +VERSION +RUNTIME +HANDLER", lines[0]);
        Assert.Matches("^hello +1.0.9 +python +hello.handler +256 MiB +90s +function", lines[1]);
        Assert.DoesNotContain('\u001b', run.Output);
    }

    [Fact]
    public async Task Json_lists_are_arrays()
    {
        _api.On("GET /functions", $$"""{"items":[{{Samples.Function}}],"next_cursor":null}""");

        var run = await CliRun.OfAsync(_api.Url, ["list", "--json"]);

        Assert.Equal("hello", JsonElement.Parse(run.Output)[0].GetProperty("name").GetString());
        Assert.Equal("90s", JsonElement.Parse(run.Output)[0].GetProperty("timeout").GetString());
    }

    [Fact]
    public async Task Invocations_are_filtered_by_the_API()
    {
        _api.On("GET /invocations", $$"""{"items":[{{Samples.Invocation("timed_out")}}]}""");

        var run = await CliRun.OfAsync(
            _api.Url,
            ["invocations", "--function", "hello", "--status", "timed_out", "--limit", "5"]);

        Assert.Contains("timed out", run.Output);
        Assert.Equal("?function=hello&status=timed_out&limit=5", _api.Requests.Single().Query);
    }

    [Fact]
    public async Task Dead_letters_are_listed_and_redriven_by_the_same_filter()
    {
        _api.On(
            "GET /dead-letters",
            $$"""
            {"items":[{"id":"{{Samples.Id}}","function":"hello","version":"1.0.9","reason":"poison","attempt":0,
            "max_attempts":3,"created_at":"2026-11-21T10:00:00Z"}],"next_cursor":null}
            """);
        _api.On(
            "POST /dead-letters/redrive",
            """{"redriven":2,"remaining":1,"orphaned":0,"last_due_at":"2999-01-01T00:00:00Z"}""");

        var list = await CliRun.OfAsync(_api.Url, ["dead-letters", "--function", "hello", "--reason", "poison"]);
        var redrive = await CliRun.OfAsync(
            _api.Url, ["dead-letters", "redrive", "--function", "hello", "--rate", "5"]);

        Assert.Matches("hello +1.0.9 +poison +0 of 3", list.Output);
        Assert.Matches(@"^2 redriven, 1 more match\. The last is due in \d+ h \d+ min\.\n$", redrive.Output);
        Assert.Equal("?function=hello&reason=poison&limit=50", _api.Requests[0].Query);
        Assert.Equal("""{"function":"hello","rate":5}""", _api.Requests[1].Body);
    }

    [Theory]
    [InlineData("invocations", 2500)]
    [InlineData("dead-letters", 1500)]
    public async Task Long_lists_are_read_in_pages_and_say_that_they_go_on(string command, int limit)
    {
        var ever = string.Join(',', Enumerable.Repeat(Samples.Invocation("succeeded"), 500));
        _api.On($"GET /{command}", $$"""{"items":[{{ever}}],"next_cursor":"x"}""");

        var run = await CliRun.OfAsync(_api.Url, [command, "--limit", $"{limit}", "--json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(limit, JsonElement.Parse(run.Output).GetArrayLength());
        Assert.Contains($"the first {limit}", run.Error);
        Assert.Equal(limit / 500, _api.Requests.Count);
        Assert.All(_api.Requests, request => Assert.Matches("limit=(1000|500)(&|$)", request.Query));
    }

    [Theory]
    [InlineData("0")]
    [InlineData("10001")]
    public async Task Dead_letters_are_not_asked_for_beyond_what_can_be_handled(string limit)
    {
        var run = await CliRun.OfAsync(_api.Url, ["dead-letters", "redrive", "--limit", limit]);

        Assert.Equal((2, 0), (run.ExitCode, _api.Requests.Count));
        Assert.Contains("from 1 to 10000", run.Error);
    }

    [Fact]
    public async Task Usage_is_shown_beside_its_budget()
    {
        _api.On(
            "GET /admin/usage",
            """
            {"items":[{"tenant":"default","hour":"2026-11-21T10:00:00Z","invocations":12,"cpu_seconds":1.5,
            "gib_seconds":0.25,"bytes_in":10,"bytes_out":2048,"network_received_bytes":0,"network_sent_bytes":1024,
            "logs_size":0,"limits":{"invocations":100,"cpu_seconds":null,"gib_seconds":null,"bytes_out":4096}}]}
            """);

        var run = await CliRun.OfAsync(_api.Url, ["usage", "--tenant", "default", "--hours", "3"]);

        Assert.Matches("default +2026-11-21 10:00 +12 of 100 +1.5 s +0.25 GiB s +10 B +2 KiB", run.Output);
        Assert.Contains("(3 KiB of 4 KiB with network)", run.Output);
        Assert.Equal("?tenant=default&hours=3", _api.Requests.Single().Query);
    }

    [Fact]
    public async Task One_function_is_shown_field_by_field()
    {
        _api.On("GET /functions/hello", Samples.Function);

        var run = await CliRun.OfAsync(_api.Url, ["get", "hello"]);

        Assert.Matches("(?m)^Versions +1.0.9, 1.0.10", run.Output);
        Assert.Matches("(?m)^Environment +A=1", run.Output);
        Assert.Matches(
            "(?m)^Retry +5 attempts, waits from 2s by a factor of 2 up to 300s, jitter full, only timeout, ValueError",
            run.Output);
        Assert.Matches("(?m)^On success +function audit", run.Output);
        Assert.Matches("(?m)^On failure +https://example.com/hook", run.Output);
    }

    [Fact]
    public async Task Logs_of_a_function_are_those_of_its_newest_invocation()
    {
        _api.On("GET /functions/hello", Samples.Function);
        _api.On("GET /invocations", $$"""{"items":[{{Samples.Invocation("succeeded")}}]}""");
        _api.On($"GET /invocations/{Samples.Id}/logs", "one\ntwo\n", 200, "text/plain");

        var run = await CliRun.OfAsync(_api.Url, ["logs", "hello"]);

        Assert.Equal((0, "one\ntwo\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Status_of_an_unhealthy_platform_is_exit_code_6()
    {
        _api.On("GET /health/ready", """{"status":"unhealthy","checks":{"redis":{"status":"unhealthy"}}}""", 503);
        _api.On(
            "GET /admin/workers",
            """{"items":[{"id":"w1","state":"ready","running":1,"slots":8,"runtimes":[]}]}""");
        _api.On("GET /admin/queues", """{"queued":3,"running":1,"priorities":[]}""");
        _api.On("GET /admin/leader", """{"holder":"scheduler-7","url":"http://10.0.0.1:8081","epoch":3}""");
        _api.On("GET /admin/autoscale", """{"workers":3,"needed":2,"connected":1,"min_workers":1,"max_workers":8}""");

        var run = await CliRun.OfAsync(_api.Url, ["status"]);

        Assert.Equal(6, run.ExitCode);
        Assert.Matches("(?m)^  redis +unhealthy", run.Output);
        Assert.Matches("(?m)^Workers +1 ready of 1, 1 of 8 slots in use", run.Output);
        Assert.Matches("(?m)^Wanted +3 workers, from 1 to 8", run.Output);
        Assert.Matches("(?m)^Leader +scheduler-7, epoch 3", run.Output);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Status_shows_health_also_when_the_rest_cannot_be_had(bool json)
    {
        const string Down = """{"title":"Postgres cannot be reached","status":503,"detail":"Try again later."}""";
        _api.On("GET /health/ready", """{"status":"unhealthy","checks":{"postgres":{"status":"unhealthy"}}}""", 503);
        _api.On("GET /admin/workers", """{"items":[]}""");
        _api.OnProblem("GET /admin/queues", 503, Down);
        _api.OnProblem("GET /admin/leader", 503, Down);
        _api.On("GET /admin/autoscale", "{}");

        var run = await CliRun.OfAsync(_api.Url, json ? ["status", "--json"] : ["status"]);

        Assert.Equal(6, run.ExitCode);
        Assert.Equal("", run.Error);
        if (json)
        {
            Assert.Equal("Try again later.", JsonElement.Parse(run.Output)
                .GetProperty("not_known").GetProperty("queues").GetString());
            return;
        }

        Assert.Matches("(?m)^  postgres +unhealthy", run.Output);
        Assert.Matches("(?m)^Workers +0 ready of 0", run.Output);
        Assert.Matches("(?m)^Queued +not known: Try again later\\.", run.Output);
        Assert.Matches("(?m)^Leader +not known: ", run.Output);
    }

    [Fact]
    public async Task A_healthy_platform_that_refuses_is_an_error_as_everywhere()
    {
        _api.On("GET /health/ready", """{"status":"healthy","checks":{}}""");
        _api.On("GET /admin/workers", """{"items":[]}""");
        _api.OnProblem("GET /admin/queues", 503, """{"title":"t","status":503}""");

        var run = await CliRun.OfAsync(_api.Url, ["status"]);

        Assert.Equal((6, ""), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Deliveries_of_an_invocation_are_listed()
    {
        _api.On(
            $"GET /invocations/{Samples.Id}/deliveries",
            """
            {"items":[{"id":"01a0f000-0000-7000-8000-0000000000dd","destination":{"url":"https://example.com/hook"},
            "state":"pending","attempts":2,"status_code":503,"error":"503 Service Unavailable",
            "created_at":"2026-11-21T10:00:00Z","next_attempt_at":"2026-11-21T10:00:09Z"}],"next_cursor":null}
            """);

        var run = await CliRun.OfAsync(_api.Url, ["deliveries", Samples.Id]);
        var json = await CliRun.OfAsync(_api.Url, ["deliveries", Samples.Id, "--json"]);

        Assert.Matches("https://example.com/hook +pending +2 +503 .*503 Service Unavailable", run.Output);
        Assert.Equal(2, JsonElement.Parse(json.Output)[0].GetProperty("attempts").GetInt32());
    }
}
