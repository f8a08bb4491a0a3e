using System.Text.Json;
using FaaS.Tests.Client;

namespace FaaS.Tests.Cli;

public sealed class InvokeCommandTests : IAsyncLifetime
{
    private RecordedApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await RecordedApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Fact]
    public async Task The_result_alone_is_on_stdout_byte_for_byte()
    {
        _api.On("POST /functions/hello/invoke", """{"message":"hi"}""");

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello"]);

        Assert.Equal((0, """{"message":"hi"}""", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Theory]
    [InlineData("""{"a":1}""", "application/json")]
    [InlineData("42", "application/json")]
    [InlineData("some text", "text/plain; charset=utf-8")]
    public async Task The_content_type_follows_the_payload(string data, string contentType)
    {
        _api.On("POST /functions/hello/invoke", "{}");

        await CliRun.OfAsync(_api.Url, ["invoke", "hello", "-d", data]);

        Assert.Equal((data, contentType), (_api.Requests.Single().Body, _api.Requests.Single().ContentType));
    }

    [Fact]
    public async Task A_payload_can_come_from_stdin_or_from_a_file()
    {
        _api.On("POST /functions/hello/invoke", "{}");
        using var file = new TemporaryFolder();
        file.Write("payload.txt", "from a file");

        await CliRun.OfAsync(_api.Url, ["invoke", "hello", "-d", "-"], "from stdin");
        await CliRun.OfAsync(_api.Url, ["invoke", "hello", "-d", "@" + Path.Combine(file.Path, "payload.txt")]);

        Assert.Equal(["from stdin", "from a file"], _api.Requests.Select(request => request.Body));
    }

    [Fact]
    public async Task A_failure_shows_the_users_stack_trace_and_where_the_logs_are()
    {
        _api.OnProblem("POST /functions/hello/invoke", 502, Samples.FunctionFailure);

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello"]);

        Assert.Contains("Error: ValueError: no name (function error)", run.Error);
        Assert.Contains("    File \"/code/hello.py\", line 3, in handler\n", run.Error);
        Assert.Contains($"./faas logs {Samples.Id}", run.Error);
    }

    [Fact]
    public async Task A_message_from_the_sandbox_cannot_steer_the_terminal()
    {
        _api.OnProblem(
            "POST /functions/hello/invoke",
            502,
            """
            {"title":"t","error":{"kind":"exited","message":"\u001b[2Jgone","stack_trace":"at \u001b]0;x\u0007"}}
            """);

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello"]);

        Assert.DoesNotContain('\u001b', run.Error);
        Assert.DoesNotContain('\u0007', run.Error);
    }

    [Fact]
    public async Task Async_prints_the_id_alone()
    {
        _api.On("POST /functions/hello/invoke-async", Samples.Invocation("queued"), 202);

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello", "--async"]);

        Assert.Equal((0, $"{Samples.Id}\n"), (run.ExitCode, run.Output));
    }

    [Fact]
    public async Task Options_of_a_call_become_headers()
    {
        _api.On("POST /functions/hello/invoke", "{}");

        var run = await CliRun.OfAsync(
            _api.Url, ["invoke", "hello", "-H", "x-a: b: c", "-H", "X-D:e", "--idempotency-key", "k 1"]);

        Assert.Equal(0, run.ExitCode);
        var headers = _api.Requests.Single().Headers;
        Assert.Equal(("b: c", "e", "k 1"), (headers["x-a"], headers["x-d"], headers["idempotency-key"]));
    }

    [Fact]
    public async Task Options_of_what_runs_later_become_headers()
    {
        _api.On("POST /functions/hello/invoke-async", Samples.Invocation("queued"), 202);

        await CliRun.OfAsync(
            _api.Url,
            ["invoke", "hello", "--async", "--delay", "30s", "--expires-in", "10m", "--priority", "high"]);
        await CliRun.OfAsync(_api.Url, ["invoke", "hello", "--async", "--not-before", "2026-11-21T12:00:00+01:00"]);

        var (first, second) = (_api.Requests[0].Headers, _api.Requests[1].Headers);
        Assert.Equal(
            ("30s", "600s", "high"), (first["Faas-Delay"], first["Faas-Expires-In"], first["Faas-Priority"]));
        Assert.Equal("2026-11-21T11:00:00Z", second["Faas-Not-Before"]);
        Assert.DoesNotContain("Faas-Delay", second);
    }

    [Theory]
    [InlineData("--delay is for what runs later", "--delay", "30s")]
    [InlineData("--not-before is for what runs later", "--not-before", "2026-11-21T12:00:00Z")]
    [InlineData("--expires-in is for what runs later", "--expires-in", "30s")]
    [InlineData("--priority is for what runs later", "--priority", "low")]
    [InlineData("--wait is for what runs later", "--wait")]
    [InlineData("Say either", "--async", "--delay", "1s", "--not-before", "2026-11-21T12:00:00Z")]
    [InlineData("not a duration", "--async", "--delay", "soon")]
    [InlineData("not a time", "--async", "--not-before", "soon")]
    [InlineData("NAME: VALUE", "-H", "no colon")]
    [InlineData("--content-type", "-H", "Content-Type: text/plain")]
    public async Task Options_that_mean_nothing_are_refused_before_anything_is_sent(
        string expected, params string[] options)
    {
        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello", .. options]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains(expected, run.Error);
        Assert.Empty(_api.Requests);
    }

    [Fact]
    public async Task A_replay_is_said_to_be_one()
    {
        _api.On(
            "POST /functions/hello/invoke-async", Samples.Invocation("succeeded"), 202,
            "application/json", ("Idempotency-Replayed", "true"));

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello", "--async", "--idempotency-key", "k"]);

        Assert.Equal((0, $"{Samples.Id}\n"), (run.ExitCode, run.Output));
        Assert.Contains("Accepted before with this key", run.Error);
    }

    [Theory]
    [InlineData("succeeded", 0)]
    [InlineData("dead", 1)]
    [InlineData("cancelled", 1)]
    public async Task Wait_ends_with_the_invocation(string status, int exitCode)
    {
        _api.On("POST /functions/hello/invoke-async", Samples.Invocation("queued"), 202);
        _api.On(
            $"GET /invocations/{Samples.Id}",
            Samples.Invocation(status, "\"result\":{\"a\":1},\"result_encoding\":\"json\""));

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello", "--async", "--wait"]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal(exitCode == 0 ? """{"a":1}""" : "", run.Output);
    }

    [Fact]
    public async Task Wait_shows_progress_and_nothing_that_steers_the_terminal()
    {
        _api.On("POST /functions/hello/invoke-async", Samples.Invocation("queued"), 202);
        _api.On(
            $"GET /invocations/{Samples.Id}",
            Samples.Invocation("succeeded", "\"progress\":0.999,\"progress_message\":\"almost\\u001b[2J\""));

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello", "--async", "--wait"]);

        Assert.Equal((0, "", "99 % almost[2J\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Json_has_the_result_and_how_it_came_about()
    {
        _api.On(
            "POST /functions/hello/invoke", "[1,2]", 200, "application/json",
            ("X-Invocation-Id", Samples.Id), ("X-Function-Version", "2"), ("X-Cold-Start", "false"));

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello", "--json"]);

        using var json = JsonDocument.Parse(run.Output);
        Assert.Equal("succeeded", json.RootElement.GetProperty("status").GetString());
        Assert.Equal(2, json.RootElement.GetProperty("result")[1].GetInt32());
        Assert.Equal(Samples.Id, json.RootElement.GetProperty("id").GetString());
    }
}
