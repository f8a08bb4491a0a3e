using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Tests.Security;

/// <summary>Code that misuses what it may ask of the platform.</summary>
public sealed class CheckpointAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const string Named = "b'{\"name\":\"a\"}'";

    private static readonly Dictionary<string, string> Against = new()
    {
        ["a checkpoint without a name"] = "frame(15)",
        ["a checkpoint in a directory"] = "frame(15, meta=b'{\"name\":\"a/b\"}')",
        ["a checkpoint with an endless name"] = "frame(15, meta=b'{\"name\":\"' + b'x' * 129 + b'\"}')",
        ["a checkpoint of a wrong name"] = "frame(15, meta=b'{\"name\":1}')",
        ["a second header in its content type"] =
            "frame(15, meta=b'{\"name\":\"a\",\"content_type\":\"a\\r\\nSet-Cookie: b\"}')",
        ["an endless content type"] = "frame(15, meta=b'{\"name\":\"a\",\"content_type\":\"' + b'x' * 65 + b'\"}')",
        ["a checkpoint just over the limit"] = $"frame(15, meta={Named}, payload=b'x' * ((1 << 20) + 1))",
        ["a checkpoint for another stream"] = $"frame(15, stream + 2, meta={Named})",
        ["two checkpoints at once"] = $"frame(15, meta={Named}) * 2",
        ["a checkpoint and a recall at once"] = $"frame(15, meta={Named}) + frame(16, meta={Named})",
        ["a recall without a name"] = "frame(16)",
        ["a recall of a directory"] = "frame(16, meta=b'{\"name\":\"..\"}')",
        ["the platform's own answer"] = "frame(17)",
        ["a progress of nothing"] = "frame(18)",
        ["a progress below nothing"] = "frame(18, meta=b'{\"fraction\":-0.01}')",
        ["a progress beyond the end"] = "frame(18, meta=b'{\"fraction\":1.01}')",
        ["a progress without bounds"] = "frame(18, meta=b'{\"fraction\":1e999}')",
        ["an endless message"] = "frame(18, meta=b'{\"fraction\":0,\"message\":\"' + b'x' * 1025 + b'\"}')",
        ["a progress of another stream"] = "frame(18, stream + 2, meta=b'{\"fraction\":0}')",
    };

    public static TheoryData<string> Frames() => [.. Against.Keys];

    [Theory]
    [MemberData(nameof(Frames))]
    public Task A_request_against_the_rules_ends_its_sandbox_and_nothing_else(string frame)
        => FailsAsync(
            Python(AgentSocket.Handler($"send({Against[frame]})\n    time.sleep(20)")), FailureKind.ProtocolError);

    [Theory]
    [InlineData("frame(15, meta=b'{\"name\":\"a\"}', payload=b'x')")]
    [InlineData("frame(18, meta=b'{\"fraction\":1}')")]
    public async Task What_comes_after_the_answer_is_not_heard(string frame)
    {
        var function = Python(AgentSocket.Handler($"send(frame(RESULT, payload=b'1') + {frame})")) with
        {
            Isolation = Isolation.Function,
            MaxConcurrency = 1,
        };

        var first = await InvokeAsync(function);
        var second = await InvokeAsync(function);

        Assert.Equal(("1", "1"), (first.Succeeded().Text, second.Succeeded().Text));
        Assert.Empty((int[])[.. first.KeptBytes, .. second.KeptBytes]);
        Assert.Empty((object[])[.. first.Progress, .. second.Progress]);
        Assert.NotEqual(first.Stats.Sandbox, second.Stats.Sandbox);
        await IsToldAsync(first, FailureKind.ProtocolError);
        await LeavesNothingAsync(first);
    }

    [Fact]
    public async Task A_checkpoint_while_the_code_is_loaded_breaks_the_rules()
    {
        var source = AgentSocket.Handler("pass")
            + $"caller = sys._getframe()\nwhile 'stream' not in caller.f_locals:\n    caller = caller.f_back\n"
            + "meta = b'{\"name\":\"a\"}'\n"
            + "send(struct.pack('<IBBHQ', len(meta), 15, 0, len(meta), caller.f_locals['stream']) + meta)\n"
            + "time.sleep(20)\n";

        var answer = await InvokeAsync(Python(source));

        answer.FailedWith(FailureKind.ProtocolError);
        await Attacked.NeighbourAsync();
    }

    [Fact]
    public async Task A_flood_of_progress_becomes_a_few_a_second()
    {
        var flood = Python(AgentSocket.Handler(
            "many = frame(18, meta=b'{\"fraction\":0.5}') * 1000\n    end = time.time() + 2\n"
            + "    while time.time() < end:\n        send(many)\n"
            + "    context.progress(0.75, 'last')\n    return 1"));

        var call = await Dispatcher.StartInvokeAsync(flood, []);
        var answers = 0;
        while (!call.Answer.IsCompleted)
        {
            await Attacked.NeighbourAsync();
            answers++;
        }

        var answer = (await call.Answer).Succeeded();
        Assert.InRange(answers, 2, int.MaxValue);
        Assert.InRange(answer.Progress.Count, 2, (int)(answer.Stats.RunMs / 250) + 3);
        Assert.Equal((0.75, "last"), (answer.Progress[^1].Fraction, answer.Progress[^1].Message));
        await LeavesNothingAsync(answer);
    }

    [Theory]
    [InlineData(1 << 20, 8, 4)]
    [InlineData(1, 128, 64)]
    public async Task Checkpoints_are_taken_at_a_pace(int bytes, int atOnce, int perSecond)
    {
        var greedy = Python(
            "import time\ndef handler(event, context):\n    end = time.time() + 3\n    data = b'x' * event\n"
            + "    while time.time() < end:\n        context.checkpoint(data)\n");

        var answer = await InvokeAsync(greedy, bytes);

        var most = atOnce + (int)(answer.Succeeded().Stats.RunMs / 1000 * perSecond);
        Assert.InRange(answer.KeptBytes.Count, 2, most + (most / 10) + 2);
        Assert.All(answer.KeptBytes, kept => Assert.Equal(bytes, kept));
        await LeavesNothingAsync(answer);
    }

    [Fact]
    public async Task A_dispatcher_that_does_not_know_of_checkpoints_is_sent_none()
    {
        var function = Python(
            """
            def handler(event, context):
                context.progress(0.5)
                try:
                    context.checkpoint("a")
                except RuntimeError as error:
                    return str(error)
            """);
        Dispatcher.KeepsCheckpoints = false;
        await Dispatcher.TellPeersAsync();

        var answer = await InvokeAsync(function);
        Dispatcher.KeepsCheckpoints = true;
        await Dispatcher.TellPeersAsync();

        Assert.Equal("\"This version of the platform keeps no checkpoints.\"", answer.Succeeded().Text);
        Assert.Empty(answer.Progress);
        Assert.Empty(answer.KeptBytes);
    }

    [Fact]
    public async Task What_many_ask_at_once_is_asked_one_after_the_other()
    {
        var threads = Python(
            """
            from concurrent.futures import ThreadPoolExecutor
            def handler(event, context):
                with ThreadPoolExecutor(8) as pool:
                    list(pool.map(lambda n: context.checkpoint(b"x" * n, f"n{n % 8}"), range(40)))
            """);
        var promises = Node(
            "exports.handler = (event, context) => Promise.all([...Array(40).keys()].map("
            + "n => context.checkpoint(Buffer.alloc(n), `n${n % 8}`)));");

        foreach (var function in (FunctionSpec[])[threads, promises])
        {
            var answer = (await InvokeAsync(function)).Succeeded();

            Assert.Equal(Enumerable.Range(0, 40), answer.KeptBytes.Order());
        }
    }
}
