using FaaS.Api.Http;
using FaaS.Api.Invocations.Reading;
using FaaS.Api.OpenApi;
using FaaS.Domain.Invocations;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Invocations.Checkpoints;

internal static class CheckpointEndpoints
{
    // Everything is keyed by tenant already; there is one until callers have an identity.
    private const string Tenant = "default";

    public static RouteGroupBuilder MapCheckpoints(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/invocations/{id:guid}/checkpoints").WithTags("Invocations");

        group.MapGet("/", ListAsync)
            .WithSummary("List what a long invocation has saved for its next attempt")
            .WithDescription("They are deleted when the invocation succeeds.")
            .WithExample(null, InvocationExamples.Checkpoints)
            .WithProblems(InvocationReadProblems.InvocationNotFound);

        group.MapGet("/{name}", ReadAsync)
            .WithSummary("Read a checkpoint: the bytes that the function saved, with their content type")
            .Produces<byte[]>(StatusCodes.Status200OK, CheckpointReader.Bytes)
            .WithProblems(InvocationReadProblems.InvocationNotFound, CheckpointProblems.CheckpointNotFound);

        return group;
    }

    private static async Task<Results<Ok<Page<CheckpointDocument>>, ProblemHttpResult>> ListAsync(
        Guid id,
        InvocationReader invocations,
        CheckpointReader checkpoints,
        CancellationToken cancellationToken)
        => await invocations.FindAsync(Tenant, id, cancellationToken) is null
            ? InvocationReadProblems.NotFound(id)
            : TypedResults.Ok(new Page<CheckpointDocument>(await checkpoints.ListAsync(id, cancellationToken), null));

    private static async Task<Results<FileContentHttpResult, ProblemHttpResult>> ReadAsync(
        Guid id,
        string name,
        InvocationReader invocations,
        CheckpointReader checkpoints,
        CancellationToken cancellationToken)
    {
        if (await invocations.FindAsync(Tenant, id, cancellationToken) is null)
        {
            return InvocationReadProblems.NotFound(id);
        }

        var checkpoint = CheckpointName.TryParse(name, out var parsed)
            ? await checkpoints.FindAsync(id, parsed, cancellationToken)
            : null;
        return checkpoint is null
            ? CheckpointProblems.NotFound(id, name)
            : TypedResults.Bytes(checkpoint.Content, checkpoint.ContentType ?? CheckpointReader.Bytes);
    }
}
