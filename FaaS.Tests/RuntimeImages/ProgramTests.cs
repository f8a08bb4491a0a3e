using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.RuntimeImages;

public sealed class ProgramTests
{
    public static TheoryData<string> Images() => ["python", "nodejs", "go"];

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Program_reads_stdin_prints_its_result_and_logs_to_stderr(string image)
    {
        await using var sandbox = await StartAsync(image, """
            echo "log $FAAS_FUNCTION $FAAS_INVOCATION_ID $COLOR" >&2
            cat
            """);

        var text = (await sandbox.InvokeAsync("plain\n", "text/plain")).Succeeded();
        var json = (await sandbox.InvokeAsync(" [1, 2]\n")).Succeeded();
        var bytes = (await sandbox.InvokeAsync([0xff, 0], null)).Succeeded();

        Assert.Equal(("plain\n", "text/plain; charset=utf-8"), (text.Text, text.Result!.ContentType));
        Assert.Equal($"log hello {Guid.AllBitsSet} blue\n", text.Logs);
        Assert.Equal((" [1, 2]\n", "application/json"), (json.Text, json.Result!.ContentType));
        Assert.Equal("application/octet-stream", bytes.Result!.ContentType);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Exit_code_other_than_zero_fails_with_the_end_of_stderr(string image)
    {
        await using var sandbox = await StartAsync(image, "echo partial\necho 'cannot do it' >&2\nexit 7\n");

        var answer = await sandbox.InvokeAsync();

        Assert.Equal("exit status 7", answer.Failed(FailureKind.Exited).Message);
        Assert.Equal("cannot do it\n", answer.Text);
        Assert.Equal("cannot do it\n", answer.Logs);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Nothing_that_a_program_started_outlives_it(string image)
    {
        await using var sandbox = await StartAsync(image, """
            if [ "$(cat)" = start ]; then
              setsid sleep 1000 &
              sleep 1000 &
            fi
            cat /proc/[0-9]*/cmdline | tr '\0' '\n' | grep -c '^sleep$' || true
            """);

        (await sandbox.InvokeAsync("start", "text/plain")).Succeeded();

        await Eventually.TrueAsync(
            async () => (await sandbox.InvokeAsync()).Succeeded().Text == "0\n", "the program's children to be gone");
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Large_payload_and_output_pass_even_if_nobody_reads_the_payload(string image)
    {
        await using var sandbox = await StartAsync(image, "head -c 5000000 /dev/zero\n");

        var answer = (await sandbox.InvokeAsync(new byte[5_000_000], "application/octet-stream")).Succeeded();

        Assert.Equal(5_000_000, answer.Payload.Length);
    }

    [Theory]
    [MemberData(nameof(Images))]
    public async Task Endless_output_is_cut_over_the_limit(string image)
    {
        await using var sandbox = await StartAsync(image, "cat /dev/zero\n");

        Assert.InRange((await sandbox.InvokeAsync()).Succeeded().Payload.Length, 6_291_457, 8 * 1024 * 1024);
    }

    [Theory]
    [InlineData("python", "python3", "main.py", "def x(:\n", "SyntaxError", "(main.py, line 1)")]
    [InlineData("nodejs", "node", "main.js", "\nlet x = ;\n", "SyntaxError", "(main.js, line 2)")]
    [InlineData("python", "python3", "other.py", "", "ProgramNotFound", "main.py is not in the code")]
    [InlineData("nodejs", "node", "other.js", "", "ProgramNotFound", "main.js is not in the code")]
    public async Task Script_that_cannot_run_is_found_at_init(
        string image, string interpreter, string file, string source, string type, string message)
    {
        await using var sandbox = await AgentSandbox.StartAsync(image);
        sandbox.WriteCode(file, source);

        var answer = await sandbox.InitProgramAsync(interpreter, $"/code/main{Path.GetExtension(file)}");
        var error = answer.Failed(FailureKind.InitError);

        Assert.Equal(type, error.Type);
        Assert.EndsWith(message, error.Message, StringComparison.Ordinal);
    }

    private static async Task<AgentSandbox> StartAsync(string image, string script)
    {
        var sandbox = await AgentSandbox.StartAsync(image);
        sandbox.WriteCode("function", $"#!/bin/sh\n{script}");
        (await sandbox.InitProgramAsync("/code/function")).Succeeded();
        return sandbox;
    }
}
