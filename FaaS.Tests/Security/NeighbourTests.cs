using System.Diagnostics;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;

namespace FaaS.Tests.Security;

/// <summary>What the neighbours notice.</summary>
public sealed class NeighbourTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const int Calls = 400;

    [Fact]
    public async Task A_memory_bomb_does_not_double_the_neighbours_p99()
    {
        // Takes half a core's time for about two seconds, and its memory page by page until it is killed.
        var bomb = Python(
            """
            import time
            def handler(event, context):
                print("here")
                taken = []
                while True:
                    taken.append(bytearray(8 << 20))
                    time.sleep(0.02)
            """) with
        { MemoryMib = 512, Cpu = 0.5 };
        var ratio = double.MaxValue;

        // Whatever else the machine does meanwhile is in both figures, but not in equal parts.
        for (var tries = 0; tries < 5 && ratio >= 2; tries++)
        {
            ratio = Math.Min(ratio, await RatioAsync(bomb));
        }

        Assert.InRange(ratio, 0, 2);
    }

    private async Task<double> RatioAsync(FunctionSpec bomb)
    {
        var before = new List<double>();
        while (before.Count < Calls)
        {
            before.Add(await NeighbourMsAsync());
        }

        var call = await Dispatcher.StartInvokeAsync(bomb, []);
        await call.Logged.WaitAsync(TimeSpan.FromSeconds(30), Cancelled);
        var during = new List<double>();
        while (!call.Answer.IsCompleted || during.Count < Calls)
        {
            during.Add(await NeighbourMsAsync());
        }

        var answer = await call.Answer;
        answer.FailedWith(FailureKind.OutOfMemory);
        await IsToldAsync(answer, FailureKind.OutOfMemory);
        await LeavesNothingAsync(answer);
        return P99(during) / P99(before);
    }

    private async Task<double> NeighbourMsAsync()
    {
        var startedAt = Stopwatch.GetTimestamp();
        await Attacked.NeighbourAsync();
        return Stopwatch.GetElapsedTime(startedAt).TotalMilliseconds;
    }

    private static double P99(List<double> values)
    {
        values.Sort();
        return values[values.Count * 99 / 100];
    }
}
