using System.Net;
using FaaS.Infrastructure.Functions;

namespace FaaS.Tests.Api.Functions;

public sealed class PublicationLimitTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    private const int DefaultLimit = 8;

    [Fact]
    public async Task Publications_over_the_limit_wait_for_their_turn()
    {
        var full = new TaskCompletionSource();
        var go = new TaskCompletionSource<VerificationResult>();
        var started = 0;
        api.Verifier.Answer = _ =>
        {
            if (Interlocked.Increment(ref started) == DefaultLimit)
            {
                full.SetResult();
            }

            return go.Task;
        };

        var publications = Enumerable.Range(0, DefaultLimit + 4)
            .Select(_ => api.PostAsync(FunctionsApi.Request(FunctionsApi.NewName())))
            .ToList();
        await full.Task.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);

        Assert.Equal(DefaultLimit, started);
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/functions")).StatusCode);
        go.SetResult(new VerificationResult.Verified());
        var responses = await Task.WhenAll(publications);
        Assert.All(responses, response => Assert.Equal(HttpStatusCode.Created, response.StatusCode));
    }
}
