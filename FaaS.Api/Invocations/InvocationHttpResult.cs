using System.Buffers;
using System.Globalization;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Dispatch;

namespace FaaS.Api.Invocations;

/// <summary>The function's own bytes, or a problem in their place, with headers that tell about the run.</summary>
internal sealed class InvocationHttpResult(Guid invocationId, string version, InvocationOutcome outcome)
    : IResult
{
    // Below this the body leaves together with the headers, when the response is completed.
    private const int MaxCopiedBytes = 16 * 1024;
    private const int MaxContentTypeLength = 256;

    private static readonly SearchValues<char> HeaderCharacters = SearchValues.Create(
        Enumerable.Range(' ', '~' - ' ' + 1).Select(code => (char)code).ToArray());

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        using var ended = outcome;
        var response = httpContext.Response;
        response.Headers["X-Function-Version"] = version;
        switch (outcome)
        {
            case InvocationOutcome.Succeeded succeeded:
                WriteHeaders(response, succeeded.Stats);
                await WriteResultAsync(response, succeeded, httpContext.RequestAborted);
                break;
            case InvocationOutcome.Failed failed:
                WriteHeaders(response, failed.Stats);
                await InvocationProblems.Of(failed).ExecuteAsync(httpContext);
                break;
            case InvocationOutcome.Refused refused:
                RetryAfter.Write(response, refused.RetryAfter);
                await InvocationProblems.Of(refused).ExecuteAsync(httpContext);
                break;
        }
    }

    private void WriteHeaders(HttpResponse response, ExecutionStats stats)
    {
        response.Headers["X-Invocation-Id"] = invocationId.ToString();
        response.Headers["X-Duration-Ms"] = stats.Run.TotalMilliseconds.ToString("0.###", CultureInfo.InvariantCulture);
        response.Headers["X-Cold-Start"] = stats.Cold ? "true" : "false";
    }

    private static ValueTask<System.IO.Pipelines.FlushResult> WriteResultAsync(
        HttpResponse response, InvocationOutcome.Succeeded succeeded, CancellationToken cancellationToken)
    {
        var result = succeeded.Result.Memory;

        // Whatever a function calls data must not be taken for a page of this site.
        response.Headers.XContentTypeOptions = "nosniff";
        response.ContentType = SafeContentType(succeeded.ContentType);
        response.ContentLength = result.Length;
        if (result.Length <= MaxCopiedBytes)
        {
            response.BodyWriter.Write(result.Span);
            return default;
        }

        return response.BodyWriter.WriteAsync(result, cancellationToken);
    }

    /// <summary>It was written by the function: whatever is not one plain header value is not passed on.</summary>
    private static string SafeContentType(string? contentType)
        => contentType is { Length: > 0 and <= MaxContentTypeLength }
            && !contentType.AsSpan().ContainsAnyExcept(HeaderCharacters)
                ? contentType
                : "application/octet-stream";
}
