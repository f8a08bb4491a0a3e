using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using FaaS.Infrastructure.Functions;
using FaaS.Tests.Infrastructure.Stores;
using Microsoft.Extensions.DependencyInjection;

namespace FaaS.Tests.Api.Functions;

/// <summary>An Api for the tests of one class, and short words for what they ask it.</summary>
public sealed class FunctionsApi(TestStores stores) : IAsyncLifetime
{
    private ApiHost? _host;
    private HttpClient? _client;

    internal ApiHost Host => _host!;

    internal HttpClient Client => _client!;

    internal FakeVerifier Verifier { get; } = new();

    public async ValueTask InitializeAsync()
    {
        _host = await ApiHost.StartAsync(
            stores,
            services => services.AddSingleton<IFunctionVerifier>(Verifier),
            TestContext.Current.CancellationToken);
        _client = _host.CreateClient();
    }

    public async ValueTask DisposeAsync()
    {
        _client?.Dispose();
        await Host.DisposeAsync();
    }

    internal static string NewName() => $"f{Guid.CreateVersion7():n}";

    internal static string Base64(string source) => Convert.ToBase64String(Encoding.UTF8.GetBytes(source));

    /// <summary>A valid request, whose code is its own.</summary>
    internal static JsonObject Request(string name) => new()
    {
        ["name"] = name,
        ["runtime"] = "python",
        ["handler"] = "main.handler",
        ["code"] = Base64($"def handler(event, context):\n    return '{name}'\n"),
    };

    internal Task<HttpResponseMessage> PostAsync(JsonObject request)
        => Client.PostAsJsonAsync("/functions", request, TestContext.Current.CancellationToken);

    internal Task<HttpResponseMessage> PutAsync(string key, JsonObject request)
        => Client.PutAsJsonAsync($"/functions/{key}", request, TestContext.Current.CancellationToken);

    internal Task<HttpResponseMessage> GetAsync(string path)
        => Client.GetAsync(new Uri(path, UriKind.Relative), TestContext.Current.CancellationToken);

    internal Task<HttpResponseMessage> DeleteAsync(string key)
        => Client.DeleteAsync(new Uri($"/functions/{key}", UriKind.Relative), TestContext.Current.CancellationToken);

    internal static async Task<JsonElement> JsonOf(HttpResponseMessage response)
        => await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken);

    /// <summary>Creates it, and fails with the API's words if that fails.</summary>
    internal async Task<JsonElement> CreateAsync(JsonObject request)
    {
        var response = await PostAsync(request);
        var document = await JsonOf(response);
        Assert.True(response.IsSuccessStatusCode, document.ToString());
        return document;
    }

    /// <summary>How many blobs the code store holds.</summary>
    internal int StoredBlobs()
        => Directory.Exists(Host.CodeDirectory)
            ? Directory.EnumerateFiles(Host.CodeDirectory, "*", SearchOption.AllDirectories).Count()
            : 0;

    internal bool IsStored(string digest)
        => File.Exists(Path.Combine(Host.CodeDirectory, digest[..2], digest));
}
