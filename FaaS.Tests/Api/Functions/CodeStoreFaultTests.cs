extern alias api;

using System.Net;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Functions;

/// <summary>What callers are told when the object store fails.</summary>
public sealed class CodeStoreFaultTests(FunctionsApi api) : IClassFixture<FunctionsApi>
{
    private const string Unavailable = "store-unavailable";

    [Fact]
    public async Task Code_that_the_store_has_lost_is_said_to_be_unavailable()
    {
        var (name, path) = await CreateAsync();
        File.Delete(path);
        var update = FunctionsApi.Request(name);
        update.Remove("code");

        var download = await api.GetAsync($"/functions/{name}/code");
        var put = await api.PutAsync(name, update);

        await download.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, Unavailable);
        await put.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, Unavailable);
    }

    [Fact]
    public async Task Store_that_takes_no_code_is_unavailable_and_nothing_is_published()
    {
        var (name, path) = await CreateAsync();
        await api.DeleteAsync(name);
        Directory.CreateDirectory(Path.Combine(path, "in the way"));

        var response = await api.PostAsync(FunctionsApi.Request(name));

        await response.ShouldBeProblemAsync(HttpStatusCode.ServiceUnavailable, Unavailable);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/functions/{name}")).StatusCode);
    }

    [Fact]
    public async Task Function_is_deleted_although_its_code_cannot_be()
    {
        var (name, path) = await CreateAsync();
        File.Delete(path);
        Directory.CreateDirectory(Path.Combine(path, "in the way"));

        var deleted = await api.DeleteAsync(name);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await api.GetAsync($"/functions/{name}")).StatusCode);
        Directory.Delete(path, recursive: true);
        await RemovesUnusedAsync(Path.GetFileName(path));
    }

    private async Task RemovesUnusedAsync(string digest)
    {
        var cancel = TestContext.Current.CancellationToken;
        await using var context = api.Host.Database.CreateContext();
        Assert.True(await context.CodeBlobs.AnyAsync(blob => blob.Digest == digest, cancel));

        await api.Host.Services.GetRequiredService<api::FaaS.Api.Functions.Code.UnusedCodeSweep>()
            .RunPassAsync(cancel);

        Assert.False(await context.CodeBlobs.AnyAsync(blob => blob.Digest == digest, cancel));
    }

    private async Task<(string Name, string Path)> CreateAsync()
    {
        var name = FunctionsApi.NewName();
        JsonElement created = await api.CreateAsync(FunctionsApi.Request(name));
        var digest = created.GetProperty("code").GetProperty("digest").GetString()!;
        return (name, Path.Combine(api.Host.CodeDirectory, digest[..2], digest));
    }
}
