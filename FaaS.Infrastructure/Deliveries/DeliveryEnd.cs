using FaaS.Infrastructure.Postgres.Deliveries;

namespace FaaS.Infrastructure.Deliveries;

/// <summary>How an attempt to deliver ended.</summary>
/// <param name="Delay">Until the next attempt, if it is still pending.</param>
/// <param name="StatusCode">Null where there was no answer.</param>
internal sealed record DeliveryEnd(DeliveryState State, TimeSpan Delay, int? StatusCode, string? Error)
{
    public static DeliveryEnd Delivered(int? statusCode) => new(DeliveryState.Delivered, default, statusCode, null);
}
