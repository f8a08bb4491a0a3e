using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Client;

/// <summary>Answers as it was told to and remembers what it was asked: for arguments, formats and exit codes.</summary>
internal sealed class RecordedApi : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly Dictionary<string, RecordedAnswer> _answers = [];
    private readonly List<RecordedRequest> _requests = [];

    private RecordedApi()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public Uri Url => new(_app.Urls.Single());

    public IReadOnlyList<RecordedRequest> Requests => _requests;

    public static async Task<RecordedApi> StartAsync()
    {
        var api = new RecordedApi();
        await api._app.StartAsync(TestContext.Current.CancellationToken);
        return api;
    }

    /// <param name="request">Such as <c>GET /functions/hello</c>, without the query.</param>
    public RecordedApi On(
        string request,
        string body,
        int status = 200,
        string contentType = "application/json",
        params (string Name, string Value)[] headers)
    {
        _answers[request] = new RecordedAnswer(status, contentType, body, headers);
        return this;
    }

    public RecordedApi OnProblem(string request, int status, string problem)
        => On(request, problem, status, "application/problem+json");

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        using var reader = new StreamReader(request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        var key = $"{request.Method} {request.Path}";
        var headers = request.Headers.ToDictionary(
            header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        _requests.Add(new RecordedRequest(key, request.QueryString.Value ?? "", request.ContentType, body, headers));

        var answer = _answers.GetValueOrDefault(key)
            ?? new RecordedAnswer(404, "application/problem+json", """{"title":"Not found","status":404}""", []);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.ContentType;
        foreach (var (name, value) in answer.Headers)
        {
            context.Response.Headers[name] = value;
        }

        await context.Response.WriteAsync(answer.Body, context.RequestAborted);
    }
}
