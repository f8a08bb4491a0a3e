using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure;
using FaaS.Tests.Infrastructure.Stores;
using FaaS.Tests.Infrastructure.Workers;

namespace FaaS.Tests.Api.Invocations;

/// <summary>An Api with one worker, which does what the test that runs now says.</summary>
public sealed class InvokeApi(TestStores stores) : IAsyncLifetime
{
    private readonly FunctionsApi _functions = new(stores);
    private FakeWorker? _worker;

    internal FunctionsApi Functions => _functions;

    internal HttpClient Client => _functions.Client;

    internal FakeWorker Worker => _worker!;

    internal Func<FakeCall, Task> Serve { get; set; } = EchoAsync;

    public async ValueTask InitializeAsync()
    {
        await _functions.InitializeAsync();
        _worker = await FakeWorker.JoinAsync(Client.BaseAddress!, "w1", slots: 64, call => Serve(call));
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await _functions.DisposeAsync();
    }

    /// <summary>Publishes a function and returns its name.</summary>
    internal async Task<string> DeployAsync(int maxConcurrency = 10)
    {
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["max_concurrency"] = maxConcurrency;
        return (await _functions.CreateAsync(request)).GetProperty("name").GetString()!;
    }

    internal Task<HttpResponseMessage> InvokeAsync(string function, HttpContent? content = null)
        => Client.PostAsync(
            new Uri($"/functions/{function}/invoke", UriKind.Relative), content, TestContext.Current.CancellationToken);

    internal async Task<FakeCall> ArrivedAsync(Func<FakeCall, bool> wanted)
    {
        await Eventually.TrueAsync(() => Task.FromResult(Worker.Calls.Any(wanted)), "the call to arrive");
        return Worker.Calls.Last(wanted);
    }

    internal static Task EchoAsync(FakeCall call)
    {
        call.Succeed(call.Payload, call.Invoke?.ContentType);
        return Task.CompletedTask;
    }
}
