using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace FaaS.Benchmarks.Baselines;

/// <summary>B1: Kestrel, with nothing behind it, that answers with the body it got.</summary>
internal sealed class KestrelEcho : IAsyncDisposable
{
    private readonly WebApplication _app;

    private KestrelEcho(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public static async Task<KestrelEcho> StartAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        app.Run(EchoAsync);
        await app.StartAsync(cancellationToken);
        return new(app);
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private static async Task EchoAsync(HttpContext context)
    {
        context.Response.ContentLength = context.Request.ContentLength;
        await context.Request.Body.CopyToAsync(context.Response.Body, context.RequestAborted);
    }
}
