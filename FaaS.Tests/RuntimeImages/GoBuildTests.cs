using FaaS.Domain.Invocations;

namespace FaaS.Tests.RuntimeImages;

public sealed class GoBuildTests
{
    private const string Hello =
        "package main\n\nimport \"fmt\"\n\nfunc main() {\n\tfmt.Println(\"Hello, FaaS!\")\n}\n";

    [Fact]
    public async Task Single_file_is_compiled_and_runs()
    {
        var binary = (await BuildAsync(("main.go", Hello))).Succeeded();

        await using var sandbox = await AgentSandbox.StartAsync("go");
        sandbox.WriteCode("function", binary.Payload);
        (await sandbox.InitProgramAsync("/code/function")).Succeeded();

        Assert.Equal("Hello, FaaS!\n", (await sandbox.InvokeAsync()).Succeeded().Text);
    }

    [Fact]
    public async Task Compile_error_names_file_and_line()
    {
        var answer = await BuildAsync(("main.go", "package main\n\nfunc main() {\n\tx := 1\n}\n"));

        Assert.Equal("exit status 1", answer.Failed(FailureKind.Exited).Message);
        Assert.Contains("./main.go:4:2: declared and not used: x", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Module_with_packages_and_vendored_dependencies_is_compiled()
    {
        var answer = await BuildAsync(
            ("go.mod", "module example.com/shop\n\ngo 1.22\n\nrequire example.com/prices v1.0.0\n"),
            ("main.go", "package main\n\nimport \"example.com/shop/till\"\n\nfunc main() { till.Open() }\n"),
            (
                "till/till.go",
                "package till\n\nimport \"example.com/prices\"\n\nfunc Open() { println(prices.Apple) }\n"
            ),
            ("vendor/modules.txt", "# example.com/prices v1.0.0\n## explicit\nexample.com/prices\n"),
            ("vendor/example.com/prices/prices.go", "package prices\n\nconst Apple = 3\n"));

        Assert.True(answer.Succeeded().Payload.AsSpan().StartsWith("\u007fELF"u8));
    }

    [Theory]
    [InlineData(
        "package main\n\nimport \"example.com/nowhere\"\n\nfunc main() { nowhere.Go() }\n",
        "main.go:3:8: no required module")]
    [InlineData("package shop\n\nfunc Open() {}\n", "must be 'package main'")]
    public async Task Code_that_is_no_program_says_what_is_missing(string source, string message)
    {
        var answer = await BuildAsync(("main.go", source));

        answer.Failed(FailureKind.Exited);
        Assert.Contains(message, answer.Text, StringComparison.Ordinal);
    }

    private static async Task<AgentAnswer> BuildAsync(params (string File, string Source)[] code)
    {
        await using var sandbox = await AgentSandbox.StartAsync("go-build");
        foreach (var (file, source) in code)
        {
            sandbox.WriteCode(file, source);
        }

        (await sandbox.InitProgramAsync("/usr/local/bin/faas-go-build")).Succeeded();
        return await sandbox.InvokeAsync();
    }
}
