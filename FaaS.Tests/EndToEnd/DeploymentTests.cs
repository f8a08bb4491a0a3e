using System.Net;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

public sealed class DeploymentTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    [Fact]
    public async Task A_python_archive_may_have_modules_and_data()
    {
        var function = await DeployAsync(Define("python", "app.run", ZipOf.Files(
            ("app.py", "import pathlib\nfrom lib.greet import greet\n\ndef run(event, context):\n"
                + "    return greet((pathlib.Path(__file__).parent / 'name.txt').read_text())\n"),
            ("lib/__init__.py", ""),
            ("lib/greet.py", "def greet(name):\n    return f'Hello, {name}!'\n"),
            ("name.txt", "archive"))));

        Assert.Equal(CodeKind.Zip, function.Code.Kind);
        Assert.Equal("\"Hello, archive!\"", await InvokeAsync(function));
    }

    [Fact]
    public async Task A_node_archive_may_have_packages()
    {
        var function = await DeployAsync(Define("nodejs", "handler", ZipOf.Files(
            ("index.js", "const greet = require('greet');\nexports.handler = async () => greet('archive');\n"),
            ("node_modules/greet/package.json", """{"name":"greet","main":"greet.js"}"""),
            ("node_modules/greet/greet.js", "module.exports = (name) => `Hello, ${name}!`;\n"))));

        Assert.Equal("\"Hello, archive!\"", await InvokeAsync(function));
    }

    [Fact]
    public async Task A_go_archive_may_have_packages()
    {
        var function = await DeployAsync(Define("go", "main", ZipOf.Files(
            ("go.mod", "module example.org/hello\n\ngo 1.22\n"),
            ("main.go", "package main\n\nimport (\n\t\"fmt\"\n\n\t\"example.org/hello/greet\"\n)\n\n"
                + "func main() { fmt.Print(greet.Greet(\"archive\")) }\n"),
            ("greet/greet.go",
                "package greet\n\nfunc Greet(name string) string { return \"Hello, \" + name + \"!\" }\n"))));

        Assert.Equal("Hello, archive!", await InvokeAsync(function));
    }

    [Theory]
    [InlineData("python", "handler", "def handler(event, context)\n    return 1\n", "init_error", "line 1")]
    [InlineData("python", "handler", "import no_such_module\n", "init_error", "No module named 'no_such_module'")]
    [InlineData("python", "handler", "def other(e, c): pass\n", "init_error", "handler")]
    [InlineData("nodejs", "handler", "exports.handler = async ( => 1;\n", "init_error", "index.js:1")]
    [InlineData("nodejs", "handler", "require('no-such-module');\n", "init_error", "no-such-module")]
    [InlineData("nodejs", "handler", "exports.other = () => 1;\n", "init_error", "handler")]
    [InlineData("go", "main", "package main\n\nfunc main() {\n\treturn 1\n}\n", "build_error", "main.go:4")]
    public async Task Code_that_cannot_work_is_refused_with_the_reason(
        string runtime,
        string handler,
        string source,
        string kind,
        string reason)
    {
        var definition = Define(runtime, handler, source);

        var failure = await Assert.ThrowsAsync<FaasException>(() => DeployAsync(definition));

        Assert.Equal(
            (HttpStatusCode.UnprocessableEntity, kind),
            (failure.StatusCode, failure.Problem.Error?.Kind));
        Assert.Contains(reason, $"{failure.Problem.Error!.Message}\n{failure.Problem.Error.StackTrace}");
        Assert.Null(await Faas.Functions.FindAsync(definition.Name, CancellationToken));
    }

    [Fact]
    public async Task An_update_is_what_runs_and_the_version_before_is_kept()
    {
        var definition = Define("python", "handler", "def handler(event, context):\n    return 'one'\n");
        var first = await DeployAsync(definition);
        Assert.Equal("\"one\"", await InvokeAsync(first));

        var second = await Faas.Functions.UpdateAsync(
            first.Name,
            definition with { Code = "def handler(event, context):\n    return 'two'\n"u8.ToArray() },
            cancellationToken: CancellationToken);

        Assert.Equal("\"two\"", await InvokeAsync(second));
        Assert.Equal(first.Id, second.Id);
        Assert.Equal(["1.0.0", "1.0.1"], second.Versions);
        Assert.True(second.Verified);
    }

    [Fact]
    public async Task A_version_is_published_once()
    {
        var definition = Define("python", "handler", "def handler(event, context):\n    return 1\n") with
        {
            Version = "2.0",
        };
        await DeployAsync(definition);

        var failure = await Assert.ThrowsAsync<FaasException>(() => DeployAsync(definition));

        Assert.Equal(HttpStatusCode.Conflict, failure.StatusCode);
    }

    [Fact]
    public async Task Code_comes_back_byte_for_byte()
    {
        var source = "def handler(event, context):\r\n    return '…'\n"u8.ToArray();
        var function = await DeployAsync(Define("python", "handler", source));

        Assert.Equal(source, await Faas.Functions.GetCodeAsync(function.Name, CancellationToken));
        Assert.Equal(CodeKind.Source, function.Code.Kind);
    }

    [Fact]
    public async Task Environment_variables_reach_the_function()
    {
        var function = await DeployAsync(
            Define("python", "handler", "import os\ndef handler(e, c):\n    return os.environ['GREETING']\n") with
            {
                Environment = new Dictionary<string, string> { ["GREETING"] = "grüß dich" },
            });

        Assert.Equal("grüß dich", System.Text.Json.JsonElement.Parse(await InvokeAsync(function)).GetString());
    }

    [Fact]
    public async Task Every_wrong_field_is_named_at_once()
    {
        var definition = Define("cobol", "handler", "x") with { Name = "Not A Name", MemoryMb = 1 };

        var failure = await Assert.ThrowsAsync<FaasException>(() => DeployAsync(definition));

        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
        Assert.Equal(["memory_mb", "name", "runtime"], failure.Problem.Errors!.Keys.Order());
    }

    [Fact]
    public async Task An_archive_that_leaves_its_folder_is_refused_by_the_entrys_name()
    {
        var definition = Define("python", "handler", ZipOf.Files(("main.py", ""), ("../../etc/cron.d/evil", "")));

        var failure = await Assert.ThrowsAsync<FaasException>(() => DeployAsync(definition));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, failure.StatusCode);
        Assert.Contains("../../etc/cron.d/evil", failure.Message);
    }
}
