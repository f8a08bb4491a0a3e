using FaaS.Api.Http;
using FaaS.Api.OpenApi;
using FaaS.Api.Problems;
using FaaS.Domain.Functions;
using FaaS.Infrastructure.Schedules;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;

namespace FaaS.Api.Schedules;

internal static class ScheduleEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";

    // The payload, and room for the other fields.
    private const int MaxBodyBytes = FunctionLimits.MaxAsyncPayloadBytes + (64 * 1024);

    private static readonly ProblemKind[] WriteProblems =
    [
        ProblemKinds.InvalidRequest, ProblemKinds.MalformedJson, ProblemKinds.FunctionNotFound,
        ProblemKinds.PayloadTooLarge, ProblemKinds.UnsupportedMediaType,
    ];

    public static RouteGroupBuilder MapSchedules(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/schedules").WithTags("Schedules");

        group.MapPost("/", CreateAsync)
            .WithSummary("Have a function run at certain times")
            .WithDescription("Each due time makes one asynchronous invocation. It goes with its function.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter(new ValidationFilter<ScheduleRequest>(new NewScheduleValidator()))
            .WithExample(ScheduleExamples.Request, ScheduleExamples.Response)
            .WithProblems([.. WriteProblems, ScheduleProblems.ScheduleExists]);

        group.MapGet("/", ListAsync)
            .WithSummary("List schedules by name, without their payloads")
            .AddEndpointFilter(new ValidationFilter<ScheduleListQuery>(new ScheduleListQueryValidator()))
            .WithProblems(ProblemKinds.InvalidRequest);

        group.MapGet("/{key}", GetAsync)
            .WithSummary("Read a schedule by name or id")
            .WithExample(null, ScheduleExamples.Response)
            .WithProblems(ScheduleProblems.ScheduleNotFound);

        group.MapPut("/{key}", ReplaceAsync)
            .WithSummary("Replace a schedule")
            .WithDescription("What is left out takes its default. Due times go on where they stay the same.")
            .WithMetadata(new RequestSizeLimitAttribute(MaxBodyBytes))
            .AddEndpointFilter(new ValidationFilter<ScheduleRequest>(new ScheduleRequestValidator()))
            .WithExample(ScheduleExamples.Request, ScheduleExamples.Response)
            .WithProblems([.. WriteProblems, ScheduleProblems.ScheduleNotFound]);

        group.MapDelete("/{key}", DeleteAsync)
            .WithSummary("Delete a schedule; what it has fired goes on")
            .WithProblems(ScheduleProblems.ScheduleNotFound);

        group.MapGet("/{key}/next", NextAsync)
            .WithSummary("The times at which it is due next, or would be if it were enabled")
            .AddEndpointFilter(new ValidationFilter<NextTimesQuery>(new NextTimesQueryValidator()))
            .WithExample(null, ScheduleExamples.Times)
            .WithProblems(ProblemKinds.InvalidRequest, ScheduleProblems.ScheduleNotFound);

        return group;
    }

    private static async Task<Results<Created<ScheduleResponse>, ProblemHttpResult>> CreateAsync(
        ScheduleRequest request, ScheduleStore store, CancellationToken cancellationToken)
    {
        if (TooLarge(request) is { } problem)
        {
            return problem;
        }

        var result = await store.CreateAsync(Tenant, request, cancellationToken);
        return result is ScheduleResult.Stored(var view)
            ? TypedResults.Created($"/schedules/{view.Schedule.Name}", ScheduleResponse.Of(view, withPayload: true))
            : ScheduleProblems.Of(result, request.Name!, request);
    }

    private static async Task<Ok<Page<ScheduleResponse>>> ListAsync(
        [AsParameters] ScheduleListQuery query, ScheduleStore store, CancellationToken cancellationToken)
    {
        var limit = query.Limit ?? ScheduleListQuery.DefaultLimit;
        var found = await store.ListAsync(Tenant, query.Function, query.After()!, limit + 1, cancellationToken);
        var items = found.Take(limit).Select(view => ScheduleResponse.Of(view, withPayload: false)).ToList();
        var cursor = found.Count > limit ? ScheduleListQuery.CursorAfter(items[^1].Name) : null;
        return TypedResults.Ok(new Page<ScheduleResponse>(items, cursor));
    }

    private static async Task<Results<Ok<ScheduleResponse>, ProblemHttpResult>> GetAsync(
        string key, ScheduleStore store, CancellationToken cancellationToken)
        => await store.FindAsync(Tenant, ScheduleKey.Of(key), cancellationToken) is { } view
            ? TypedResults.Ok(ScheduleResponse.Of(view, withPayload: true))
            : ScheduleProblems.NotFound(key);

    private static async Task<Results<Ok<ScheduleResponse>, ProblemHttpResult>> ReplaceAsync(
        string key, ScheduleRequest request, ScheduleStore store, CancellationToken cancellationToken)
    {
        if (TooLarge(request) is { } problem)
        {
            return problem;
        }

        var result = await store.ReplaceAsync(Tenant, ScheduleKey.Of(key), request, cancellationToken);
        return result is ScheduleResult.Stored(var view)
            ? TypedResults.Ok(ScheduleResponse.Of(view, withPayload: true))
            : ScheduleProblems.Of(result, key, request);
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> DeleteAsync(
        string key, ScheduleStore store, CancellationToken cancellationToken)
        => await store.DeleteAsync(Tenant, ScheduleKey.Of(key), cancellationToken)
            ? TypedResults.NoContent()
            : ScheduleProblems.NotFound(key);

    private static async Task<Results<Ok<NextTimesResponse>, ProblemHttpResult>> NextAsync(
        string key,
        [AsParameters] NextTimesQuery query,
        ScheduleStore store,
        TimeProvider timeProvider,
        CancellationToken cancellationToken)
    {
        if (await store.FindAsync(Tenant, ScheduleKey.Of(key), cancellationToken) is not { Schedule: var row })
        {
            return ScheduleProblems.NotFound(key);
        }

        var timing = ScheduleTimings.Of(row.Cron, row.IntervalMs, row.TimeZone);
        var zone = TimeZoneInfo.FindSystemTimeZoneById(row.TimeZone);
        var times = new List<DateTimeOffset>();
        for (var due = row.NextDueAt ?? timing.First(timeProvider.GetUtcNow());
            due is { } time && times.Count < (query.N ?? NextTimesQuery.Default);
            due = timing.After(time, time))
        {
            times.Add(TimeZoneInfo.ConvertTime(time, zone));
        }

        return TypedResults.Ok(new NextTimesResponse(row.TimeZone, times));
    }

    private static ProblemHttpResult? TooLarge(ScheduleRequest request)
        => ScheduleDefinition.PayloadOf(request).Length > FunctionLimits.MaxAsyncPayloadBytes
            ? ProblemKinds.PayloadTooLarge.Because(
                $"A payload has at most {FunctionLimits.MaxAsyncPayloadBytes >> 20} MiB here.")
            : null;
}
