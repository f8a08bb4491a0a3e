using System.Text.Json;
using FaaS.Domain.Functions;
using FaaS.Domain.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Worker;

namespace FaaS.Tests.Security;

/// <summary>
/// Runs hostile code and looks from three sides: what its caller sees, what the operator sees, and whether worker and
/// neighbours go on.
/// </summary>
[Collection(SecurityCollection.Name)]
public abstract class SecurityTest(AttackedWorker attacked)
{
    protected AttackedWorker Attacked => attacked;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private protected FakeDispatcher Dispatcher => attacked.Dispatcher;

    private protected FunctionSpec Python(string source) => Hostile(TestFunction.Python(Dispatcher, source));

    private protected FunctionSpec Node(string source) => Hostile(TestFunction.Nodejs(Dispatcher, source));

    private protected FunctionSpec Go(string source) => Hostile(TestFunction.Go(Dispatcher, source));

    private protected static FunctionSpec Hostile(FunctionSpec spec)
        => spec with { Tenant = "mallory", Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>The attack costs its caller this kind of error and its sandbox.</summary>
    private protected async Task<Answer> FailsAsync(
        FunctionSpec hostile, FailureKind kind, object? payload = null, TimeSpan? timeout = null)
    {
        var before = CountOf(kind);

        var answer = await InvokeAsync(hostile, payload, timeout);

        answer.FailedWith(kind);
        await IsToldAsync(answer, kind);
        Assert.True(CountOf(kind) > before, $"No {kind} was counted.");
        await LeavesNothingAsync(answer);
        return answer;
    }

    /// <summary>The attack is in vain, and the function answers what came of it.</summary>
    private protected async Task<JsonElement> EnduresAsync(FunctionSpec hostile, object? payload = null)
    {
        var answer = await InvokeAsync(hostile, payload);

        var json = answer.Json();
        await LeavesNothingAsync(answer);
        return json;
    }

    private protected async Task<Answer> InvokeAsync(
        FunctionSpec function, object? payload = null, TimeSpan? timeout = null)
        => await Dispatcher.InvokeAsync(
            function,
            payload is null ? [] : JsonSerializer.SerializeToUtf8Bytes(payload),
            "application/json",
            timeout);

    private protected async Task LeavesNothingAsync(Answer answer)
    {
        await attacked.NeighbourAsync();
        await attacked.GoneAsync(answer.Stats.Sandbox, Cancelled);
        await Eventually.TrueAsync(
            () => !Directory.Exists(Path.Combine(attacked.SandboxesPath, answer.Stats.Sandbox)),
            $"the directory of sandbox {answer.Stats.Sandbox} to be gone");
    }

    /// <summary>One event names function and invocation.</summary>
    private protected async Task IsToldAsync(Answer answer, FailureKind kind)
    {
        var name = kind is FailureKind.ProtocolError ? "ProtocolBroken" : "LimitHit";
        await Eventually.TrueAsync(
            () => attacked.Record.Events.Any(told => told.Name == name
                && answer.InvocationId.Equals(told.Values.GetValueOrDefault("InvocationId"))
                && (kind is FailureKind.ProtocolError || kind.Equals(told.Values["Kind"]))),
            $"the event {name} of invocation {answer.InvocationId}");

        var told = attacked.Record.Events.Single(told => told.Name == name
            && answer.InvocationId.Equals(told.Values.GetValueOrDefault("InvocationId")));
        Assert.Equal("mallory", told.Values["Tenant"]);
        Assert.Equal("tested", told.Values["Function"]);
        Assert.Equal(answer.Stats.Sandbox, told.Values["Sandbox"]);
    }

    private long CountOf(FailureKind kind) => kind is FailureKind.Timeout
        ? attacked.Record.Count("faas.timeouts", null)
        : attacked.Record.Count("faas.errors", kind.Name());
}
