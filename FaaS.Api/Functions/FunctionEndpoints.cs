using FaaS.Api.Http;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Functions;
using FaaS.Infrastructure.Objects;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Functions;

internal static class FunctionEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";

    // The code in base64, and room for the other fields.
    private const int MaxBodyBytes = (FunctionLimits.MaxCodeBytes / 3 * 4) + (1024 * 1024);

    public static RouteGroupBuilder MapFunctions(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/functions").WithTags("Functions");
        var rules = new FunctionRequestValidator(
            new DestinationRequestValidator(routes.ServiceProvider.GetRequiredService<CallbackAddresses>()));

        group.MapPost("/", CreateAsync)
            .WithSummary("Create a function, or add a version to one")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .RequireRateLimiting(PublicationLimit.Name)
            .AddEndpointFilter(new ValidationFilter<FunctionRequest>(new NewFunctionValidator(rules)))
            .WithExample(FunctionExamples.Request, FunctionExamples.Response)
            .WithProblems(
                ProblemKinds.InvalidRequest, ProblemKinds.MalformedJson, ProblemKinds.VersionExists,
                ProblemKinds.PayloadTooLarge, ProblemKinds.UnsupportedMediaType, ProblemKinds.InvalidCode,
                ProblemKinds.BuildFailed, ProblemKinds.InitFailed, ProblemKinds.TooManyPublications);

        group.MapGet("/", ListAsync)
            .WithSummary("List functions by name")
            .AddEndpointFilter(new ValidationFilter<FunctionListQuery>(new FunctionListQueryValidator()))
            .WithProblems(ProblemKinds.InvalidRequest);

        group.MapGet("/{key}", GetAsync)
            .WithSummary("Read a function by name or id")
            .WithExample(null, FunctionExamples.Response)
            .WithProblems(ProblemKinds.FunctionNotFound);

        group.MapPut("/{key}", ReplaceAsync)
            .WithSummary("Publish the next version of a function")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .RequireRateLimiting(PublicationLimit.Name)
            .AddEndpointFilter(new ValidationFilter<FunctionRequest>(rules))
            .WithExample(FunctionExamples.Request, FunctionExamples.Response)
            .WithProblems(
                ProblemKinds.InvalidRequest, ProblemKinds.MalformedJson, ProblemKinds.FunctionNotFound,
                ProblemKinds.VersionExists, ProblemKinds.PayloadTooLarge, ProblemKinds.UnsupportedMediaType,
                ProblemKinds.InvalidCode, ProblemKinds.BuildFailed, ProblemKinds.InitFailed,
                ProblemKinds.TooManyPublications);

        group.MapDelete("/{key}", DeleteAsync)
            .WithSummary("Delete a function with all of its versions and schedules")
            .WithProblems(ProblemKinds.FunctionNotFound);

        group.MapGet("/{key}/code", DownloadAsync)
            .WithSummary("Download the code as it was deployed")
            .Produces<Stream>(StatusCodes.Status200OK, "text/plain", "application/zip")
            .WithProblems(ProblemKinds.FunctionNotFound);

        return group;
    }

    private static async Task<Results<Created<FunctionResponse>, ProblemHttpResult>> CreateAsync(
        FunctionRequest request,
        FunctionPublisher publisher,
        CancellationToken cancellationToken)
    {
        if (request.Code!.Length > FunctionLimits.MaxCodeBytes)
        {
            return FunctionProblems.CodeTooLarge(FunctionLimits.MaxCodeBytes);
        }

        var result = await publisher.CreateAsync(Tenant, request, cancellationToken);
        return result is PublishResult.Published(var view)
            ? TypedResults.Created($"/functions/{view.Function.Name}", FunctionResponse.Of(view))
            : ProblemOf(result, request.Name!);
    }

    private static async Task<Ok<Page<FunctionResponse>>> ListAsync(
        [AsParameters] FunctionListQuery query,
        FunctionCatalog catalog,
        CancellationToken cancellationToken)
    {
        var limit = query.Limit ?? FunctionListQuery.DefaultLimit;
        var found = await catalog.ListAsync(
            Tenant,
            query.Prefix ?? "",
            RuntimeNames.TryParse(query.Runtime, out var runtime) ? runtime : null,
            query.After()!,
            limit + 1,
            cancellationToken);

        var items = found.Take(limit).Select(FunctionResponse.Of).ToList();
        var cursor = found.Count > limit ? FunctionListQuery.CursorAfter(items[^1].Name) : null;
        return TypedResults.Ok(new Page<FunctionResponse>(items, cursor));
    }

    private static async Task<Results<Ok<FunctionResponse>, ProblemHttpResult>> GetAsync(
        string key,
        FunctionCatalog catalog,
        CancellationToken cancellationToken)
        => await catalog.FindAsync(Tenant, FunctionKey.Of(key), cancellationToken) is { } view
            ? TypedResults.Ok(FunctionResponse.Of(view))
            : FunctionProblems.NotFound(key);

    private static async Task<Results<Ok<FunctionResponse>, ProblemHttpResult>> ReplaceAsync(
        string key,
        FunctionRequest request,
        FunctionCatalog catalog,
        FunctionPublisher publisher,
        CancellationToken cancellationToken)
    {
        if (request.Code?.Length > FunctionLimits.MaxCodeBytes)
        {
            return FunctionProblems.CodeTooLarge(FunctionLimits.MaxCodeBytes);
        }

        var current = await catalog.FindAsync(Tenant, FunctionKey.Of(key), cancellationToken);
        if (current is not null && request.Name is not null && request.Name != current.Function.Name)
        {
            return FunctionProblems.OtherName(current.Function.Name);
        }

        var result = await publisher.ReplaceAsync(Tenant, FunctionKey.Of(key), request, cancellationToken);
        return result is PublishResult.Published(var view)
            ? TypedResults.Ok(FunctionResponse.Of(view))
            : ProblemOf(result, key);
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(
        string key,
        FunctionCatalog catalog,
        ICodeStore store,
        CancellationToken cancellationToken)
        => await CodeDownload.OpenAsync(catalog, store, Tenant, FunctionKey.Of(key), cancellationToken) is { } file
            ? file
            : FunctionProblems.NotFound(key);

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string key,
        FunctionRegistry registry,
        FunctionChanges changes,
        CancellationToken cancellationToken)
    {
        if (await registry.DeleteAsync(Tenant, FunctionKey.Of(key), cancellationToken) is not { } function)
        {
            return FunctionProblems.NotFound(key);
        }

        await changes.PublishAsync(new(function.Tenant, function.Name, function.Id));
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult ProblemOf(PublishResult result, string key) => result switch
    {
        PublishResult.NoSuchFunction => FunctionProblems.NotFound(key),
        PublishResult.VersionExists(var version) => FunctionProblems.VersionExists(version),
        PublishResult.SecretMissing(var field) => FunctionProblems.SecretMissing(field),
        PublishResult.CodeRefused(var problem) => FunctionProblems.CodeRefused(problem),
        PublishResult.CodeFailed(var failure) => FunctionProblems.CodeFailed(failure),
        _ => throw new ArgumentOutOfRangeException(nameof(result), result, "Not a problem."),
    };
}
