using FaaS.Client.Invocations;

namespace FaaS.Tests.EndToEnd;

/// <summary>A job in steps that saves each one, and answers where each of its attempts has started.</summary>
internal static class ResumingJob
{
    /// <summary>Its event: how many steps, before which one it fails unless it begins there, and how.</summary>
    public const string Python = """
        import os, time

        def handler(event, context):
            last = context.last_checkpoint or {"done": 0, "starts": []}
            starts = last["starts"] + [last["done"]]
            for step in range(last["done"], event["steps"]):
                if step == event["fails_at"] and (last["done"] < step or event.get("always")):
                    if event["how"] == "exit":
                        os._exit(3)
                    if event["how"] == "hang":
                        time.sleep(60)
                    raise RuntimeError("failed as told")
                time.sleep(0.02)
                context.checkpoint({"done": step + 1, "starts": starts})
                context.progress((step + 1) / event["steps"], f"step {step + 1}")
            return {"starts": starts, "attempt": context.attempt}
        """;

    public const string Nodejs = """
        const { setTimeout: sleep } = require('node:timers/promises');

        exports.handler = async (event, context) => {
            const last = await context.lastCheckpoint ?? { done: 0, starts: [] };
            const starts = [...last.starts, last.done];
            for (let step = last.done; step < event.steps; step += 1) {
                if (step === event.fails_at && last.done < step) {
                    if (event.how === 'exit') process.reallyExit(3);
                    if (event.how === 'hang') await sleep(60000);
                    throw new Error('failed as told');
                }
                await sleep(20);
                await context.checkpoint({ done: step + 1, starts });
                context.progress((step + 1) / event.steps, `step ${step + 1}`);
            }
            return { starts, attempt: context.attempt };
        };
        """;

    /// <summary>It began at nothing, and its last attempt at this step; others are between them on a slow machine
    /// only.</summary>
    public static void AssertResumed(Invocation invocation, int step)
    {
        var starts = invocation.Result?.GetProperty("starts").EnumerateArray()
            .Select(start => start.GetInt32())
            .ToList();
        Assert.NotNull(starts);
        Assert.Equal((0, step), (starts[0], starts[^1]));
        Assert.Equal(starts.Order(), starts);
    }
}
