using System.Net;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>A synchronous caller is told the truth about what went wrong, and whose fault it is.</summary>
public sealed class FailureTests(SharedPlatform shared, TestStores stores) : PlatformTest(shared, stores)
{
    [Fact]
    public async Task A_function_that_throws_is_a_502_with_the_stack_trace_of_the_users_code()
    {
        var function = await DeployPythonAsync(
            """
            def inner():
                raise ValueError("no such order")

            def handler(event, context):
                inner()
            """);

        var failure = await FailAsync(function);

        AssertFailure(failure, HttpStatusCode.BadGateway, "function_error");
        Assert.Equal(("ValueError", "no such order"), (failure.Problem.Error!.Type, failure.Problem.Error.Message));
        Assert.Contains("line 2, in inner", failure.Problem.Error.StackTrace);
        Assert.DoesNotContain("agent.py", failure.Problem.Error.StackTrace);
        Assert.NotNull(failure.Problem.TraceId);
    }

    [Fact]
    public async Task A_function_that_runs_too_long_is_a_504_in_time()
    {
        var function = await DeployAsync(
            Define("python", "handler", "import time\ndef handler(event, context):\n    time.sleep(60)\n") with
            {
                Timeout = TimeSpan.FromSeconds(1),
            });
        var started = TimeProvider.System.GetTimestamp();

        var failure = await FailAsync(function);

        AssertFailure(failure, HttpStatusCode.GatewayTimeout, "timeout");
        Assert.InRange(TimeProvider.System.GetElapsedTime(started).TotalSeconds, 1, 5);
    }

    [Fact]
    public async Task A_function_that_takes_too_much_memory_is_a_502_of_its_own_type()
    {
        var function = await DeployAsync(
            Define("python", "handler", "def handler(event, context):\n    return len(b'x' * (1 << 30))\n") with
            {
                MemoryMb = 64,
            });

        var failure = await FailAsync(function);

        AssertFailure(failure, HttpStatusCode.BadGateway, "out_of_memory");
        Assert.NotEqual("function-error", failure.Problem.Name);
    }

    [Theory]
    [InlineData("python", "import os\ndef handler(event, context):\n    os._exit(3)\n")]
    [InlineData("nodejs", "exports.handler = () => process.exit(3);")]
    public async Task A_handler_that_ends_its_process_is_a_502(string runtime, string source)
    {
        var function = await DeployAsync(Define(runtime, "handler", source));

        AssertFailure(await FailAsync(function), HttpStatusCode.BadGateway, "exited");
    }

    [Theory]
    [InlineData("python", "main.py", "import sys\nsys.exit(3)\n")]
    [InlineData("nodejs", "index.js", "process.exit(3);")]
    [InlineData("go", "main", "package main\n\nimport \"os\"\n\nfunc main() { os.Exit(3) }\n")]
    public async Task A_program_that_fails_is_a_502_with_its_exit_code(string runtime, string handler, string source)
    {
        var function = await DeployAsync(Define(runtime, handler, source));

        var failure = await FailAsync(function);

        AssertFailure(failure, HttpStatusCode.BadGateway, "exited");
        Assert.Contains("3", failure.Problem.Error!.Message);
    }

    [Fact]
    public async Task A_payload_over_6_MB_is_a_413()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return len(event)\n");
        var payload = Payload.Bytes(new byte[(6 * 1024 * 1024) + 1]);

        var failure = await FailAsync(function, payload);

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, failure.StatusCode);
        Assert.Equal("6291456", await InvokeBytesAsync(function.Name, new byte[6 * 1024 * 1024]));
    }

    [Fact]
    public async Task A_result_over_6_MB_is_the_functions_fault()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return b'x' * event\n");

        var failure = await FailAsync(function, Payload.Json("7000000"));

        AssertFailure(failure, HttpStatusCode.BadGateway, "result_too_large");
    }

    [Fact]
    public async Task A_payload_that_is_not_what_its_type_says_is_the_callers_fault()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    return event\n");

        var failure = await FailAsync(function, Payload.Json("{\"a\":"));

        Assert.Equal(HttpStatusCode.BadRequest, failure.StatusCode);
    }

    [Fact]
    public async Task What_nobody_deployed_is_a_404()
    {
        var failure = await Assert.ThrowsAsync<FaasException>(
            () => Faas.Invocations.InvokeAsync("nobody-deployed-this", null, CancellationToken));

        Assert.Equal((HttpStatusCode.NotFound, "function-not-found"), (failure.StatusCode, failure.Problem.Name));
    }

    [Fact]
    public async Task A_failed_sandbox_is_not_used_again()
    {
        var function = await DeployAsync(
            Define(
                "python",
                "handler",
                """
                import os

                def handler(event, context):
                    if event == "die":
                        os._exit(1)
                    return "alive"
                """) with
            {
                Isolation = Isolation.Function,
            });

        Assert.Equal("\"alive\"", await InvokeAsync(function));
        await FailAsync(function, Payload.Json("\"die\""));
        Assert.Equal("\"alive\"", await InvokeAsync(function));
    }

    [Fact]
    public async Task The_record_of_a_failure_can_be_read_afterwards()
    {
        var function = await DeployPythonAsync("def handler(event, context):\n    print('last words')\n    1 / 0\n");

        var failure = await FailAsync(function);
        var id = Assert.NotNull(failure.Problem.InvocationId);
        await Eventually.TrueAsync(
            async () => (await Faas.Invocations.ListAsync(
                new InvocationFilter { Function = function.Name, Status = InvocationStatus.Failed },
                cancellationToken: CancellationToken)).Items.Any(invocation => invocation.Id == id),
            "the record of the failed invocation");

        var invocation = await Faas.Invocations.GetAsync(id, cancellationToken: CancellationToken);
        Assert.Equal("ZeroDivisionError", invocation.Error?.Type);
        Assert.Equal("last words\n", await Faas.Invocations.GetLogsAsync(id, CancellationToken));
    }

    private async Task<string> InvokeBytesAsync(string function, byte[] payload)
        => (await Faas.Invocations.InvokeAsync(function, Payload.Bytes(payload), CancellationToken)).Text;

    private static void AssertFailure(FaasException failure, HttpStatusCode status, string kind)
        => Assert.Equal((status, kind), (failure.StatusCode, failure.Problem.Error?.Kind));
}
