using System.Net;
using System.Text.Json;
using FaaS.Infrastructure.Functions;
using Microsoft.EntityFrameworkCore;

namespace FaaS.Tests.Api.Functions;

public sealed class CodeBlobTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    [Fact]
    public async Task Same_code_is_stored_once_and_goes_with_its_last_user()
    {
        var code = FunctionsApi.Base64("def handler(event, context): return 'shared'");
        var first = await CreateAsync("shared-1", code);
        var second = await CreateAsync("shared-2", code);
        var digest = DigestOf(first);
        Assert.Equal(digest, DigestOf(second));

        await api.DeleteAsync("shared-1");
        Assert.True(api.IsStored(digest));

        await api.DeleteAsync("shared-2");
        Assert.False(api.IsStored(digest));
        Assert.False(await IsRecordedAsync(digest));
    }

    [Fact]
    public async Task All_versions_of_a_deleted_function_lose_their_code()
    {
        var first = await CreateAsync("versions", FunctionsApi.Base64("def handler(e, c): return 'v1'"));
        var request = FunctionsApi.Request("versions");
        request["code"] = FunctionsApi.Base64("def handler(e, c): return 'v2'");
        var second = await FunctionsApi.JsonOf(await api.PutAsync("versions", request));

        await api.DeleteAsync("versions");

        Assert.False(api.IsStored(DigestOf(first)));
        Assert.False(api.IsStored(DigestOf(second)));
    }

    [Fact]
    public async Task Delete_does_not_take_the_code_from_a_publication_that_is_under_way()
    {
        var code = FunctionsApi.Base64("def handler(event, context): return 'raced'");
        var digest = DigestOf(await CreateAsync("raced-1", code));
        var verifying = new TaskCompletionSource();
        var verified = new TaskCompletionSource<VerificationResult>();
        api.Verifier.Answer = spec =>
        {
            if (spec.Name.Value != "raced-2")
            {
                return FakeVerifier.Of(new VerificationResult.Verified());
            }

            verifying.SetResult();
            return verified.Task;
        };

        var publication = CreateAsync("raced-2", code);
        await verifying.Task.WaitAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        var deleted = await api.DeleteAsync("raced-1");
        Assert.True(api.IsStored(digest));
        verified.SetResult(new VerificationResult.Verified());
        await publication;

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.True(api.IsStored(digest));
        Assert.Equal(HttpStatusCode.OK, (await api.GetAsync("/functions/raced-2/code")).StatusCode);
    }

    [Fact]
    public async Task Creates_and_deletes_at_the_same_time_lose_no_code()
    {
        var code = FunctionsApi.Base64("def handler(event, context): return 'churn'");

        await Task.WhenAll(Enumerable.Range(0, 6).Select(async number =>
        {
            for (var round = 0; round < 8; round++)
            {
                await CreateAsync($"churn-{number}", code);
                var download = await api.GetAsync($"/functions/churn-{number}/code");
                Assert.Equal(HttpStatusCode.OK, download.StatusCode);
                await api.DeleteAsync($"churn-{number}");
            }
        }));

        var last = await CreateAsync("churn-last", code);
        Assert.True(api.IsStored(DigestOf(last)));
        await api.DeleteAsync("churn-last");
        Assert.False(api.IsStored(DigestOf(last)));
    }

    private static string DigestOf(JsonElement function)
        => function.GetProperty("code").GetProperty("digest").GetString()!;

    private Task<JsonElement> CreateAsync(string name, string code)
    {
        var request = FunctionsApi.Request(name);
        request["code"] = code;
        return api.CreateAsync(request);
    }

    private async Task<bool> IsRecordedAsync(string digest)
    {
        await using var context = api.Host.Database.CreateContext();
        return await context.CodeBlobs.AnyAsync(
            blob => blob.Digest == digest, TestContext.Current.CancellationToken);
    }
}
