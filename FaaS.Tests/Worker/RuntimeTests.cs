using System.IO.Compression;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Tests.Worker;

[Collection(WorkerCollection.Name)]
public sealed class RuntimeTests(WorkerFixture fixture)
{
    private readonly FakeDispatcher _dispatcher = fixture.Dispatcher;

    [Fact]
    public async Task A_python_handler_gets_json_and_returns_json()
    {
        var hello = TestFunction.Python(
            _dispatcher,
            """
            import os
            def handler(event, context):
                print("seen", event["name"])
                return {"message": os.environ["GREETING"] + " " + event["name"]}
            """);

        var answer = await _dispatcher.InvokeAsync(hello, """{"name":"you"}"""u8.ToArray(), "application/json");

        Assert.Equal("Hello you", answer.Json().GetProperty("message").GetString());
        Assert.Equal("application/json", answer.Result!.ContentType);
        Assert.Equal("seen you\n", answer.LogText);
        Assert.Equal(9, answer.Stats.LogsSize);
        Assert.True(answer.Stats.Cold);
        Assert.True(answer.Stats.CpuMs > 0 && answer.Stats.PeakMemoryBytes > 1_000_000, $"{answer.Stats}");
    }

    [Fact]
    public async Task A_nodejs_handler_gets_json_and_returns_json()
    {
        var hello = TestFunction.Nodejs(
            _dispatcher, "exports.handler = async (event) => ({ message: `${process.env.GREETING} ${event.name}` });");

        var answer = await _dispatcher.InvokeAsync(hello, """{"name":"you"}"""u8.ToArray(), "application/json");

        Assert.Equal("Hello you", answer.Json().GetProperty("message").GetString());
    }

    [Fact]
    public async Task A_go_program_is_compiled_once_and_gets_the_payload_on_stdin()
    {
        const string Source =
            """
            package main

            import (
                "fmt"
                "io"
                "os"
            )

            func main() {
                body, _ := io.ReadAll(os.Stdin)
                fmt.Fprintln(os.Stderr, "running")
                fmt.Printf("%s, %s!\n", os.Getenv("GREETING"), body)
            }
            """;
        var first = await InvokeGoAsync(Source, "FaaS"u8);
        var fetches = _dispatcher.Fetches;
        var second = await InvokeGoAsync(Source, "again"u8);

        Assert.Equal("Hello, FaaS!\n", first.Succeeded().Text);
        Assert.Equal("running\n", first.LogText);
        Assert.Equal("Hello, again!\n", second.Succeeded().Text);
        Assert.Equal(fetches, _dispatcher.Fetches);
        Assert.True(second.Took < first.Took, $"{second.Took} after {first.Took}");
    }

    [Fact]
    public async Task A_program_runs_per_invocation()
    {
        var program = TestFunction.Python(_dispatcher, "import sys; print(len(sys.stdin.read()))", "tool.py");

        var answer = await _dispatcher.InvokeAsync(program, "four"u8.ToArray(), "text/plain");

        Assert.Equal("4\n", answer.Succeeded().Text);
    }

    [Fact]
    public async Task What_loading_in_vain_printed_and_used_is_told_to_whoever_waited_for_it()
    {
        var broken = TestFunction.Python(
            _dispatcher,
            """
            import time
            print("on the way", flush=True)
            until = time.process_time() + 0.2
            while time.process_time() < until:
                pass
            raise ValueError("not today")
            """);

        var answer = (await _dispatcher.InvokeAsync(broken)).FailedWith(FailureKind.InitError);

        Assert.Contains("not today", answer.Text);
        Assert.EndsWith("Printed while it was loaded:\non the way\n", answer.Text);
        Assert.NotEmpty(answer.Stats.Sandbox);
        Assert.True(answer.Stats.CpuMs >= 200 && answer.Stats.InitMs >= 200, $"{answer.Stats}");
    }

    [Fact]
    public async Task A_zip_that_is_none_is_the_fault_of_the_code()
    {
        var function = TestFunction.Create(
            _dispatcher, Runtime.Python, "app.run", "PK not really"u8.ToArray(), CodeKind.Zip);

        (await _dispatcher.InvokeAsync(function)).FailedWith(FailureKind.InitError);
    }

    [Fact]
    public async Task A_zip_brings_its_own_modules()
    {
        using var buffer = new MemoryStream();
        using (var zip = new ZipArchive(buffer, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write(zip, "app.py", "from lib.words import greet\ndef run(event, context):\n    return greet()\n");
            Write(zip, "lib/words.py", "def greet():\n    return 'from the zip'\n");
        }

        var function = TestFunction.Create(
            _dispatcher, Runtime.Python, "app.run", buffer.ToArray(), CodeKind.Zip);

        Assert.Equal("\"from the zip\"", (await _dispatcher.InvokeAsync(function)).Succeeded().Text);
    }

    [Fact]
    public async Task The_check_at_deployment_leaves_a_sandbox_for_the_first_call()
    {
        var function = TestFunction.Python(_dispatcher, "def handler(event, context):\n    return 1\n");

        var check = await _dispatcher.InitAsync(function);
        var first = await _dispatcher.InvokeAsync(function);

        Assert.Equal(check.Succeeded().Stats.Sandbox, first.Succeeded().Stats.Sandbox);
        Assert.False(first.Stats.Cold);
    }

    [Theory]
    [InlineData("def handler(event, context)\n    return 1\n", "SyntaxError")]
    [InlineData("import missing_module\ndef handler(event, context):\n    pass\n", "ModuleNotFoundError")]
    [InlineData("def other(event, context):\n    pass\n", "HandlerNotFound")]
    public async Task Code_that_cannot_be_loaded_says_why_at_deployment(string source, string type)
    {
        var answer = await _dispatcher.InitAsync(TestFunction.Python(_dispatcher, source));

        Assert.Equal(type, answer.FailedWith(FailureKind.InitError).Error!.Type);
    }

    [Fact]
    public async Task Code_that_does_not_compile_comes_with_the_compilers_words()
    {
        var answer = await _dispatcher.InitAsync(TestFunction.Go(
            _dispatcher, "package main\n\nfunc main() {\n\tundefined()\n}\n"));

        Assert.Contains("main.go:4:2: undefined: undefined", answer.FailedWith(FailureKind.BuildError).Text);
    }

    private Task<Answer> InvokeGoAsync(string source, ReadOnlySpan<byte> payload)
        => _dispatcher.InvokeAsync(TestFunction.Go(_dispatcher, source), payload.ToArray(), "text/plain");

    private static void Write(ZipArchive zip, string name, string content)
    {
        using var writer = new StreamWriter(zip.CreateEntry(name).Open());
        writer.Write(content);
    }
}
