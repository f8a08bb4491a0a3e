using FaaS.Api.Problems;
using FaaS.Domain.Invocations;
using FaaS.Infrastructure.Postgres;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.DeadLetters;

internal static class DeadLetterProblems
{
    public static readonly ProblemKind DeadLetterNotFound =
        new("dead-letter-not-found", StatusCodes.Status404NotFound, "There is no such dead letter.");

    public static readonly ProblemKind NotDead =
        new("not-dead", StatusCodes.Status409Conflict, "The invocation is not a dead letter.");

    public static readonly ProblemKind FunctionDeleted =
        new("function-deleted", StatusCodes.Status409Conflict, "The function is gone.");

    public static ProblemHttpResult NotFound(Guid id)
        => DeadLetterNotFound.Because($"No dead letter has the id {id}. GET /dead-letters lists those there are.");

    public static ProblemHttpResult StillOrAgain(InvocationState state)
        => NotDead.Because($"It is {EnumText<InvocationState>.Of(state)}. Only a dead one can be redriven or purged.");

    public static ProblemHttpResult Orphaned(string function)
        => FunctionDeleted.Because(
            $"{function} was deleted, so that nothing is there to run it. Purge it, or create the function and invoke "
            + "it with this payload.");
}
