using System.Text;
using FaaS.Client;
using FaaS.Client.Errors;
using FaaS.Client.Functions;
using FaaS.Client.Invocations;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.EndToEnd;

/// <summary>Tests through the front door of the shared platform. Each test deploys functions of its own.</summary>
public abstract class PlatformTest(SharedPlatform shared, TestStores stores) : IAsyncLifetime
{
    protected static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    internal Platform Platform { get; private set; } = null!;

    protected FaasClient Faas => Platform.Client;

    public async ValueTask InitializeAsync() => Platform = await shared.StartedAsync(stores, CancellationToken);

    public ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected static string NewName(string stem) => $"{stem}-{Guid.CreateVersion7():n}";

    protected static string Example(string path) => Path.Combine(SourceTree.Root, "examples", "functions", path);

    protected static FunctionDefinition Define(string runtime, string handler, string source)
        => Define(runtime, handler, Encoding.UTF8.GetBytes(source));

    protected static FunctionDefinition Define(string runtime, string handler, byte[] code) => new()
    {
        Name = NewName("test"),
        Runtime = runtime,
        Handler = handler,
        Code = code,
    };

    protected Task<FunctionInfo> DeployAsync(FunctionDefinition definition)
        => Faas.Functions.CreateAsync(definition, cancellationToken: CancellationToken);

    protected Task<FunctionInfo> DeployPythonAsync(string source) => DeployAsync(Define("python", "handler", source));

    protected async Task<string> InvokeAsync(FunctionInfo function, string? json = null)
        => (await Faas.Invocations.InvokeAsync(
            function.Name,
            json is null ? null : Payload.Json(json),
            CancellationToken)).Text;

    protected Task<FaasException> FailAsync(FunctionInfo function, Payload? payload = null)
        => Assert.ThrowsAsync<FaasException>(
            () => Faas.Invocations.InvokeAsync(function.Name, payload, CancellationToken));

    protected async Task<Invocation> RunAsync(FunctionInfo function, Payload? payload = null)
    {
        var invocation = await Faas.Invocations.EnqueueAsync(function.Name, payload, CancellationToken);
        return await Faas.Invocations.WaitAsync(invocation.Id, CancellationToken);
    }
}
