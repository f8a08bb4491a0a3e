using FaaS.Api.Problems;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Invocations.Idempotency;

internal static class IdempotencyProblems
{
    public static readonly ProblemKind KeyReused = new(
        "idempotency-key-reused",
        StatusCodes.Status422UnprocessableEntity,
        "The idempotency key stands for another request.");

    public static readonly ProblemKind OutcomeUnknown = new(
        "outcome-unknown", StatusCodes.Status409Conflict, "What became of the first request is not known.");

    public static readonly ProblemKind StillRunning = new(
        "still-running", StatusCodes.Status409Conflict, "The first request with this key has not ended.");

    public static IReadOnlyList<ProblemKind> Synchronous { get; } =
        [ProblemKinds.InvalidRequest, KeyReused, OutcomeUnknown, StillRunning];

    public static IReadOnlyList<ProblemKind> Asynchronous { get; } =
        [ProblemKinds.InvalidRequest, KeyReused, OutcomeUnknown];

    /// <param name="answer">One that is neither a run nor a replay.</param>
    public static ProblemHttpResult Of(KeyedAnswer answer) => answer switch
    {
        KeyedAnswer.KeyReused => Reused(),
        KeyedAnswer.OutcomeUnknown(var id) => Unknown(id),
        KeyedAnswer.StillRunning(var id) => Running(id),
        _ => throw new ArgumentOutOfRangeException(nameof(answer), answer, "Not a problem."),
    };

    public static ProblemHttpResult Reused() => KeyReused.Because(
        "Within 24 hours a key stands for one request to a function: its payload, content type and options. "
        + "Nothing was run. Send what was sent first, or take a new key.");

    public static ProblemHttpResult Unknown(Guid invocationId) => OutcomeUnknown.Because(
        $"Invocation {invocationId}, the first one with this key, was lost or is no longer kept. It may have run, "
        + "wholly or in part. Take a new key to run it again.",
        KeyValuePair.Create("invocation_id", (object?)invocationId));

    private static ProblemHttpResult Running(Guid invocationId) => StillRunning.Because(
        $"Invocation {invocationId} goes on. Send the same again to wait for its end.",
        KeyValuePair.Create("invocation_id", (object?)invocationId));
}
