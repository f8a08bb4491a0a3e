using FaaS.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Invocations.Checkpoints;

internal static class CheckpointProblems
{
    public static readonly ProblemKind CheckpointNotFound =
        new("checkpoint-not-found", StatusCodes.Status404NotFound, "There is no such checkpoint.");

    public static ProblemHttpResult NotFound(Guid id, string name) => CheckpointNotFound.Because(
        $"Invocation {id} has no checkpoint '{name}'. GET /invocations/{id}/checkpoints lists those there are; they "
        + "are deleted when an invocation succeeds.");
}
