extern alias worker;

using FaaS.Protocol.Frames;
using FaaS.Tests.Protocol;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using worker::FaaS.Worker;
using worker::FaaS.Worker.Sandboxes;

namespace FaaS.Tests.Worker.Sandboxes;

/// <summary>The worker's end of a sandbox, and the end of an agent that is not there.</summary>
internal sealed record TestSandbox(Sandbox Sandbox, FrameConnection Agent, SocketPair Pair) : IAsyncDisposable
{
    public static async Task<TestSandbox> OpenAsync(
        string container, SandboxRemover remover, TimeProvider clock, AgentProcess? process = null)
    {
        var cancelled = TestContext.Current.CancellationToken;
        var pair = await SocketPair.CreateAsync(cancelled);
        var agent = new FrameConnection(pair.Dialled, ConnectionSide.Dialled, TimeProvider.System);
        var budget = new MemoryBudget(Options.Create(new WorkerOptions { MemoryMb = 100 }), clock);
        var parts = new SandboxParts(
            $"id-of-{container}",
            container,
            new SandboxDirectory("/nowhere"),
            new FrameConnection(pair.Accepted, ConnectionSide.Accepted, clock),
            process,
            null,
            new MemoryReservation(budget, 0));
        var sandbox = new Sandbox(parts, remover, clock, NullLogger.Instance);
        agent.Send(
            FrameType.Hello, 0, """{"protocol":1,"agent":"1","runtime":"go","runtime_version":"1.24"}"""u8);
        await sandbox.GreetAsync(cancelled);
        return new TestSandbox(sandbox, agent, pair);
    }

    public async ValueTask DisposeAsync()
    {
        Sandbox.Kill();
        await Agent.DisposeAsync();
        await Pair.DisposeAsync();
    }
}
