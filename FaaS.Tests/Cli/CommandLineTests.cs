using FaaS.Tests.Client;

namespace FaaS.Tests.Cli;

public sealed class CommandLineTests : IAsyncLifetime
{
    private RecordedApi _api = null!;

    public async ValueTask InitializeAsync() => _api = await RecordedApi.StartAsync();

    public ValueTask DisposeAsync() => _api.DisposeAsync();

    [Theory]
    [InlineData("deploy")]
    [InlineData("list")]
    [InlineData("get")]
    [InlineData("delete")]
    [InlineData("invoke")]
    [InlineData("logs")]
    [InlineData("invocations")]
    [InlineData("cancel")]
    [InlineData("dead-letters")]
    [InlineData("deliveries")]
    [InlineData("workers")]
    [InlineData("status")]
    public async Task Help_of_each_command_has_an_example(string command)
    {
        var run = await CliRun.OfAsync(_api.Url, [command, "--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Example", run.Output);
        Assert.Contains($"./faas {command}", run.Output);
    }

    [Fact]
    public async Task Help_says_the_exit_codes()
    {
        var run = await CliRun.OfAsync(_api.Url, ["--help"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("4    the API cannot be reached", run.Output);
    }

    [Theory]
    [InlineData("lst")]
    [InlineData("invoke")]
    [InlineData("invoke hello --nonsense")]
    [InlineData("invoke hello -d {\"a\":")]
    [InlineData("invoke hello -d @/no/such/file")]
    [InlineData("deploy /no/such/file.py")]
    [InlineData("deploy x.py --timeout soon")]
    [InlineData("deploy x.py --env NOVALUE")]
    [InlineData("cancel not-an-id")]
    [InlineData("deliveries not-an-id")]
    [InlineData("logs hello --follow --json")]
    [InlineData("invocations --status unknown")]
    [InlineData("list --url ftp://somewhere")]
    public async Task Wrong_use_is_exit_code_2_and_a_word_on_stderr(string commandLine)
    {
        var run = await CliRun.OfAsync(_api.Url, commandLine.Split(' '));

        Assert.Equal(2, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.NotEqual("", run.Error);
        Assert.DoesNotContain("See: faas", run.Error);
        Assert.Empty(_api.Requests);
    }

    [Theory]
    [InlineData(400, """{"title":"t"}""", 5)]
    [InlineData(404, """{"title":"t"}""", 3)]
    [InlineData(409, """{"title":"t"}""", 5)]
    [InlineData(429, """{"title":"t"}""", 6)]
    [InlineData(400, """{"title":"t","error":{"kind":"bad_payload","message":"not JSON"}}""", 5)]
    [InlineData(499, """{"title":"t","error":{"kind":"cancelled","message":"cancelled"}}""", 1)]
    [InlineData(502, Samples.FunctionFailure, 1)]
    [InlineData(503, """{"title":"t","error":{"kind":"platform_error","message":"disk"}}""", 6)]
    [InlineData(503, """{"title":"t"}""", 6)]
    [InlineData(504, """{"title":"t","error":{"kind":"timeout","message":"after 30 s"}}""", 1)]
    public async Task Exit_code_says_what_kind_of_error_it_was(int status, string problem, int exitCode)
    {
        _api.OnProblem("POST /functions/hello/invoke", status, problem);

        var run = await CliRun.OfAsync(_api.Url, ["invoke", "hello"]);

        Assert.Equal(exitCode, run.ExitCode);
        Assert.Equal("", run.Output);
    }

    [Fact]
    public async Task Nobody_at_the_address_is_exit_code_4()
    {
        var run = await CliRun.OfAsync(new Uri("http://127.0.0.1:1"), ["list"]);

        Assert.Equal(4, run.ExitCode);
        Assert.Contains("Cannot reach the API at http://127.0.0.1:1/", run.Error);
    }

    [Fact]
    public async Task Errors_of_scripts_are_problem_documents_on_stderr()
    {
        _api.OnProblem("GET /functions/x", 404, """{"title":"No such function","status":404,"trace_id":"abc"}""");

        var run = await CliRun.OfAsync(_api.Url, ["get", "x", "--json"]);

        Assert.Equal(3, run.ExitCode);
        Assert.Equal("", run.Output);
        Assert.Contains("\"trace_id\": \"abc\"", run.Error);
    }
}
