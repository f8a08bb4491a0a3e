extern alias apphost;

using System.Net;
using System.Net.Http.Json;

namespace FaaS.Tests.AppHost;

/// <summary>Boots the whole model: containers, one-shot resources and our processes.</summary>
public sealed class AspireModelTests
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan JoinLimit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_deployed_function_answers()
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(StartLimit);

        // Other data than that of a platform that is used on this machine.
        var builder = await DistributedApplicationTestingBuilder.CreateAsync<apphost::Projects.FaaS_AppHost>(
            ["--KeepData=false", "--Workers:Replicas=1"], limit.Token);
        await using var app = await builder.BuildAsync(limit.Token);
        await app.StartAsync(limit.Token);
        await app.ResourceNotifications.WaitForResourceHealthyAsync("api", limit.Token);
        using var client = app.CreateHttpClient("api", "http");

        using var created = await client.PostAsJsonAsync(
            "functions",
            new
            {
                name = "greet",
                runtime = "python",
                handler = "main.handler",
                code = Convert.ToBase64String("def handler(event, context):\n    return 'hi ' + event['name']\n"u8),
            },
            limit.Token);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);

        using var invoked = await InvokeOnceAWorkerJoinedAsync(client, limit.Token);
        Assert.Equal(HttpStatusCode.OK, invoked.StatusCode);
        Assert.Contains("hi Ada", await invoked.Content.ReadAsStringAsync(limit.Token), StringComparison.Ordinal);
    }

    private static async Task<HttpResponseMessage> InvokeOnceAWorkerJoinedAsync(HttpClient client, CancellationToken ct)
    {
        using var joined = CancellationTokenSource.CreateLinkedTokenSource(ct);
        joined.CancelAfter(JoinLimit);
        while (true)
        {
            var response = await client.PostAsJsonAsync("functions/greet/invoke", new { name = "Ada" }, joined.Token);
            if (response.StatusCode != HttpStatusCode.ServiceUnavailable)
            {
                return response;
            }

            response.Dispose();
            await Task.Delay(TimeSpan.FromMilliseconds(200), joined.Token);
        }
    }
}
