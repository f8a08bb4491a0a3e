using System.Net;
using FaaS.Tests.Api.Functions;

namespace FaaS.Tests.Api;

public sealed class ProblemTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task Address_that_is_not_there_is_a_problem()
        => await (await api.GetAsync("/nowhere")).ShouldBeProblemAsync(HttpStatusCode.NotFound, "not-found");

    [Fact]
    public async Task Method_that_is_not_taken_is_a_problem()
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, "/functions");

        var response = await api.Client.SendAsync(request, TestContext.Current.CancellationToken);

        await response.ShouldBeProblemAsync(HttpStatusCode.MethodNotAllowed, "method-not-allowed");
    }
}
