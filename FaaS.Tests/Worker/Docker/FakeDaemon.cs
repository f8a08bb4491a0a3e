using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using FaaS.Tests.Infrastructure;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace FaaS.Tests.Worker.Docker;

/// <summary>A Docker Engine that has everything, does nothing, and remembers what was asked of it.</summary>
internal sealed class FakeDaemon : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _socket;
    private readonly TaskCompletionSource _mayRemove = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeDaemon(WebApplication app, string socket)
    {
        _app = app;
        _socket = socket;
    }

    public string Endpoint => $"unix://{_socket}";

    public JsonObject Info { get; } = new()
    {
        ["Runtimes"] = new JsonObject { ["runc"] = new JsonObject { ["path"] = "runc" } },
        ["SecurityOptions"] = new JsonArray("name=seccomp,profile=default"),
    };

    public JsonArray Containers { get; } = [];

    /// <summary>What cannot be removed.</summary>
    public string? Stuck { get; set; }

    public ConcurrentQueue<string> Requests { get; } = new();

    public ConcurrentQueue<JsonNode> Created { get; } = new();

    public static async Task<FakeDaemon> StartAsync()
    {
        var socket = Path.Combine(Path.GetTempPath(), $"faas-daemon-{Guid.CreateVersion7():n}.sock");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.ListenUnixSocket(socket));
        builder.Logging.ClearProviders();
        var app = builder.Build();
        var daemon = new FakeDaemon(app, socket);
        app.Run(daemon.AnswerAsync);
        await app.StartAsync();
        return daemon;
    }

    public Task AskedAsync(string request)
        => Eventually.TrueAsync(() => Requests.Contains(request), $"the request {request}");

    public void LetRemove() => _mayRemove.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        LetRemove();
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
        File.Delete(_socket);
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        path = path.StartsWith("/v1.", StringComparison.Ordinal) ? path[path.IndexOf('/', 1)..] : path;
        Requests.Enqueue($"{context.Request.Method} {path}");
        if (context.Request.Method == "DELETE")
        {
            await _mayRemove.Task.WaitAsync(context.RequestAborted);
            context.Response.StatusCode = Stuck is { } stuck && path.EndsWith(stuck, StringComparison.Ordinal)
                ? StatusCodes.Status500InternalServerError
                : StatusCodes.Status200OK;
        }

        if (path == "/containers/create")
        {
            var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
            Created.Enqueue(body!);
        }

        await context.Response.WriteAsync(path switch
        {
            "/info" => Info.ToJsonString(),
            "/version" => """{"Version":"28.0","ApiVersion":"1.48","MinAPIVersion":"1.24"}""",
            "/containers/json" => Containers.ToJsonString(),
            "/containers/create" => """{"Id":"made"}""",
            _ => """{"State":{"Running":true,"Pid":1,"ExitCode":0,"OOMKilled":false},"Id":"x"}""",
        });
    }
}
