using System.Net;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Functions;

namespace FaaS.Tests.Api.Functions;

public sealed class VerificationTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Theory]
    [InlineData(FailureKind.BuildError, "build-failed", "build_error")]
    [InlineData(FailureKind.InitError, "init-failed", "init_error")]
    [InlineData(FailureKind.Timeout, "init-failed", "timeout")]
    public async Task Code_that_fails_is_refused_with_its_own_words_and_not_kept(
        FailureKind kind,
        string problemName,
        string kindName)
    {
        Answer(new VerificationResult.Failed(new(kind, "SyntaxError", "invalid syntax", "main.py, line 7")));
        var name = FunctionsApi.NewName();
        var before = api.StoredBlobs();

        var response = await api.PostAsync(FunctionsApi.Request(name));

        var problem = await response.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, problemName);
        var error = problem.GetProperty("error");
        Assert.Equal(kindName, error.GetProperty("kind").GetString());
        Assert.Equal("SyntaxError", error.GetProperty("type").GetString());
        Assert.Equal("invalid syntax", error.GetProperty("message").GetString());
        Assert.Equal("main.py, line 7", error.GetProperty("stack_trace").GetString());
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/functions/{name}")).StatusCode);
        Assert.Equal(before, api.StoredBlobs());
    }

    [Fact]
    public async Task Without_a_worker_the_function_is_created_unverified()
    {
        Answer(new VerificationResult.NoWorker());

        var created = await api.CreateAsync(FunctionsApi.Request(FunctionsApi.NewName()));

        Assert.False(created.GetProperty("verified").GetBoolean());
    }

    [Fact]
    public async Task Failed_replacement_leaves_the_current_version()
    {
        var name = FunctionsApi.NewName();
        Answer(new VerificationResult.Verified());
        await api.CreateAsync(FunctionsApi.Request(name));
        Answer(new VerificationResult.Failed(new(FailureKind.InitError, "ImportError", "no module", "")));

        var response = await api.PutAsync(name, FunctionsApi.Request(name));

        await response.ShouldBeProblemAsync(HttpStatusCode.UnprocessableEntity, "init-failed");
        var function = await FunctionsApi.JsonOf(await api.GetAsync($"/functions/{name}"));
        Assert.Equal("1.0.0", function.GetProperty("version").GetString());
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync($"/functions/{name}/code")).StatusCode);
    }

    [Fact]
    public async Task Verified_is_what_was_asked_for()
    {
        var seen = new TaskCompletionSource<FaaS.Domain.Functions.FunctionSpec>();
        api.Verifier.Answer = spec =>
        {
            seen.SetResult(spec);
            return FakeVerifier.Of(new VerificationResult.Verified());
        };
        var request = FunctionsApi.Request(FunctionsApi.NewName());
        request["timeout"] = "5s";

        await api.CreateAsync(request);

        var spec = await seen.Task;
        Assert.Equal(TimeSpan.FromSeconds(5), spec.Timeout);
        Assert.Equal("main.py", spec.Handler.File);
    }

    private void Answer(VerificationResult result) => api.Verifier.Answer = _ => FakeVerifier.Of(result);
}
