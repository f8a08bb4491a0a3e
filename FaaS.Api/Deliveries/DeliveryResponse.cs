using FaaS.Api.Functions;
using FaaS.Infrastructure.Deliveries;
using FaaS.Infrastructure.Postgres.Deliveries;

namespace FaaS.Api.Deliveries;

/// <summary>How far the end of an invocation has got on its way to a destination.</summary>
/// <param name="Id">The <c>webhook-id</c> of every attempt, or the id of the invocation that it caused.</param>
/// <param name="Attempts">How many have been made, a running one included.</param>
/// <param name="StatusCode">Of the last answer; null where there was none.</param>
/// <param name="Error">Of the last attempt, if it failed.</param>
/// <param name="NextAttemptAt">Null once it has ended.</param>
internal sealed record DeliveryResponse(
    Guid Id,
    DestinationResponse? Destination,
    DeliveryState State,
    int Attempts,
    int? StatusCode,
    string? Error,
    DateTimeOffset CreatedAt,
    DateTimeOffset? EndedAt,
    DateTimeOffset? NextAttemptAt)
{
    public static DeliveryResponse Of(DeliveryRow row) => new(
        row.Id,
        DestinationResponse.Of(DestinationText.Parse(row.Destination)),
        row.State,
        row.Attempts,
        row.StatusCode,
        row.Error,
        row.CreatedAt,
        row.EndedAt,
        row.State is DeliveryState.Pending ? row.NextAttemptAt : null);
}
