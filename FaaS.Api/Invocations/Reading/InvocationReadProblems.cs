using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Invocations.Reading;

internal static class InvocationReadProblems
{
    public static readonly ProblemKind InvocationNotFound =
        new("invocation-not-found", StatusCodes.Status404NotFound, "There is no such invocation.");

    public static readonly ProblemKind AlreadyFinished =
        new("already-finished", StatusCodes.Status409Conflict, "The invocation has ended already.");

    public static ProblemHttpResult NotFound(Guid id)
        => InvocationNotFound.Because($"No invocation has the id {id}. GET /invocations lists those there are.");

    public static ProblemHttpResult Finished(InvocationState state)
        => AlreadyFinished.Because($"It is {EnumText<InvocationState>.Of(state)}, and stays that.");
}
