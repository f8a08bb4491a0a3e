using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure;

namespace FaaS.Tests.Security;

/// <summary>Code that does not wait to be called: it attacks while it is loaded.</summary>
public sealed class LoadAttackTests(AttackedWorker attacked) : SecurityTest(attacked)
{
    private const string Imports = "import ctypes, os, threading, time\n";

    [Theory]
    [InlineData("all = [bytearray(1 << 20) for _ in range(4096)]", FailureKind.OutOfMemory)]
    [InlineData("os._exit(0)", FailureKind.Exited)]
    [InlineData("ctypes.string_at(0)", FailureKind.Exited)]
    [InlineData("raise SystemExit", FailureKind.Exited)]
    public Task Code_that_ends_its_sandbox_while_it_loads_is_told_so(string statement, FailureKind kind)
        => FailsToLoadAsync(Python(Imports + statement), kind);

    [Theory]
    [InlineData("frame(99)")]
    [InlineData("frame(RESULT, stream + 2)")]
    [InlineData("frame(RESULT, meta=b'[')")]
    [InlineData("frame(ERROR, meta=error('timeout'))")]
    public Task Code_that_breaks_the_protocol_while_it_loads_is_told_so(string frame)
        => FailsToLoadAsync(
            Python(AgentSocket.Handler($"send({frame})\n    time.sleep(20)") + "handler(None, None)\n"),
            FailureKind.ProtocolError);

    [Theory]
    [InlineData("send(frame(RESULT) + frame(RESULT))\n    time.sleep(20)")]
    [InlineData("send(frame(RESULT))\n    os._exit(0)")]
    public async Task Code_that_pretends_to_have_loaded_and_ends_does_not_use_up_sandboxes(string body)
    {
        var function = Python(AgentSocket.Handler(body) + "handler(None, None)\n");
        var before = Attacked.Record.Count("faas.errors", FailureKind.Exited.Name());

        var answer = await InvokeAsync(function);

        answer.FailedWith(FailureKind.Exited);
        Assert.True(Attacked.Record.Count("faas.errors", FailureKind.Exited.Name()) > before);
        Assert.InRange(answer.Took.TotalSeconds, 0, 15);
        await Attacked.NeighbourAsync();
    }

    private async Task FailsToLoadAsync(FunctionSpec function, FailureKind kind)
    {
        var answer = await InvokeAsync(function);

        answer.FailedWith(kind);
        Assert.NotEmpty(answer.Stats.Sandbox);
        await Eventually.TrueAsync(
            () => Attacked.Record.Events.Any(told => told.Name == "LoadEnded"
                && function.VersionId.Equals(told.Values["VersionId"])
                && kind.Equals(told.Values["Kind"])),
            $"the operator to be told that loading ended with {kind}");
        await Attacked.NeighbourAsync();
    }
}
