using FaaS.Api.Http;
using FaaS.Api.Invocations;
using FaaS.Api.Invocations.Reading;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Invocations.DeadLetters;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.DeadLetters;

internal static class DeadLetterEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";

    public static RouteGroupBuilder MapDeadLetters(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/dead-letters").WithTags("Dead letters");

        group.MapGet("/", ListAsync)
            .WithSummary("List dead letters, those that died last first, without their payloads")
            .WithDescription(
                "By function and reason together, or by a function's id, a page may have fewer items than were asked "
                + "for, or none, and still have a next_cursor.")
            .AddEndpointFilter(new ValidationFilter<DeadLetterListQuery>(new DeadLetterListQueryValidator()))
            .WithProblems(ProblemKinds.InvalidRequest);

        group.MapGet("/{id:guid}", GetAsync)
            .WithSummary("Read a dead letter with its payload, its error and its attempts")
            .WithExample(null, DeadLetterExamples.DeadLetter)
            .WithProblems(DeadLetterProblems.DeadLetterNotFound);

        group.MapPost("/{id:guid}/redrive", RedriveOneAsync)
            .WithSummary("Put a dead letter back into the queue")
            .WithDescription(
                "It runs as the function's current version, with all of that version's attempts before it. Its id "
                + "stays the same, and so does the history of its attempts.")
            .WithExample(null, InvocationExamples.Queued)
            .WithProblems(
                DeadLetterProblems.DeadLetterNotFound, DeadLetterProblems.NotDead, DeadLetterProblems.FunctionDeleted);

        group.MapPost("/redrive", RedriveAsync)
            .WithSummary("Put all dead letters that match back into the queue, as fast as said")
            .WithDescription(
                "The oldest first. So that what has just been mended is not overrun, they become due one after the "
                + "other, ten a second of each function unless a rate is given, and after those of it that were "
                + "redriven before and are still queued.")
            .AddEndpointFilter(new ValidationFilter<RedriveRequest>(new RedriveRequestValidator()))
            .WithExample(DeadLetterExamples.Redrive, DeadLetterExamples.Redriven)
            .WithProblems(
                ProblemKinds.InvalidRequest, ProblemKinds.MalformedJson, ProblemKinds.UnsupportedMediaType);

        group.MapDelete("/{id:guid}", PurgeOneAsync)
            .WithSummary("Remove a dead letter for good, with its payload, logs and attempts")
            .WithProblems(DeadLetterProblems.DeadLetterNotFound, DeadLetterProblems.NotDead);

        group.MapPost("/purge", PurgeAsync)
            .WithSummary("Remove all dead letters that match, for good")
            .AddEndpointFilter(new ValidationFilter<PurgeRequest>(new PurgeRequestValidator()))
            .WithExample(DeadLetterExamples.Purge, DeadLetterExamples.Purged)
            .WithProblems(
                ProblemKinds.InvalidRequest, ProblemKinds.MalformedJson, ProblemKinds.UnsupportedMediaType);

        return group;
    }

    private static async Task<Ok<Page<DeadLetterDocument>>> ListAsync(
        [AsParameters] DeadLetterListQuery query,
        DeadLetterReader reader,
        CancellationToken cancellationToken)
    {
        var limit = query.Limit ?? DeadLetterListQuery.DefaultLimit;
        var page = await reader.ListAsync(query.ToFilter(Tenant), query.Before(), limit, cancellationToken);
        return TypedResults.Ok(new Page<DeadLetterDocument>(
            [.. page.Rows.Select(DeadLetterDocument.Of)],
            page.Next is { } place ? DeadLetterListQuery.CursorAfter(place) : null));
    }

    private static async Task<Results<Ok<DeadLetterDocument>, ProblemHttpResult>> GetAsync(
        Guid id,
        DeadLetterReader reader,
        AttemptReader attempts,
        CancellationToken cancellationToken)
        => await reader.FindAsync(Tenant, id, cancellationToken) is { } row
            ? TypedResults.Ok(DeadLetterDocument.Of(row, await attempts.ReadAsync(row, cancellationToken)))
            : DeadLetterProblems.NotFound(id);

    private static async Task<Results<Accepted<InvocationDocument>, ProblemHttpResult>> RedriveOneAsync(
        Guid id,
        DeadLetterDesk desk,
        InvocationReader invocations,
        CancellationToken cancellationToken)
    {
        var isRedriven = await desk.RedriveAsync(new DeadLetterFilter(Tenant, Id: id), cancellationToken);
        var row = await invocations.FindAsync(Tenant, id, cancellationToken);
        return (isRedriven, row) switch
        {
            (_, null) => DeadLetterProblems.NotFound(id),
            (true, _) => TypedResults.Accepted($"/invocations/{id}", InvocationDocument.Of(row)),
            (false, { State: InvocationState.Dead }) => DeadLetterProblems.Orphaned(row.FunctionName),
            _ => DeadLetterProblems.StillOrAgain(row.State),
        };
    }

    private static async Task<Ok<RedriveResponse>> RedriveAsync(
        RedriveRequest request,
        DeadLetterDesk desk,
        CancellationToken cancellationToken)
        => TypedResults.Ok(await desk.RedriveAsync(
            DeadLetterSelection.Filter(Tenant, request.Function, request.Reason, request.Since, request.Until),
            request.Limit ?? RedriveRequest.DefaultLimit,
            request.Rate ?? RedriveRequest.DefaultRate,
            cancellationToken));

    private static async Task<Results<NoContent, ProblemHttpResult>> PurgeOneAsync(
        Guid id,
        DeadLetterDesk desk,
        InvocationReader invocations,
        CancellationToken cancellationToken)
    {
        if (await desk.PurgeAsync(new DeadLetterFilter(Tenant, Id: id), 1, cancellationToken) == 1)
        {
            return TypedResults.NoContent();
        }

        return await invocations.FindAsync(Tenant, id, cancellationToken) is { } row
            ? DeadLetterProblems.StillOrAgain(row.State)
            : DeadLetterProblems.NotFound(id);
    }

    private static async Task<Ok<PurgeResponse>> PurgeAsync(
        PurgeRequest request,
        DeadLetterDesk desk,
        CancellationToken cancellationToken)
        => TypedResults.Ok(new PurgeResponse(await desk.PurgeAsync(
            DeadLetterSelection.Filter(Tenant, request.Function, request.Reason, request.Since, request.Until),
            request.Limit ?? PurgeRequest.MaxLimit,
            cancellationToken)));
}
