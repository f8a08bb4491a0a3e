using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using FaaS.Client.Errors;
using FaaS.Client.Json;

namespace FaaS.Client.Http;

/// <summary>One request, one answer; an answer that is an error becomes a <see cref="FaasException"/>.</summary>
internal sealed class ApiTransport(HttpClient http)
{
    private const string JsonMediaType = "application/json";

    public HttpClient Http { get; } = http;

    public async Task<T> GetAsync<T>(string path, JsonTypeInfo<T> type, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        return await SendAsync(request, type, cancellationToken);
    }

    public async Task<T> SendAsync<T>(
        HttpRequestMessage request,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
    {
        using var response = await SendAsync(request, HttpCompletionOption.ResponseContentRead, cancellationToken);
        return await ReadAsync(response, type, cancellationToken);
    }

    public async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request,
        HttpCompletionOption completion,
        CancellationToken cancellationToken)
    {
        var response = await Http.SendAsync(request, completion, cancellationToken);
        if (response.IsSuccessStatusCode)
        {
            return response;
        }

        using (response)
        {
            throw await ErrorAsync(response, cancellationToken);
        }
    }

    public static HttpContent Json<T>(T body, JsonTypeInfo<T> type, IProgress<UploadProgress>? progress = null)
        => progress is null
            ? JsonContent.Create(body, type)
            : new UploadContent(JsonSerializer.SerializeToUtf8Bytes(body, type), JsonMediaType, progress);

    public static async Task<T> ReadAsync<T>(
        HttpResponseMessage response,
        JsonTypeInfo<T> type,
        CancellationToken cancellationToken)
        => await response.Content.ReadFromJsonAsync(type, cancellationToken)
            ?? throw new JsonException("The API answered null where it should have answered an object.");

    public static async Task<FaasException> ErrorAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        var problem = await ReadProblemAsync(response, cancellationToken);
        return new FaasException(
            problem with
            {
                Status = (int)response.StatusCode,
                InvocationId = problem.InvocationId ?? response.Headers.InvocationId(),
            },
            response.Headers.RetryAfter?.Delta);
    }

    private static async Task<Problem> ReadProblemAsync(
        HttpResponseMessage response,
        CancellationToken cancellationToken)
    {
        var body = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        if (response.Content.Headers.ContentType?.MediaType is "application/problem+json" or JsonMediaType)
        {
            try
            {
                return JsonSerializer.Deserialize(body, FaasJson.Default.Problem) ?? NotAProblem(response);
            }
            catch (JsonException)
            {
                return NotAProblem(response);
            }
        }

        return NotAProblem(response);
    }

    /// <summary>Not our API's words: a proxy's page, say, or something else that listens at this address.</summary>
    private static Problem NotAProblem(HttpResponseMessage response) => new()
    {
        Title = response.ReasonPhrase,
        Detail = $"{response.RequestMessage?.RequestUri} answered {(int)response.StatusCode} {response.ReasonPhrase} "
            + "without a problem document; is this the address of a FaaS API?",
    };
}
