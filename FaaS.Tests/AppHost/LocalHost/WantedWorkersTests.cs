extern alias apphost;

using System.Net;
using System.Text;
using apphost::FaaS.AppHost.LocalHost;

namespace FaaS.Tests.AppHost.LocalHost;

public sealed class WantedWorkersTests
{
    [Theory]
    [InlineData(200, """{"workers":3,"needed":2}""", 3)]
    [InlineData(200, """{"workers":null}""", null)]
    [InlineData(200, """{"workers":"many"}""", null)]
    [InlineData(200, "[]", null)]
    [InlineData(200, "", null)]
    [InlineData(404, """{"workers":3}""", null)]
    [InlineData(503, "", null)]
    public async Task An_answer_that_says_no_number_is_none(int status, string body, int? wanted)
    {
        using var http = new HttpClient(new Answer((HttpStatusCode)status, body));

        Assert.Equal(
            wanted,
            await new WantedWorkers(new("http://localhost"), http).ReadAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task An_api_that_is_not_there_wants_nothing()
    {
        using var http = new HttpClient();

        Assert.Null(await new WantedWorkers(new("http://127.0.0.1:1"), http)
            .ReadAsync(TestContext.Current.CancellationToken));
    }

    private sealed class Answer(HttpStatusCode status, string body) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request, CancellationToken cancellationToken)
            => Task.FromResult(new HttpResponseMessage(status)
            {
                Content = new StringContent(body, Encoding.UTF8, "application/json"),
            });
    }
}
