using System.Diagnostics;
using System.Net;
using System.Net.Http.Json;
using FaaS.Tests.Api.Functions;
using FaaS.Tests.Infrastructure.Stores;

namespace FaaS.Tests.Api.Invocations;

public sealed class StoppingTests(TestStores stores)
{
    [Fact]
    public async Task Those_who_wait_for_an_end_do_not_keep_the_server_from_stopping()
    {
        var cancel = TestContext.Current.CancellationToken;
        var api = new InvokeApi(stores);
        await api.InitializeAsync();
        var name = await api.DeployAsync();
        var accepted = await api.Client.PostAsJsonAsync("/invoke", new { function_id = name }, cancel);
        var id = (await FunctionsApi.JsonOf(accepted)).GetProperty("id").GetGuid();

        using var client = new HttpClient { BaseAddress = api.Client.BaseAddress };
        var waiting = client.GetAsync(new Uri($"/invocations/{id}?wait=60s", UriKind.Relative), cancel);
        using var following = await client.GetAsync(
            new Uri($"/invocations/{id}/logs?follow=true", UriKind.Relative),
            HttpCompletionOption.ResponseHeadersRead,
            cancel);
        await Task.WhenAny(waiting, Task.Delay(TimeSpan.FromMilliseconds(300), cancel));
        var stopping = Stopwatch.StartNew();
        await api.DisposeAsync();

        Assert.InRange(stopping.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(8));
        Assert.Equal(HttpStatusCode.OK, (await waiting).StatusCode);
    }
}
