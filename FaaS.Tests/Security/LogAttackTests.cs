using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Tests.Security;

/// <summary>Code that writes more than anybody can read.</summary>
public sealed class LogAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    [Theory]
    [InlineData("python")]
    [InlineData("nodejs")]
    public async Task A_hundred_thousand_lines_cost_little_and_keep_head_and_tail(string runtime)
    {
        const long Written = 100_000 * 12;
        var flood = runtime == "python"
            ? Python("def handler(event, context):\n    for i in range(100000):\n        print(f'line {i:06}')\n")
            : Node("exports.handler = () => { for (let i = 0; i < 1e5; i++) "
                + "console.log('line ' + String(i).padStart(6, '0')); };");

        var answer = (await InvokeAsync(flood)).Succeeded();
        await LeavesNothingAsync(answer);

        Assert.Equal(Written, answer.Stats.LogsSize);
        Assert.Equal(Written - FunctionLimits.MaxLogBytes, answer.SkippedLogBytes);
        Assert.StartsWith("line 000000\n", answer.LogText);
        Assert.EndsWith("line 099999\n", answer.LogText);
        Assert.InRange(answer.Stats.RunMs, 0, 5000);
    }

    [Theory]
    [InlineData("line = 'x' * (1 << 20)\n    for _ in range(1024):\n        sys.stdout.write(line)")]
    [InlineData("line = b'x' * (1 << 20)\n    for _ in range(1024):\n        os.write(1, line)")]
    public async Task A_line_of_a_gigabyte_is_cut_and_counted(string body)
    {
        var answer = await InvokeAsync(Python($"import os, sys\ndef handler(event, context):\n    {body}\n"));

        Assert.Equal(1L << 30, answer.Succeeded().Stats.LogsSize);
        Assert.Equal(FunctionLimits.MaxLogBytes, answer.Logs.Length);
        await LeavesNothingAsync(answer);
    }

    [Theory]
    [InlineData("frame(LOG)")]
    [InlineData("frame(LOG, payload=b'x')")]
    [InlineData("frame(LOG, payload=b'x' * 65536)")]
    public async Task A_flood_of_frames_does_not_keep_the_worker_from_its_neighbours(string frame)
    {
        var flood = Python(AgentSocket.Handler(
            $"print('here')\n    many = {frame} * (1 if len({frame}) > 1024 else 4096)\n"
            + "    while True:\n        send(many)"));

        var call = await Dispatcher.StartInvokeAsync(flood, [], timeout: TimeSpan.FromSeconds(2));
        await call.Logged.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        var answers = 0;
        while (!call.Answer.IsCompleted)
        {
            await Attacked.NeighbourAsync();
            answers++;
        }

        Assert.True(answers > 0);
        var answer = await call.Answer;
        answer.FailedWith(FailureKind.Timeout);
        await IsToldAsync(answer, FailureKind.Timeout);
        await LeavesNothingAsync(answer);
    }
}
