using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Problems;

/// <summary>Gives a type and a detail to the failures that the framework answers by itself.</summary>
internal static class StatusProblems
{
    private const string FrameworkTypes = "https://tools.ietf.org/";

    public static void Complete(ProblemDetails problem, HttpContext context)
    {
        if (problem.Type is { } type && !type.StartsWith(FrameworkTypes, StringComparison.Ordinal))
        {
            return;
        }

        if (Find(problem.Status ?? context.Response.StatusCode, context) is var (kind, detail))
        {
            problem.Type = kind.Type;
            problem.Title = kind.Title;
            problem.Detail ??= detail;
        }
    }

    private static (ProblemKind Kind, string Detail)? Find(int status, HttpContext context) => status switch
    {
        StatusCodes.Status400BadRequest => (ProblemKinds.InvalidRequest, "See /openapi/v1.json for what is expected."),
        StatusCodes.Status404NotFound => (ProblemKinds.NotFound, "See /openapi/v1.json for the addresses there are."),
        StatusCodes.Status405MethodNotAllowed =>
            (ProblemKinds.MethodNotAllowed, $"Use {context.Response.Headers.Allow} here."),
        StatusCodes.Status413PayloadTooLarge => (ProblemKinds.PayloadTooLarge, "Send less."),
        StatusCodes.Status415UnsupportedMediaType =>
            (ProblemKinds.UnsupportedMediaType, "Send Content-Type: application/json."),
        StatusCodes.Status500InternalServerError =>
            (ProblemKinds.InternalError, "It is not your request. Tell the operators the trace_id."),
        _ => null,
    };
}
