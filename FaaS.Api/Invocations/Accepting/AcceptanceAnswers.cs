using FaaS.Api.Invocations.Idempotency;
using FaaS.Api.Invocations.Reading;
using Microsoft.AspNetCore.Http.HttpResults;

namespace FaaS.Api.Invocations.Accepting;

internal static class AcceptanceAnswers
{
    public static Results<Accepted<InvocationDocument>, ProblemHttpResult> Answer(
        this Acceptance acceptance, HttpResponse response)
    {
        switch (acceptance)
        {
            case Acceptance.Accepted(var row, var times):
                return Accepted(InvocationDocument.Of(row) with
                {
                    NotBefore = times.NotBefore,
                    NextAttemptAt = times.NotBefore,
                    ExpiresAt = times.ExpiresAt,
                });
            case Acceptance.Replayed(var row):
                response.Headers[IdempotencyKey.ReplayedHeader] = "true";
                return Accepted(InvocationDocument.Of(row));
            case Acceptance.KeyReused:
                return IdempotencyProblems.Reused();
            case Acceptance.Gone(var id):
                return IdempotencyProblems.Unknown(id);
            case Acceptance.Refused(var spent, var wait):
                RetryAfter.Write(response, wait);
                return InvocationProblems.Of(spent);
            default:
                throw new ArgumentOutOfRangeException(nameof(acceptance), acceptance, "Unknown acceptance.");
        }
    }

    private static Accepted<InvocationDocument> Accepted(InvocationDocument document)
        => TypedResults.Accepted($"/invocations/{document.Id}", document);
}
