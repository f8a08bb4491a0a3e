using System.IO.Compression;
using System.Security.Cryptography;
using System.Text.Json;
using FaaS.Tests.Client;

namespace FaaS.Tests.Cli;

public sealed class DeployCommandTests : IAsyncLifetime
{
    private const string PythonHandler = "def handler(event, context):\n    return 1\n";

    private readonly TemporaryFolder _folder = new();
    private RecordedApi _api = null!;

    public async ValueTask InitializeAsync()
    {
        _api = await RecordedApi.StartAsync();
        _api.On("POST /functions", Samples.Function, 201);
        _api.On("PUT /functions/hello", Samples.Function);
    }

    public async ValueTask DisposeAsync()
    {
        _folder.Dispose();
        await _api.DisposeAsync();
    }

    [Theory]
    [InlineData("hello.py", PythonHandler, "hello", "python", "hello.handler")]
    [InlineData("Word_Count.py", "print(1)", "word-count", "python", "Word_Count.py")]
    [InlineData("greet/main.py", PythonHandler, "greet", "python", "main.handler")]
    [InlineData("2fast/app2.js", "exports.handler = async () => 1;", "app2", "nodejs", "app2.handler")]
    [InlineData("esm.mjs", "export const handler = () => 1;", "esm", "nodejs", "esm.handler")]
    [InlineData("obj.js", "module.exports = {\n  handler: () => 1\n};", "obj", "nodejs", "obj.handler")]
    [InlineData("tool.js", "console.log(1)", "tool", "nodejs", "tool.js")]
    [InlineData("hello-go/main.go", "package main", "hello-go", "go", "main")]
    [InlineData("3d.py", PythonHandler, null, "python", null)]
    public async Task Name_runtime_and_handler_come_from_the_file(
        string file,
        string source,
        string? name,
        string runtime,
        string? handler)
    {
        var run = await CliRun.OfAsync(_api.Url, ["deploy", _folder.Write(file, source)]);

        if (name is null)
        {
            Assert.Equal(2, run.ExitCode);
            Assert.Contains("--name", run.Error);
            return;
        }

        Assert.Equal(0, run.ExitCode);
        var sent = Sent();
        Assert.Equal(
            (name, runtime, handler),
            (Text(sent, "name"), Text(sent, "runtime"), Text(sent, "handler")));
        Assert.Equal(source, System.Text.Encoding.UTF8.GetString(sent.GetProperty("code").GetBytesFromBase64()));
    }

    [Fact]
    public async Task A_folder_is_zipped_without_what_is_ignored()
    {
        _folder.Write("stats/main.py", PythonHandler);
        _folder.Write("stats/lib/words.py", "");
        _folder.Write("stats/lib/words.pyc", "");
        _folder.Write("stats/__pycache__/x", "");
        _folder.Write("stats/data/keep.csv", "");
        _folder.Write("stats/data/drop.csv", "");
        _folder.Write("stats/.faasignore", "# comment\n/data/*.csv\n!keep.csv\n");

        var run = await CliRun.OfAsync(_api.Url, ["deploy", Path.Combine(_folder.Path, "stats")]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("stats", Text(Sent(), "name"));
        Assert.Equal("main.handler", Text(Sent(), "handler"));
        using var zip = new ZipArchive(new MemoryStream(Sent().GetProperty("code").GetBytesFromBase64()));
        Assert.Equal(["data/keep.csv", "lib/words.py", "main.py"], zip.Entries.Select(entry => entry.FullName));
    }

    [Fact]
    public async Task The_same_folder_is_the_same_archive()
    {
        var file = _folder.Write("stats/main.py", PythonHandler);
        _folder.Write("stats/other.py", "");
        var folder = Path.Combine(_folder.Path, "stats");

        await CliRun.OfAsync(_api.Url, ["deploy", folder]);
        var first = Text(Sent(), "code");
        File.SetLastWriteTimeUtc(file, DateTime.UnixEpoch);
        await CliRun.OfAsync(_api.Url, ["deploy", folder]);

        Assert.Equal(first, Text(Sent(), "code"));
    }

    [Fact]
    public async Task A_symbolic_link_is_named_and_refused()
    {
        _folder.Write("stats/main.py", PythonHandler);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "stats", "passwd"), "/etc/passwd");

        var run = await CliRun.OfAsync(_api.Url, ["deploy", Path.Combine(_folder.Path, "stats")]);

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("passwd is a symbolic link to /etc/passwd", run.Error);
    }

    [Fact]
    public async Task What_is_not_said_about_an_existing_function_stays_as_it_is()
    {
        _api.On("GET /functions/hello", Samples.Function);

        var run = await CliRun.OfAsync(
            _api.Url,
            ["deploy", _folder.Write("hello.py", PythonHandler), "--memory", "512", "--env", "B=2", "--env", "C=x=y"]);

        Assert.Equal(0, run.ExitCode);
        var sent = Sent();
        Assert.Equal("PUT /functions/hello", _api.Requests[^1].Line);
        Assert.Equal(("90s", "function"), (Text(sent, "timeout"), Text(sent, "isolation")));
        Assert.False(sent.TryGetProperty("version", out _));
        Assert.Equal(512, sent.GetProperty("memory_mb").GetInt32());
        Assert.Equal("""{"B":"2","C":"x=y"}""", sent.GetProperty("environment").GetRawText());
    }

    [Fact]
    public async Task What_is_deployed_already_is_left_alone()
    {
        var digest = Convert.ToHexStringLower(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(PythonHandler)));
        _api.On("GET /functions/hello", Samples.Function.Replace("\"00\"", $"\"{digest}\""));

        var run = await CliRun.OfAsync(_api.Url, ["deploy", _folder.Write("hello.py", PythonHandler)]);

        Assert.Equal((0, "hello 1.0.9 is up to date.\n"), (run.ExitCode, run.Output));
        Assert.Equal("GET /functions/hello", _api.Requests.Single().Line);
    }

    private JsonElement Sent() => JsonElement.Parse(_api.Requests[^1].Body);

    private static string? Text(JsonElement json, string property) => json.GetProperty(property).GetString();
}
