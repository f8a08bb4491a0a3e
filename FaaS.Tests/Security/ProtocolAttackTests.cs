using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security;

/// <summary>Handlers that speak to the worker themselves, over the socket of their agent.</summary>
public sealed class ProtocolAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private static readonly Dictionary<string, string> Against = new()
    {
        ["an unknown type"] = "frame(99)",
        ["type 0"] = "frame(0)",
        ["reserved flags"] = "frame(RESULT, flags=2)",
        ["more meta than body"] = "struct.pack('<IBBHQ', 2, RESULT, 0, 3, stream) + b'{}'",
        ["a body just over the limit"] = "struct.pack('<IBBHQ', (8 << 20) + 1, RESULT, 0, 2, stream)",
        ["a body of 4 GB"] = "struct.pack('<IBBHQ', 0xFFFFFFFF, LOG, 0, 0, stream)",
        ["meta that is no JSON"] = "frame(RESULT, meta=b'\\xff\\xfe{')",
        ["meta that is a list"] = "frame(RESULT, meta=b'[]')",
        ["meta that is null"] = "frame(RESULT, meta=b'null')",
        ["deeply nested meta"] = "frame(RESULT, meta=b'[' * 60000)",
        ["a number for a content type"] = "frame(RESULT, meta=b'{\"content_type\":1}')",
        ["a second header in the content type"] =
            "frame(RESULT, meta=b'{\"content_type\":\"a\\\\r\\\\nSet-Cookie: b\"}')",
        ["another hello"] = "frame(1, 0)",
        ["a welcome"] = "frame(2, 0)",
        ["a load"] = "frame(3, 0)",
        ["an init"] = "frame(4)",
        ["an invoke"] = "frame(5)",
        ["a fetch of somebody's code"] = "frame(9, 1, b'{\"code_digest\":\"' + b'0' * 64 + b'\"}')",
        ["a chunk"] = "frame(10)",
        ["a cancel"] = "frame(11)",
        ["a pong that nobody waits for"] = "frame(13, 0)",
        ["a goodbye"] = "frame(14, 0)",
        ["a result for no stream"] = "frame(RESULT, 0)",
        ["a result for another stream"] = "frame(RESULT, stream + 1)",
        ["a result for the next call"] = "frame(RESULT, stream + 2)",
        ["a result for the last call"] = "frame(RESULT, stream - 2)",
        ["a log for another stream"] = "frame(LOG, stream + 2, b'', b'forged')",
        ["an error that only the worker may give"] = "frame(ERROR, meta=error('timeout'))",
        ["the platform's error"] = "frame(ERROR, meta=error('platform_error'))",
        ["an error of no kind"] = "frame(ERROR, meta=error('mine'))",
    };

    public static TheoryData<string> Frames() => [.. Against.Keys];

    [Theory]
    [MemberData(nameof(Frames))]
    public Task A_frame_against_the_rules_ends_its_sandbox_and_nothing_else(string frame)
        => BreaksProtocolAsync($"send({Against[frame]})\n    time.sleep(20)");

    [Fact]
    public Task A_connection_that_ends_in_the_middle_of_a_frame_breaks_the_rules()
        => BreaksProtocolAsync(
            """
            import socket
                send(frame(RESULT, payload=b"x" * 100)[:50])
                socket.socket(fileno=SOCKET).shutdown(socket.SHUT_WR)
                time.sleep(20)
            """);

    [Fact]
    public async Task Who_answers_twice_is_believed_once()
    {
        const string Twice = "send(frame(RESULT, payload=b'1') + frame(RESULT, payload=b'2'))";
        var function = Python(AgentSocket.Handler(Twice)) with
        {
            Isolation = Isolation.Function,
            MaxConcurrency = 1,
        };

        var first = await InvokeAsync(function);
        var second = await InvokeAsync(function);

        Assert.Equal(("1", "1"), (first.Succeeded().Text, second.Succeeded().Text));
        Assert.NotEqual(first.Stats.Sandbox, second.Stats.Sandbox);
        await IsToldAsync(first, FailureKind.ProtocolError);
        await LeavesNothingAsync(first);
    }

    private Task<Answer> BreaksProtocolAsync(string body)
        => FailsAsync(Python(AgentSocket.Handler(body)), FailureKind.ProtocolError);
}
