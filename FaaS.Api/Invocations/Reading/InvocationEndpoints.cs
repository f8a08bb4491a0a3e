using FaaS.Api.Http;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Durations;
using FaaS.Domain.Invocations;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Invocations.Reading;

internal static class InvocationEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";
    private const string Text = "text/plain; charset=utf-8";

    public static RouteGroupBuilder MapInvocationRecords(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/invocations").WithTags("Invocations");

        group.MapGet("/", ListAsync)
            .WithSummary("List invocations, the newest first, without their results")
            .WithDescription("With several filters at once, a page may have fewer items than there are, or none, and "
                + "still have a next_cursor: it goes on where this page stopped looking.")
            .AddEndpointFilter(new ValidationFilter<InvocationListQuery>(new InvocationListQueryValidator()))
            .WithProblems(ProblemKinds.InvalidRequest);

        group.MapGet("/{id:guid}", GetAsync)
            .WithSummary("Read an invocation, at once or when it has ended")
            .AddEndpointFilter(new ValidationFilter<InvocationQuery>(new InvocationQueryValidator()))
            .WithExample(null, InvocationExamples.Succeeded)
            .WithProblems(ProblemKinds.InvalidRequest, InvocationReadProblems.InvocationNotFound);

        group.MapGet("/{id:guid}/logs", ReadLogsAsync)
            .WithSummary("Read what the function wrote, at once or, with follow=true, while it writes")
            .Produces<string>(StatusCodes.Status200OK, "text/plain")
            .WithProblems(ProblemKinds.InvalidRequest, InvocationReadProblems.InvocationNotFound);

        group.MapGet("/{id:guid}/attempts", ReadAttemptsAsync)
            .WithSummary("Read every execution of an invocation, the first one first")
            .WithDescription("Also those that the platform ended. Of more than 1000 the newest are shown.")
            .WithExample(null, InvocationExamples.Attempts)
            .WithProblems(InvocationReadProblems.InvocationNotFound);

        group.MapPost("/{id:guid}/cancel", CancelAsync)
            .WithSummary("Stop an invocation")
            .WithDescription("A queued one never runs; of a running one, the sandbox is killed.")
            .WithProblems(InvocationReadProblems.InvocationNotFound, InvocationReadProblems.AlreadyFinished);

        return group;
    }

    private static async Task<Ok<Page<InvocationDocument>>> ListAsync(
        [AsParameters] InvocationListQuery query,
        InvocationPages pages,
        CancellationToken cancellationToken)
    {
        var limit = query.Limit ?? InvocationListQuery.DefaultLimit;
        var page = await pages.ReadAsync(Tenant, query.ToFilter(), query.Before(), limit, cancellationToken);
        return TypedResults.Ok(new Page<InvocationDocument>(
            [.. page.Rows.Select(InvocationDocument.Of)],
            page.Next is { } next ? InvocationListQuery.CursorAfter(next) : null));
    }

    private static async Task<Results<Ok<InvocationDocument>, ProblemHttpResult>> GetAsync(
        Guid id,
        [AsParameters] InvocationQuery query,
        InvocationReader reader,
        SettledNews news,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        using var wait = news.Begin(id);
        var row = await reader.FindAsync(Tenant, id, cancellationToken);
        if (row is not null && !row.State.IsFinal() && DurationText.TryParse(query.Wait, out var patience))
        {
            await wait.WaitAsync(patience, timeProvider, cancellationToken);
            row = await reader.FindAsync(Tenant, id, cancellationToken);
        }

        return row is null ? InvocationReadProblems.NotFound(id) : TypedResults.Ok(InvocationDocument.Of(row));
    }

    private static async Task<Results<FileContentHttpResult, PushStreamHttpResult, ProblemHttpResult>> ReadLogsAsync(
        Guid id,
        InvocationReader reader,
        LogFollower follower,
        CancellationToken cancellationToken,
        [FromQuery] bool follow = false)
    {
        if (await reader.FindAsync(Tenant, id, cancellationToken) is null)
        {
            return InvocationReadProblems.NotFound(id);
        }

        return follow
            ? TypedResults.Stream(stream => follower.FollowAsync(Tenant, id, stream, cancellationToken), Text)
            : TypedResults.Bytes(await reader.ReadLogAsync(id, cancellationToken) ?? [], Text);
    }

    private static async Task<Results<Ok<Page<AttemptDocument>>, ProblemHttpResult>> ReadAttemptsAsync(
        Guid id,
        InvocationReader reader,
        AttemptReader attempts,
        CancellationToken cancellationToken)
        => await reader.FindAsync(Tenant, id, cancellationToken) is { } row
            ? TypedResults.Ok(new Page<AttemptDocument>(await attempts.ReadAsync(row, cancellationToken), null))
            : InvocationReadProblems.NotFound(id);

    private static async Task<Results<Ok<InvocationDocument>, ProblemHttpResult>> CancelAsync(
        Guid id,
        InvocationCanceller canceller,
        InvocationReader reader,
        CancellationToken cancellationToken)
    {
        var state = await canceller.CancelAsync(Tenant, id, cancellationToken);
        if (state is null || await reader.FindAsync(Tenant, id, cancellationToken) is not { } row)
        {
            return InvocationReadProblems.NotFound(id);
        }

        return state.Value.IsFinal()
            ? InvocationReadProblems.Finished(state.Value)
            : TypedResults.Ok(InvocationDocument.Of(row));
    }
}
