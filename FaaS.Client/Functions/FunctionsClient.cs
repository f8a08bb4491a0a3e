using System.Runtime.CompilerServices;
using FaaS.Client.Errors;
using FaaS.Client.Http;
using FaaS.Client.Json;

namespace FaaS.Client.Functions;

/// <summary>Functions: <c>/functions</c>. Wherever a name is taken, the function's id does as well.</summary>
public sealed class FunctionsClient
{
    private readonly ApiTransport _api;

    internal FunctionsClient(ApiTransport api) => _api = api;

    /// <summary>Creates a function with its first version: <c>POST /functions</c>.</summary>
    /// <param name="definition">Name, runtime, handler and code at least.</param>
    /// <param name="progress">Told how much of the code has been sent, up to 64 KiB at a time.</param>
    /// <exception cref="FaasException">400 with every wrong field in <c>errors</c>; 409 when the name is taken; 413 too
    /// large; 422 when the archive is unsafe, or when the code does not compile or load (<c>error</c> says
    /// where).</exception>
    public Task<FunctionInfo> CreateAsync(
        FunctionDefinition definition,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => PublishAsync(HttpMethod.Post, "functions", definition, progress, cancellationToken);

    /// <summary>Publishes another version and makes it the current one: <c>PUT /functions/{name}</c>. Earlier versions
    /// stay as they are.</summary>
    /// <exception cref="FaasException">As for creation; 404 when there is no such function; 409 when the version exists
    /// already.</exception>
    public Task<FunctionInfo> UpdateAsync(
        string name,
        FunctionDefinition definition,
        IProgress<UploadProgress>? progress = null,
        CancellationToken cancellationToken = default)
        => PublishAsync(HttpMethod.Put, PathOf(name), definition, progress, cancellationToken);

    /// <summary>Reads one function: <c>GET /functions/{name}</c>.</summary>
    /// <exception cref="FaasException">404 when there is no such function.</exception>
    public Task<FunctionInfo> GetAsync(string name, CancellationToken cancellationToken = default)
        => _api.GetAsync(PathOf(name), FaasJson.Default.FunctionInfo, cancellationToken);

    /// <summary>Reads one function; null when there is none of that name.</summary>
    public async Task<FunctionInfo?> FindAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return await GetAsync(name, cancellationToken);
        }
        catch (FaasException exception) when (exception.Problem.Status == 404)
        {
            return null;
        }
    }

    /// <summary>Reads the current version's code, byte for byte as it was deployed: <c>GET
    /// /functions/{name}/code</c>.</summary>
    /// <returns>Source text or a zip archive, as <see cref="FunctionCode.Kind"/> says.</returns>
    /// <exception cref="FaasException">404 when there is no such function.</exception>
    public async Task<byte[]> GetCodeAsync(string name, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{PathOf(name)}/code");
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await response.Content.ReadAsByteArrayAsync(cancellationToken);
    }

    /// <summary>Reads one page of functions, by name: <c>GET /functions</c>.</summary>
    /// <param name="limit">The most items to return, 1 to 1000; the API's default when null.</param>
    /// <param name="cursor">The last page's <see cref="Page{T}.NextCursor"/>; null for the first page.</param>
    public Task<Page<FunctionInfo>> ListAsync(
        FunctionFilter? filter = null,
        int? limit = null,
        string? cursor = null,
        CancellationToken cancellationToken = default)
    {
        var path = new QueryText("functions")
            .With("prefix", filter?.Prefix)
            .With("runtime", filter?.Runtime)
            .With("limit", limit?.ToString(System.Globalization.CultureInfo.InvariantCulture))
            .With("cursor", cursor);
        return _api.GetAsync(path.ToString(), FaasJson.Default.PageFunctionInfo, cancellationToken);
    }

    /// <summary>Reads all functions, page after page, by name.</summary>
    public async IAsyncEnumerable<FunctionInfo> ListAllAsync(
        FunctionFilter? filter = null,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        string? cursor = null;
        do
        {
            var page = await ListAsync(filter, null, cursor, cancellationToken);
            foreach (var function in page.Items)
            {
                yield return function;
            }

            cursor = page.NextCursor;
        }
        while (cursor is not null);
    }

    /// <summary>Deletes a function with all of its versions: <c>DELETE /functions/{name}</c>. Its invocations stay
    /// readable.</summary>
    /// <exception cref="FaasException">404 when there is no such function.</exception>
    public async Task DeleteAsync(string name, CancellationToken cancellationToken = default)
    {
        using var request = new HttpRequestMessage(HttpMethod.Delete, PathOf(name));
        using var response = await _api.SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
    }

    internal static string PathOf(string name) => $"functions/{Uri.EscapeDataString(name)}";

    private async Task<FunctionInfo> PublishAsync(
        HttpMethod method,
        string path,
        FunctionDefinition definition,
        IProgress<UploadProgress>? progress,
        CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = ApiTransport.Json(definition, FaasJson.Default.FunctionDefinition, progress),
        };
        return await _api.SendAsync(request, FaasJson.Default.FunctionInfo, cancellationToken);
    }
}
