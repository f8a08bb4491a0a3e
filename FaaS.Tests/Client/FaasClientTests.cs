using System.Net;
using System.Text;
using FaaS.Client;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;

namespace FaaS.Tests.Client;

public sealed class FaasClientTests : IAsyncLifetime
{
    private RecordedApi _api = null!;
    private FaasClient _client = null!;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _api = await RecordedApi.StartAsync();
        _client = new FaasClient(_api.Url);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _api.DisposeAsync();
    }

    [Fact]
    public async Task A_definition_is_sent_in_snake_case_without_what_is_unset()
    {
        _api.On("POST /functions", Samples.Function, 201);

        var function = await _client.Functions.CreateAsync(
            new FunctionDefinition
            {
                Name = "hello",
                Runtime = "python",
                Handler = "hello.handler",
                Code = "x"u8.ToArray(),
                Timeout = TimeSpan.FromSeconds(90),
                MemoryMb = 256,
                Isolation = Isolation.Function,
            },
            cancellationToken: CancellationToken);

        Assert.Equal(
            """
            {"name":"hello","runtime":"python","handler":"hello.handler","code":"eA==",
            "timeout":"90s","memory_mb":256,"isolation":"function"}
            """.ReplaceLineEndings(""),
            _api.Requests.Single().Body);
        Assert.Equal(TimeSpan.FromSeconds(90), function.Timeout);
        Assert.Equal(Isolation.Function, function.Isolation);
        Assert.Equal(["1.0.9", "1.0.10"], function.Versions);
    }

    [Fact]
    public async Task An_upload_reports_every_byte()
    {
        _api.On("POST /functions", Samples.Function, 201);
        var reports = new List<(long Sent, long Total)>();

        await _client.Functions.CreateAsync(
            new FunctionDefinition { Name = "big", Runtime = "go", Handler = "main", Code = new byte[200_000] },
            new ImmediateProgress(report => reports.Add((report.SentBytes, report.TotalBytes))),
            CancellationToken);

        Assert.True(reports.Count > 3);
        Assert.Equal(reports[^1].Total, reports[^1].Sent);
        Assert.Equal(_api.Requests.Single().Body.Length, reports[^1].Total);
    }

    [Fact]
    public async Task A_list_is_read_page_after_page()
    {
        _api.On("GET /functions", $$"""{"items":[{{Samples.Function}}],"next_cursor":null}""");

        var functions = await _client.Functions
            .ListAllAsync(new FunctionFilter { Prefix = "he&", Runtime = "python" }, CancellationToken)
            .ToListAsync(CancellationToken);

        Assert.Equal("hello", functions.Single().Name);
        Assert.Equal("?prefix=he%26&runtime=python", _api.Requests.Single().Query);
    }

    [Fact]
    public async Task Invocations_are_filtered_by_the_words_of_the_API()
    {
        _api.On("GET /invocations", $$"""{"items":[{{Samples.Invocation("timed_out")}}],"next_cursor":null}""");

        await _client.Invocations.ListAsync(
            new() { Status = InvocationStatus.TimedOut, Mode = InvocationMode.Async },
            cancellationToken: CancellationToken);

        Assert.Equal("?status=timed_out&mode=async", _api.Requests.Single().Query);
    }

    [Fact]
    public async Task A_payload_and_its_result_pass_as_they_are()
    {
        _api.On(
            "POST /functions/hello/invoke", "pong", 200, "text/plain; charset=utf-8",
            ("X-Invocation-Id", Samples.Id),
            ("X-Function-Version", "2"),
            ("X-Duration-Ms", "12.5"),
            ("X-Cold-Start", "true"));

        var result = await _client.Invocations.InvokeAsync("hello", Payload.Text("ping"), CancellationToken);

        Assert.Equal("ping", _api.Requests.Single().Body);
        Assert.Equal("text/plain; charset=utf-8", _api.Requests.Single().ContentType);
        Assert.Equal("pong", result.Text);
        Assert.Equal(
            (Guid.Parse(Samples.Id), "2", TimeSpan.FromMilliseconds(12.5), true),
            (result.InvocationId, result.FunctionVersion, result.Duration, result.ColdStart));
    }

    [Fact]
    public async Task A_function_failure_carries_the_users_stack_trace()
    {
        _api.OnProblem("POST /functions/hello/invoke", 502, Samples.FunctionFailure);

        var exception = await Assert.ThrowsAsync<FaasException>(
            () => _client.Invocations.InvokeAsync("hello", cancellationToken: CancellationToken));

        Assert.True(exception.IsFunctionFailure);
        Assert.Equal("function-error", exception.Problem.Name);
        Assert.Equal("abc", exception.Problem.TraceId);
        Assert.Equal(Guid.Parse(Samples.Id), exception.Problem.InvocationId);
        Assert.Contains("line 3, in handler", exception.Problem.Error!.StackTrace);
    }

    [Fact]
    public async Task Every_wrong_field_is_in_the_message()
    {
        _api.OnProblem(
            "GET /functions/x",
            400,
            """
            {"title":"Invalid","detail":"Two fields are wrong.","errors":{"name":["too long"],"cpu":["too much"]}}
            """);

        var exception = await Assert.ThrowsAsync<FaasException>(
            () => _client.Functions.GetAsync("x", CancellationToken));

        Assert.Equal(HttpStatusCode.BadRequest, exception.StatusCode);
        Assert.Equal(["Two fields are wrong.", "name: too long", "cpu: too much"], exception.Message.Split('\n'));
    }

    [Fact]
    public async Task Another_server_at_the_address_is_called_that()
    {
        _api.On("GET /functions/x", "<html>", 500, "text/html");

        var exception = await Assert.ThrowsAsync<FaasException>(
            () => _client.Functions.GetAsync("x", CancellationToken));

        Assert.Contains("is this the address of a FaaS API?", exception.Message);
    }

    [Fact]
    public async Task Being_unhealthy_is_an_answer()
    {
        _api.On(
            "GET /health/ready",
            """{"status":"unhealthy","checks":{"postgres":{"status":"unhealthy","detail":"refused"}}}""",
            503);

        var health = await _client.Admin.GetHealthAsync(CancellationToken);

        Assert.False(health.IsHealthy);
        Assert.Equal("refused", health.Checks["postgres"].Detail);
    }

    [Theory]
    [InlineData("""{"a":1}""", "json", """{"a":1}""")]
    [InlineData("\"Hello, FaaS!\\n\"", "text", "Hello, FaaS!\n")]
    [InlineData("\"aGk=\"", "base64", "hi")]
    public async Task A_stored_result_gives_back_the_bytes(string result, string encoding, string bytes)
    {
        _api.On(
            $"GET /invocations/{Samples.Id}",
            Samples.Invocation("succeeded", $"\"result\":{result},\"result_encoding\":\"{encoding}\""));

        var invocation = await _client.Invocations.GetAsync(Guid.Parse(Samples.Id), null, CancellationToken);

        Assert.Equal(bytes, Encoding.UTF8.GetString(invocation.GetResultBytes()));
    }
}
