using System.Buffers;
using FaaS.Api.Problems;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;

namespace FaaS.Api.Http;

/// <summary>
/// Answers a body that is over the endpoint's limit before reading it, then lets the client finish sending: one that is
/// cut off in the middle sees a broken connection and not the answer.
/// </summary>
internal static class OversizedBodies
{
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static WebApplication UseOversizedBodyAnswers(this WebApplication app)
    {
        app.Use(AnswerAsync);
        return app;
    }

    private static async Task AnswerAsync(HttpContext context, RequestDelegate next)
    {
        var limit = context.GetEndpoint()?.Metadata.GetMetadata<IRequestSizeLimitMetadata>()?.MaxRequestBodySize;
        if (!(context.Request.ContentLength > limit))
        {
            await next(context);
            return;
        }

        context.Response.Headers.Connection = "close";
        await ProblemKinds.PayloadTooLarge
            .Because($"The body may have {limit} bytes here and has {context.Request.ContentLength}. Send less.")
            .ExecuteAsync(context);
        await context.Response.CompleteAsync();
        await DrainAsync(context);
    }

    private static async Task DrainAsync(HttpContext context)
    {
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        limit.CancelAfter(Patience);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (await context.Request.Body.ReadAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException)
        {
            // It has had its answer, and time to read it.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
