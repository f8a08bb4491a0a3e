using FaaS.Domain.Invocations;

namespace FaaS.Tests.Security;

/// <summary>Code that ends its agent, hides it, or leaves without an answer.</summary>
public sealed class ExitAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const string Imports = "import ctypes, os, signal, socket, sys, threading, time\n";

    [Theory]
    [InlineData("os._exit(0)")]
    [InlineData("sys.exit(0)")]
    [InlineData("os.kill(os.getpid(), signal.SIGKILL)")]
    [InlineData("ctypes.string_at(0)")]
    [InlineData("os.abort()")]
    [InlineData("os.execv('/bin/true', ['true'])")]
    [InlineData("os.kill(os.getpid(), signal.SIGTERM)")]
    public Task Python_that_ends_without_an_answer_is_an_exit(string end)
        => FailsAsync(
            Python($"{Imports}def handler(event, context):\n    {end}\n    time.sleep(20)\n"),
            FailureKind.Exited);

    [Theory]
    [InlineData("process.exit(0)")]
    [InlineData("process.reallyExit(0)")]
    [InlineData("process.abort()")]
    [InlineData("process.kill(process.pid, 'SIGSEGV')")]
    public Task Node_that_ends_without_an_answer_is_an_exit(string end)
        => FailsAsync(
            Node($"exports.handler = () => {{ {end}; return new Promise(() => {{ }}); }};"),
            FailureKind.Exited);

    [Theory]
    [InlineData("os.close(SOCKET)")]
    [InlineData("import socket; socket.socket(fileno=SOCKET).shutdown(socket.SHUT_RDWR)")]
    [InlineData("os.dup2(os.open('/dev/null', os.O_RDWR), SOCKET)")]
    public Task A_channel_that_is_closed_is_an_exit(string close)
        => FailsAsync(Python(AgentSocket.Handler($"{close}\n    time.sleep(0.2)")), FailureKind.Exited);

    [Theory]
    [InlineData("time.sleep(1000)")]
    [InlineData("threading.Event().wait()")]
    [InlineData("signal.pause()")]
    public Task Who_never_answers_is_ended_at_its_deadline(string wait)
        => FailsAsync(
            Python($"{Imports}def handler(event, context):\n    {wait}\n"),
            FailureKind.Timeout,
            timeout: TimeSpan.FromSeconds(1));

    [Fact]
    public async Task The_first_process_cannot_be_killed_from_inside()
    {
        var answer = await EnduresAsync(Python(
            Imports +
            """
            def handler(event, context):
                for number in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGSEGV, signal.SIGINT):
                    os.kill(1, number)
                os.system("sleep 100 &")
                os.kill(-1, signal.SIGKILL)
                time.sleep(0.2)
                return open("/proc/1/stat").read().rpartition(")")[2].split()[0]
            """));

        Assert.Equal("S", answer.GetString());
    }
}
