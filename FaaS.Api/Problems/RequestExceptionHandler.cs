using System.Text.Json;
using FaaS.Infrastructure.Objects;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http.HttpResults;
using Npgsql;

namespace FaaS.Api.Problems;

/// <summary>Turns what a caller did wrong, and a database that is away, into the problems that they are.</summary>
internal sealed class RequestExceptionHandler : IExceptionHandler
{
    private const int StatusClientClosedRequest = 499;

    // Throws this for a charset that does not exist, without calling it a bad request.
    private const string JsonReaderSource = "Microsoft.AspNetCore.Http.Extensions";

    public async ValueTask<bool> TryHandleAsync(
        HttpContext httpContext,
        Exception exception,
        CancellationToken cancellationToken)
    {
        if (exception is OperationCanceledException && httpContext.RequestAborted.IsCancellationRequested)
        {
            httpContext.Response.StatusCode = StatusClientClosedRequest;
            return true;
        }

        if (ProblemOf(exception) is not { } problem)
        {
            return false;
        }

        await problem.ExecuteAsync(httpContext);
        return true;
    }

    private static ProblemHttpResult? ProblemOf(Exception exception) => exception switch
    {
        BadHttpRequestException { InnerException: JsonException json } => JsonProblem.Of(json),
        BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge } => ProblemKinds.PayloadTooLarge
            .Because("The body is larger than this address takes. Send less."),
        BadHttpRequestException { StatusCode: StatusCodes.Status415UnsupportedMediaType } =>
            ProblemKinds.UnsupportedMediaType.Because("Send Content-Type: application/json."),
        BadHttpRequestException bad => BindingProblem.Of(bad),
        InvalidOperationException { InnerException: ArgumentException, Source: JsonReaderSource } =>
            ProblemKinds.UnsupportedMediaType.Because("The charset is not known. Send Content-Type: application/json."),
        CodeStoreException => ProblemKinds.StoreUnavailable
            .Because("The store of code does not answer; see /health/ready. Try again in some seconds."),
        _ when IsStoreAway(exception) => ProblemKinds.StoreUnavailable
            .Because("The database does not answer or is not migrated; see /health/ready. Try again in some seconds."),
        _ => null,
    };

    /// <summary>Shut down, read-only, out of resources, without the database, table or user that we need.</summary>
    private static bool IsOperators(string sqlState)
        => sqlState is PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InvalidCatalogName
            || sqlState[..2] is "08" or "25" or "28" or "53" or "57";

    private static bool IsStoreAway(Exception exception) => exception switch
    {
        PostgresException postgres => postgres.IsTransient || IsOperators(postgres.SqlState),
        NpgsqlException => true,
        _ => exception.InnerException is { } inner && IsStoreAway(inner),
    };
}
